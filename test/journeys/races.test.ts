import assert from 'node:assert/strict';
import { inboundReferral, type WireReferral } from '../support/partner-center.ts';
import type { Chat, Message } from '../support/teams.ts';
import { waitFor } from '../support/wait.ts';
import { isPatch, nowIn, openStage, type Stage } from './stage.ts';
import { wantedByTwo } from './stories.ts';

describe('clicks that meet', () => {
  let stage: Stage;
  let ann: Chat;
  let ben: Chat;

  before(async () => {
    stage = await openStage();
    ann = await stage.join('Ann Keller');
    ben = await stage.join('Ben Ito');
  });
  after(() => stage.stop());

  async function arrived(
    name: string,
  ): Promise<{ deal: WireReferral; annsCard: Message; bensCard: Message }> {
    const deal = stage.partnerCenter.put(inboundReferral({ name }));
    const annsCard = await stage.teams.waitForPost(ann.id, name);
    const bensCard = await stage.teams.waitForPost(ben.id, name);
    return { deal, annsCard, bensCard };
  }

  function writesOf(id: string): number {
    return stage.partnerCenter.writes().filter(({ path }) => path.endsWith(id)).length;
  }

  it('of two people on Accept are one write, and both are told who was first', async () => {
    await wantedByTwo(stage, ann, ben);
  });

  it('of one who accepts and one who declines are one write, and the cards tell one truth', async () => {
    const { teams } = stage;
    const { deal, annsCard, bensCard } = await arrived('Disputed deal');
    await ben.click(bensCard, 'deal.decline');
    const [accepted, declined] = await Promise.all([
      ann.click(annsCard, 'deal.accept'),
      ben.click(bensCard, 'deal.decline', { reason: '4' }),
    ]);
    assert.equal(writesOf(deal.id), 1);
    const won = stage.partnerCenter.referral(deal.id).substatus;
    const truth = won === 'Accepted' ? 'ccepted by Ann Keller' : 'eclined by Ben Ito';
    for (const { text } of [accepted, declined]) assert.match(text, new RegExp(truth));
    await teams.waitForEdit(ann.id, annsCard, truth);
    await teams.waitForEdit(ben.id, bensCard, truth);
  });

  it('are one write where one person clicks twice at once, and again later: the same answer each time', async () => {
    const { teams } = stage;
    const { deal, annsCard } = await arrived('Double deal');
    const old = ann.cardSeen(annsCard);
    const twice = await Promise.all([1, 2, 3].map(() => ann.click(annsCard, 'deal.accept', {}, { on: old })));
    await teams.waitForEdit(ann.id, annsCard, 'Ann Keller');
    const later = await ann.click(annsCard, 'deal.accept', {}, { on: old });
    for (const { text } of [...twice, later]) assert.match(text, /you accepted this deal/);
    assert.equal(new Set([...twice, later].map(({ text }) => text)).size, 1);
    assert.equal(
      stage.partnerCenter.requests.filter((one) => isPatch(one) && one.path.endsWith(deal.id)).length,
      1,
    );
  });

  it('after a colleague’s decision change nothing and say whose it was', async () => {
    const { deal, annsCard, bensCard } = await arrived('Late deal');
    const old = ben.cardSeen(bensCard);
    await ann.click(annsCard, 'deal.accept');
    for (const verb of ['deal.accept', 'deal.decline']) {
      const { text, statusCode } = await ben.click(bensCard, verb, {}, { on: old });
      assert.equal(statusCode, 200);
      assert.match(text, /Already accepted by Ann Keller.*Your click changed nothing/);
    }
    assert.equal(writesOf(deal.id), 1);
  });

  it('go on from an old version where nothing decisive changed', async () => {
    const { teams } = stage;
    const { deal, annsCard } = await arrived('Renoted deal');
    const old = ann.cardSeen(annsCard);
    stage.partnerCenter.change(deal.id, { inviteContext: { notes: 'Please hurry' } });
    await teams.waitForEdit(ann.id, annsCard, 'Please hurry');
    const { text } = await ann.click(annsCard, 'deal.accept', {}, { on: old });
    assert.match(text, /you accepted this deal/);
  });

  for (const [what, changes] of [
    ['value', { details: { dealValue: 1 } }],
    ['deadline', { expirationDateTime: new Date(Date.now() + 5 * 24 * 60 * 60 * 1000).toISOString() }],
    ['customer', { customerProfile: { name: 'Somebody Else AG' } }],
  ] as const) {
    it(`from an old version decide nothing where the ${what} changed, seen by the watcher or not`, async () => {
      const { deal, annsCard } = await arrived(`Changed ${what} deal`);
      stage.partnerCenter.change(deal.id, changes);
      const { text } = await ann.click(annsCard, 'deal.accept', {}, { on: ann.cardSeen(annsCard) });
      assert.match(text, new RegExp(`has changed since that card: ${what}. Nothing was decided`));
      assert.equal(writesOf(deal.id), 0);
      const again = await ann.click(annsCard, 'deal.accept');
      assert.match(again.text, /you accepted this deal/);
    });
  }

  it('in the moment between our reading and our write (412) are read again, and tell the truth (API-04)', async () => {
    const { teams, partnerCenter } = stage;
    const { deal, annsCard } = await arrived('Snatched deal');
    partnerCenter.fault({ match: isPatch, delayMs: 400 });
    const clicked = ann.click(annsCard, 'deal.accept');
    await waitForPatch(deal.id);
    partnerCenter.change(deal.id, { status: 'Closed', substatus: 'Expired' });
    const { text } = await clicked;
    assert.match(text, /Expired co-sell deal/);
    assert.equal(writesOf(deal.id), 0);
    await teams.waitForEdit(ann.id, annsCard, 'Expired');
    assert.doesNotMatch(nowIn(teams, ann, annsCard), /Ann Keller/);
  });

  it('are written once more where something unimportant changed in that moment (412)', async () => {
    const { partnerCenter } = stage;
    const { deal, annsCard } = await arrived('Jostled deal');
    partnerCenter.fault({ match: isPatch, delayMs: 400 });
    const clicked = ann.click(annsCard, 'deal.accept');
    await waitForPatch(deal.id);
    partnerCenter.change(deal.id, { externalReferenceId: 'CRM-1' });
    assert.match((await clicked).text, /you accepted this deal/);
    assert.equal(writesOf(deal.id), 1);
    assert.equal(partnerCenter.referral(deal.id)['externalReferenceId'], 'CRM-1');
  });

  async function waitForPatch(id: string): Promise<void> {
    const { requests } = stage.partnerCenter;
    await waitFor(() => requests.some((one) => isPatch(one) && one.path.endsWith(id)), { what: 'the write' });
  }
});
