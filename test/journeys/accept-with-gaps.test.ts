import assert from 'node:assert/strict';
import { inboundReferral, type WireReferral } from '../support/partner-center.ts';
import type { Card, Chat, Message } from '../support/teams.ts';
import { isPatch, openStage, type Stage, storedText } from './stage.ts';

type Input = Record<string, unknown>;

/** The inputs on a card, however deep they lie. */
function inputsOf(part: unknown): Input[] {
  if (typeof part !== 'object' || part === null) return [];
  const own = 'type' in part && String(part.type).startsWith('Input.') ? [part as Input] : [];
  return [...own, ...Object.values(part).flatMap(inputsOf)];
}

function ids(card: Card | null): unknown[] {
  return inputsOf(card).map(({ id }) => id);
}

describe('Accept of a deal with gaps', () => {
  let stage: Stage;
  let ann: Chat;

  before(async () => {
    stage = await openStage();
    ann = await stage.join('Ann Keller');
  });
  after(() => stage.stop());

  async function arrived(
    overrides: { name: string } & Record<string, unknown>,
  ): Promise<[WireReferral, Message]> {
    const referral = stage.partnerCenter.put(inboundReferral(overrides));
    return [referral, await stage.teams.waitForPost(ann.id, overrides.name)];
  }

  function patchesOf(id: string): unknown[][] {
    const patches = stage.partnerCenter.requests.filter(
      (request) => isPatch(request) && request.path.endsWith(id),
    );
    return patches.map(({ body }) => body as unknown[]);
  }

  it('asks for the gaps only, keeps what was typed beside what is wrong, and sends it with the move (FLD-17)', async () => {
    const { teams } = stage;
    const requirements = { solutions: [] };
    const details = { dealValue: null, currency: null, closingDateTime: null, requirements };
    const [{ id }, card] = await arrived({ name: 'Gappy deal', details });
    const form = await ann.click(card, 'deal.accept');
    assert.equal(form.statusCode, 200);
    assert.deepEqual(ids(form.card), ['dealValue', 'currency', 'closingDate', 'solutions']);

    const typed = {
      dealValue: 'lots',
      currency: 'EURO',
      closingDate: '2020-01-01',
      solutions: 'SOL-1, SOL-2',
    };
    const again = await ann.click(card, 'deal.accept', typed);
    assert.equal(again.statusCode, 200);
    for (const problem of [/write an amount/, /write three letters/, /still to come/])
      assert.match(again.text, problem);
    assert.deepEqual(
      Object.fromEntries(inputsOf(again.card).map((input) => [input['id'], input['value']])),
      typed,
    );
    assert.deepEqual(patchesOf(id), []);

    const right = { dealValue: '1.250.000,50', currency: 'chf', closingDate: '2031-03-31' };
    const done = await ann.click(card, 'deal.accept', right);
    assert.match(done.text, /you accepted this deal/);
    const [patch, ...more] = patchesOf(id);
    assert.deepEqual(more, []);
    assert.deepEqual(patch?.slice(0, 4), [
      { op: 'replace', path: '/details/dealValue', value: 1250000.5 },
      { op: 'replace', path: '/details/currency', value: 'CHF' },
      { op: 'replace', path: '/details/closingDateTime', value: '2031-03-31T00:00:00Z' },
      {
        op: 'replace',
        path: '/details/requirements/solutions',
        value: [
          { id: 'SOL-1', type: 'Name' },
          { id: 'SOL-2', type: 'Name' },
        ],
      },
    ]);
    assert.match(storedText(await teams.waitForEdit(ann.id, card)), /Accepted by Ann Keller/);
  });

  it('asks for one gap where one is left, and never for what is there', async () => {
    const [{ id }, card] = await arrived({ name: 'Almost complete deal', details: { dealValue: 0 } });
    const form = await ann.click(card, 'deal.accept');
    assert.deepEqual(ids(form.card), ['dealValue']);
    const done = await ann.click(card, 'deal.accept', { dealValue: '7' });
    assert.match(done.text, /you accepted/);
    assert.deepEqual(
      patchesOf(id).map(([first]) => first),
      [{ op: 'replace', path: '/details/dealValue', value: 7 }],
    );
  });

  it('names gaps of the customer with the link to Partner Center, and writes nothing (FLD-15)', async () => {
    const [{ id }, card] = await arrived({
      name: 'Nameless customer deal',
      customerProfile: { address: { country: null } },
    });
    const told = await ann.click(card, 'deal.accept');
    assert.deepEqual(ids(told.card), []);
    assert.match(told.text, /only Partner Center can change that.*customer country/);
    assert.match(told.text, /Open in Partner Center/);
    const back = await ann.click(card, 'dialog.cancel');
    assert.match(back.text, /Cancelled/);
    assert.deepEqual(patchesOf(id), []);
  });

  for (const status of [400, 409, 422]) {
    it(`opens the form with everything known where Partner Center answers ${status}`, async () => {
      const { partnerCenter, teams } = stage;
      const [{ id }, card] = await arrived({ name: `Refused deal ${status}` });
      partnerCenter.fault({ match: isPatch, status, code: 'missingField' });
      const form = await ann.click(card, 'deal.accept');
      assert.equal(form.statusCode, 200);
      assert.match(form.text, /refused.*missingField/);
      assert.deepEqual(ids(form.card), ['name', 'dealValue', 'currency', 'closingDate', 'solutions']);
      const done = await ann.click(card, 'deal.accept', { dealValue: '61000' });
      assert.match(done.text, /you accepted/);
      assert.equal(partnerCenter.referral(id).substatus, 'Accepted');
      await teams.waitForEdit(ann.id, card, 'Ann Keller');
    });
  }

  it('through the Submit of an old client edits the message with the form and then with the result', async () => {
    const { teams, partnerCenter } = stage;
    const [{ id }, card] = await arrived({ name: 'Old client deal', details: { dealValue: null } });
    await ann.submit(card, 'deal.accept');
    const form = await teams.waitForEdit(ann.id, card);
    assert.deepEqual(
      inputsOf(form.activity.attachments).map((input) => input['id']),
      ['dealValue'],
    );
    await ann.submit(form, 'deal.accept', { dealValue: '500' });
    await teams.waitForEdit(ann.id, form, 'Accepted by Ann Keller');
    assert.equal(partnerCenter.referral(id).substatus, 'Accepted');
  });
});
