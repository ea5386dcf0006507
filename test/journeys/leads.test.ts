import assert from 'node:assert/strict';
import { inboundReferral, type WireReferral } from '../support/partner-center.ts';
import { buttonTitles } from '../support/teams-card.ts';
import type { Chat, Message } from '../support/teams.ts';
import { daysAgo } from './registration-stage.ts';
import { isPatch, openStage, type Stage, storedText } from './stage.ts';

const lead = (name: string, createdAt: Date, changes: Record<string, unknown> = {}): WireReferral =>
  inboundReferral(
    {
      name,
      type: 'Independent',
      qualification: 'Direct',
      details: { customerRequestedContact: true, dealValue: null, requirements: { solutions: [] } },
      customerProfile: { name: `${name} Tea Rooms` },
      ...changes,
    },
    createdAt,
  );

describe('leads and access', () => {
  let stage: Stage;
  let ann: Chat;
  let fay: Chat;

  before(async () => {
    stage = await openStage();
    await stage.watched();
    ann = await stage.join('Ann Keller');
    fay = await stage.join({ name: 'Fay Martin', locale: 'fr-FR' });
    await stage.teams.quiet();
  });
  after(() => stage.stop());

  async function said(chat: Chat, text: string): Promise<Message> {
    const before = stage.teams.posts(chat.id).length;
    await chat.say(text);
    const answer = stage.teams.posts(chat.id)[before];
    assert.ok(answer, `an answer to '${text}'`);
    return answer;
  }

  it('stand in a list of their own, with their flame, and are posted nowhere (TYPE-10, EXP-06)', async () => {
    const group = stage.teams.groupChat([ann.person], { name: 'Desk', installed: true });
    await group.say('follow');
    await stage.teams.quiet();
    const before = [ann, fay, group].map(({ id }) => stage.teams.posts(id).length);
    stage.partnerCenter.put(lead('Fresh Leaf', new Date()));
    stage.partnerCenter.put(lead('Cold Pot', daysAgo(4)));
    await stage.watched();
    await stage.teams.quiet();
    assert.deepEqual(
      [ann, fay, group].map(({ id }) => stage.teams.posts(id).length),
      before,
    );
    const text = storedText(await said(ann, 'leads'));
    assert.match(text, /🧭 Lead · 🔥 wants contact[^]*Fresh Leaf/);
    assert.match(text, /🕯️ wanted contact[^]*Cold Pot/);
    assert.doesNotMatch(storedText(await said(ann, 'deals')), /Fresh Leaf|Cold Pot/);
    assert.match(storedText(await said(fay, 'prospects')), /Prospects[^]*contact souhaité/);
  });

  it('are accepted with one click and declined for a reason, and won in Partner Center only; nobody has checked them (TYPE-10, LIFE-14, VIS-07)', async () => {
    const wanted = stage.partnerCenter.put(lead('Green Cup', new Date()));
    const unwanted = stage.partnerCenter.put(lead('Spam Pot', new Date()));
    await stage.watched();
    const card = await said(ann, 'deal Green Cup');
    assert.match(storedText(card), /does not check who sends a lead/);
    const accepted = await ann.click(card, 'deal.accept');
    assert.match(accepted.text, /you accepted this deal/);
    assert.deepEqual(
      stage.partnerCenter.requests.filter(isPatch).map(({ path }) => path.endsWith(wanted.id)),
      [true],
    );
    assert.equal(stage.partnerCenter.referral(wanted.id).substatus, 'Accepted');
    assert.ok(!buttonTitles(ann.cardSeen(card)).includes('Mark as won'));
    assert.match(storedText(await said(ann, 'won Green Cup')), /in Partner Center only/);
    assert.equal(stage.partnerCenter.referral(wanted.id).status, 'Active');

    const form = await said(ann, 'decline Spam Pot');
    await ann.click(form, 'deal.decline', { reason: '7' });
    assert.equal(stage.partnerCenter.referral(unwanted.id).substatus, 'Declined');
  });

  it('ask for more only where Partner Center refuses to accept them (FLD-17)', async () => {
    const { id } = stage.partnerCenter.put(lead('Picky Pot', new Date()));
    await stage.watched();
    stage.partnerCenter.fault({ match: isPatch, status: 400, code: 'invalidRequest' });
    const card = await said(ann, 'deal Picky Pot');
    const refused = await ann.click(card, 'deal.accept');
    assert.match(refused.text, /Partner Center refused[^]*Deal value/);
    const { name } = stage.partnerCenter.referral(id);
    const again = await ann.click(card, 'Accept this deal', {
      name: String(name),
      dealValue: '500',
      currency: 'GBP',
      closingDate: new Date(Date.now() + 40 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10),
      solutions: 'SOL-00001-AAA',
    });
    assert.match(again.text, /you accepted this deal/);
  });

  it('have favourites of their own (FAV-03)', async () => {
    stage.partnerCenter.put(lead('Kept Kettle', new Date()));
    stage.partnerCenter.put(inboundReferral({ name: 'Kept deal' }));
    await stage.watched();
    await said(ann, 'favorite Kept Kettle');
    await said(ann, 'favorite Kept deal');
    const deals = storedText(await said(ann, 'favorites'));
    assert.match(deals, /Kept deal/);
    assert.doesNotMatch(deals, /Kept Kettle/);
    const list = await said(ann, 'favorite leads');
    assert.match(storedText(list), /Kept Kettle/);
    assert.doesNotMatch(storedText(list), /Kept deal/);
    const all = await ann.click(list, '🧭 All open leads');
    assert.match(all.text, /Fresh Leaf/);
  });

  it('access: how one gets in, and how it stands with the person (SEED-05, SEED-24, SEED-25, PERM-01, PERM-02)', async () => {
    const text = storedText(await said(ann, 'access'));
    assert.match(text, /Partner Center shows you deals/);
    assert.match(text, /Referrals admin sees and decides all deals/);
    assert.match(text, /Account admin, who gives roles/);
    assert.match(text, /guests do, once invited/);
    assert.match(text, /PDM[^]*Has no access by itself/);
    stage.partnerCenter.forbidden.add(fay.person.aadObjectId);
    assert.match(storedText(await said(fay, 'accès')), /pas encore de rôle Références/);
    const group = stage.teams.groupChat([ann.person], { name: 'Access', installed: true });
    assert.doesNotMatch(storedText(await said(group, 'access')), /shows you deals/);
  });
});
