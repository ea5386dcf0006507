import assert from 'node:assert/strict';
import { inboundReferral, type WireReferral } from '../support/partner-center.ts';
import { buttonTitles } from '../support/teams-card.ts';
import type { Chat, Message } from '../support/teams.ts';
import { isPatch, nowIn, openStage, type Stage, storedText } from './stage.ts';

describe('editing an accepted deal', () => {
  let stage: Stage;
  let ann: Chat;

  before(async () => {
    stage = await openStage();
    ann = await stage.join('Ann Keller');
  });
  after(() => stage.stop());

  /** An accepted deal, and its form in Ann's chat. */
  async function formOf(
    name: string,
    changes: object = {},
    chat: Chat = ann,
    title = `Edit: ${name}`,
  ): Promise<[WireReferral, Message]> {
    const team = [{ firstName: 'Mara', lastName: 'Linde', email: 'mara@partner.example' }];
    const state = { status: 'Active', substatus: 'Accepted', expirationDateTime: null };
    const referral = stage.partnerCenter.put(inboundReferral({ name, team, ...state, ...changes }));
    await stage.watched();
    await chat.say(`edit ${name}`);
    return [referral, await stage.teams.waitForPost(chat.id, title)];
  }

  function patchesOf(id: string): unknown[] {
    const patches = stage.partnerCenter.requests.filter((one) => isPatch(one) && one.path.endsWith(id));
    return patches.map(({ body }) => body);
  }

  it('begins with the button of its details, in a message of its own, and writes only what was changed (LIFE-12)', async () => {
    const { teams, partnerCenter } = stage;
    const [{ id }, first] = await formOf('Harbour crane');
    await ann.click(first, 'dialog.cancel');
    await stage.watched();
    await ann.say('deal harbour crane');
    const details = await teams.waitForPost(ann.id, 'Our team');
    const answer = await ann.click(details, 'deal.edit');
    assert.match(answer.text, /Continued in the message below/);
    const form = await teams.waitForPost(ann.id, (message) => {
      return message.id !== first.id && storedText(message).includes('Edit: Harbour crane');
    });
    assert.match(storedText(form), /the other party reads these notes too/, 'VIS-06');
    assert.match(storedText(form), /Mara Linde, mara@partner.example/);

    const saved = await ann.click(form, 'Save', { dealValue: '75,000', crmId: 'CRM-7' });
    assert.match(saved.text, /Saved: your changes are in Partner Center/);
    assert.deepEqual(patchesOf(id), [
      [
        { op: 'replace', path: '/details/dealValue', value: 75000 },
        { op: 'replace', path: '/externalReferenceId', value: 'CRM-7' },
      ],
    ]);
    const [write] = partnerCenter.writes().filter(({ path }) => path.endsWith(id));
    assert.ok(write?.ifMatch, 'with If-Match');
    assert.equal(write.who, ann.person.aadObjectId);
    await teams.waitForEdit(ann.id, form, 'Accepted co-sell deal');
  });

  it('says what is wrong beside the field, keeps what was typed, and sends nothing', async () => {
    const [{ id }, form] = await formOf('Wind park');
    const asked = await ann.click(form, 'Save', { name: 'Wind park 2', dealValue: 'a lot', team: 'Ann Lee' });
    assert.match(asked.text, /Please write an amount/);
    assert.match(asked.text, /At least one person needs an e-mail address/);
    assert.match(asked.text, /Wind park 2[^]*a lot/);
    assert.deepEqual(patchesOf(id), []);
    const saved = await ann.click(form, 'Save', { dealValue: '90000', team: 'Ann Lee, ann@partner.example' });
    assert.match(saved.text, /Saved/);
    assert.equal(stage.partnerCenter.referral(id)['name'], 'Wind park 2');
  });

  it('shows both values where somebody changed the same field, and goes on where it was another one', async () => {
    const { partnerCenter } = stage;
    const [{ id }, form] = await formOf('Solar roof');
    partnerCenter.change(id, { name: 'Solar roof, Berlin', externalReferenceId: 'CRM-THEIRS' });
    const asked = await ann.click(form, 'Save', { name: 'Solar roof, Paris', campaignId: 'C-9' });
    assert.match(asked.text, /Changed in Partner Center meanwhile: “Solar roof, Berlin”/);
    assert.match(asked.text, /Solar roof, Paris/);
    assert.deepEqual(patchesOf(id), []);
    const saved = await ann.click(form, 'Save');
    assert.match(saved.text, /Saved/);
    const written = partnerCenter.referral(id);
    assert.deepEqual(
      [written['name'], written['campaignId'], written['externalReferenceId']],
      ['Solar roof, Paris', 'C-9', 'CRM-THEIRS'],
    );
  });

  it('reads again after a lost race with a change of something else (412), and writes once', async () => {
    const { partnerCenter } = stage;
    const [{ id }, form] = await formOf('Cold store');
    partnerCenter.fault({
      match: (one) => isPatch(one) && one.path.endsWith(id),
      status: 412,
      code: 'resourceModified',
    });
    const saved = await ann.click(form, 'Save', { name: 'Cold store 2' });
    assert.match(saved.text, /Saved/);
    assert.equal(partnerCenter.referral(id)['name'], 'Cold store 2');
  });

  it('keeps a draft over a restart, and goes on in a newer message', async () => {
    const { teams, bot } = stage;
    const [{ id }, form] = await formOf('Night train');
    const kept = await ann.click(form, 'Keep for later', { notes: 'Half a sentence', dealValue: '123,456' });
    assert.match(kept.text, /Kept. Nothing is sent yet/);
    assert.match(nowIn(teams, ann, form), /Half a sentence/, 'on the phone as well');
    await bot.restart();
    await ann.say('edit night train');
    const newer = await teams.waitForPost(ann.id, (message) => {
      return message.id !== form.id && storedText(message).includes('Edit: Night train');
    });
    assert.match(storedText(newer), /Half a sentence[^]*|123,456/);
    assert.match(nowIn(teams, ann, form), /Shown again below/);
    const saved = await ann.click(newer, 'Save');
    assert.match(saved.text, /Saved/);
    assert.deepEqual(patchesOf(id), [
      [
        { op: 'replace', path: '/details/dealValue', value: 123456 },
        { op: 'replace', path: '/details/notes', value: 'Half a sentence' },
      ],
    ]);
  });

  it('stays open where another form of the same deal is left', async () => {
    const [{ id }, form] = await formOf('Twin towers');
    await ann.say('lost twin towers');
    const lost = await stage.teams.waitForPost(ann.id, 'Lost: Twin towers');
    await ann.click(lost, 'dialog.cancel');
    await ann.say('edit twin towers');
    await stage.teams.waitForEdit(ann.id, form, 'Shown again below');
    assert.deepEqual(patchesOf(id), []);
  });

  it('sent twice is written once', async () => {
    const [{ id }, form] = await formOf('Double door');
    const press = () => ann.click(form, 'Save', { name: 'Double gate' });
    const [one, other] = await Promise.all([press(), press()]);
    assert.match(one.text, /Saved|says all of that already/);
    assert.match(other.text, /Saved|says all of that already/);
    assert.equal(patchesOf(id).length, 1);
  });

  it('is refused once the deal is closed (LIFE-11), and before it is accepted', async () => {
    const { partnerCenter } = stage;
    const [{ id }, form] = await formOf('Late idea');
    partnerCenter.change(id, { status: 'Closed', substatus: 'Won' });
    const answer = await ann.click(form, 'Save', { name: 'Too late' });
    assert.match(answer.text, /Already marked as won|not possible/);
    assert.deepEqual(patchesOf(id), []);
    const fresh = partnerCenter.put(inboundReferral({ name: 'Fresh deal' }));
    await stage.teams.waitForPost(ann.id, 'Fresh deal');
    await ann.say('edit fresh deal');
    await stage.teams.waitForPost(ann.id, 'not possible in the deal’s present state');
    assert.deepEqual(patchesOf(fresh.id), []);
  });

  it('from a shared place goes on in the person’s own chat; nothing of the form is shown there', async () => {
    const { teams, partnerCenter } = stage;
    const channel = teams.channel({ team: 'Sales', people: [ann.person], installed: true }).as(ann.person);
    partnerCenter.put(inboundReferral({ name: 'Secret tower', status: 'Active', substatus: 'Accepted' }));
    await stage.watched();
    await channel.say('edit secret tower', { mention: true });
    await teams.waitForPost(ann.id, 'Edit: Secret tower');
    await teams.quiet();
    const said = teams.posts(channel.id).map(storedText).join('\n');
    assert.match(said, /Continued in your chat/);
    assert.doesNotMatch(said, /Secret tower/);
  });

  it('speaks French, and offers at most six buttons', async () => {
    const zoe = await stage.join({ name: 'Zoé Martin', locale: 'fr-FR' });
    const [, first] = await formOf('Pont neuf', {}, zoe, 'Modifier\u202f: Pont neuf');
    assert.match(storedText(first), /l’autre partie les lit aussi/);
    assert.deepEqual(buttonTitles(zoe.cardSeen(first)), ['Enregistrer', 'Garder pour plus tard', 'Annuler']);
  });
});
