import assert from 'node:assert/strict';
import { inboundReferral, sisterReferral, type WireReferral } from '../support/partner-center.ts';
import type { Chat, Message } from '../support/teams.ts';
import { daysAgo } from './registration-stage.ts';
import { nowIn, openStage, type Stage, storedText } from './stage.ts';

const OURS = '33333333-3333-4333-8333-333333333333';
const HOUR = 60 * 60 * 1000;
const SELLER = {
  firstName: 'Priya',
  lastName: 'Nair',
  email: 'priya.nair@microsoft.example',
  phoneNumber: '+1 555 0147',
};
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();

/** A deal of our own, made some days ago. */
const ownDeal = (name: string, changes: Record<string, unknown> = {}): WireReferral =>
  inboundReferral(
    {
      name,
      status: 'Active',
      substatus: 'Accepted',
      direction: 'Outgoing',
      expirationDateTime: null,
      customerProfile: { name: `${name} AG` },
      inviteContext: { invitedBy: { organizationId: OURS, organizationName: 'Example Partner AG' } },
      ...changes,
    },
    daysAgo(5),
  );

const invited = (deal: WireReferral, changes: Record<string, unknown> = {}): WireReferral =>
  sisterReferral(deal, { team: [SELLER], ...changes }, daysAgo(5));

describe('Microsoft’s clock', () => {
  let stage: Stage;
  let ann: Chat;
  let ben: Chat;
  let cara: Chat;

  before(async () => {
    stage = await openStage({ env: { PARTNER_ORGANIZATION_IDS: OURS, QUIET_HOURS: 'none' } });
    await stage.watched();
    ann = await stage.join('Ann Keller');
    ben = await stage.join('Ben Ito');
    cara = await stage.join({ name: 'Cara Osei', locale: 'fr-FR' });
    await stage.teams.quiet();
  });
  after(() => stage.stop());

  /** A deal of our own on which Microsoft has been invited, and that Ann keeps as a favourite. */
  async function begun(name: string, changes: Record<string, unknown> = {}): Promise<WireReferral> {
    const deal = stage.partnerCenter.put(ownDeal(name));
    const sister = stage.partnerCenter.put(invited(deal, changes));
    await stage.watched();
    await ann.say(`favorite ${name}`);
    await stage.teams.waitForPost(ann.id, name);
    await stage.teams.quiet();
    return sister;
  }

  async function said(chat: Chat, text: string): Promise<Message> {
    const before = stage.teams.posts(chat.id).length;
    await chat.say(text);
    const answer = stage.teams.posts(chat.id)[before];
    assert.ok(answer, `an answer to '${text}'`);
    return answer;
  }

  const closed = (substatus: string) => ({
    status: 'Closed',
    substatus,
    closedDateTime: new Date().toISOString(),
  });

  it('accepted: the people of the deal are told, and only now who the seller is (SEED-02, SEED-12, VIS-02, EXP-05)', async () => {
    const sister = await begun('Harbour twin');
    const details = await said(ann, 'deal Harbour twin');
    assert.match(storedText(details), /Microsoft can answer until \w+day/);
    assert.doesNotMatch(storedText(details), /Priya/, 'on the referral, and not yet shown');
    stage.partnerCenter.change(sister.id, {
      status: 'Active',
      substatus: 'Accepted',
      acceptedDateTime: new Date().toISOString(),
    });
    const news = await stage.teams.waitForPost(ann.id, 'Microsoft accepted your invitation');
    assert.match(storedText(news), /Seller: Priya Nair · priya\.nair@microsoft\.example · \\\+1 555 0147/);
    await stage.teams.quiet();
    for (const chat of [ben, cara])
      assert.ok(!stage.teams.posts(chat.id).some((post) => storedText(post).includes('Harbour twin')));
    const asked = await said(ben, 'deal Harbour twin');
    assert.match(storedText(asked), /Priya Nair/);
  });

  it('declined: with the reason, and what one can do (RSN-04, LIFE-13)', async () => {
    const sister = await begun('Mountain rail');
    stage.partnerCenter.change(sister.id, {
      ...closed('Declined'),
      statusReason: 'No Microsoft seller directly manages this customer',
    });
    const news = await stage.teams.waitForPost(ann.id, 'Microsoft declined your invitation');
    const text = storedText(news);
    assert.match(text, /Reason given: No Microsoft seller directly manages this customer/);
    assert.match(text, /create the deal anew and invite Microsoft again/);
    assert.doesNotMatch(text, /Priya/);
  });

  it('declined without a reason: that none is given below USD 25,000 (RSN-04)', async () => {
    const sister = await begun('Small mill');
    stage.partnerCenter.change(sister.id, closed('Declined'));
    const news = await stage.teams.waitForPost(ann.id, 'gives none below USD 25,000');
    assert.match(storedText(news), /Small mill[^]*Microsoft gave no reason/);
  });

  it('its time runs out: reminded before, told once it has expired, in French (SEED-02, LIFE-13)', async () => {
    const deal = stage.partnerCenter.put(ownDeal('Vieux moulin'));
    const soon = inHours(4).replace(/\.\d+Z$/, '.999Z');
    const sister = stage.partnerCenter.put(
      invited(deal, { expirationDateTime: new Date(Date.parse(soon) + 6000).toISOString() }),
    );
    await stage.watched();
    await cara.say('suivre-affaire Vieux moulin');
    await stage.teams.waitForPost(cara.id, 'Vieux moulin');
    const reminder = await stage.teams.waitForPost(cara.id, 'Microsoft n’a pas encore répondu', 15_000);
    assert.match(storedText(reminder), /Vieux moulin/);
    stage.partnerCenter.change(sister.id, closed('Expired'));
    const news = await stage.teams.waitForPost(cara.id, 'a laissé expirer votre invitation');
    assert.match(storedText(news), /Recréez l’affaire et invitez Microsoft à nouveau/);
    await stage.teams.waitForEdit(cara.id, reminder, (message) =>
      nowIn(stage.teams, cara, message).includes('n’a pas répondu à temps'),
    );
  });

  it('won by Microsoft: shown, and our own Won offers the registration (REG-04, SEED-10)', async () => {
    const sister = await begun('Wind park');
    stage.partnerCenter.change(sister.id, closed('Won'));
    const news = await stage.teams.waitForPost(ann.id, 'marked its side as won');
    assert.match(storedText(news), /Mark it as won to register/);
    await ann.click(news, 'deal.won');
    const answer = await ann.click(news, 'deal.won', { confirm: 'true' });
    assert.match(answer.text, /Contract signed on/);
  });

  it('outbound deals stand by Microsoft’s deadline, each with Microsoft’s state (NAV-02, NAV-05)', async () => {
    const names = ['Later deal', 'Sooner deal'];
    for (const [index, name] of names.entries()) {
      const deal = stage.partnerCenter.put(ownDeal(name));
      stage.partnerCenter.put(invited(deal, { expirationDateTime: inHours(200 - index * 100) }));
    }
    await stage.watched();
    const text = storedText(await said(ben, 'outbound'));
    const order = ['Sooner deal', 'Later deal', 'Harbour twin'].map((name) => text.indexOf(name));
    assert.deepEqual(
      order,
      order.toSorted((one, other) => one - other),
    );
    assert.ok(order.every((at) => at >= 0));
    assert.match(text, /Microsoft: ⏳ in 4 days/);
    assert.match(text, /Microsoft: ✅ Accepted/);
  });
});
