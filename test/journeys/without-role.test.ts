import assert from 'node:assert/strict';
import { inboundReferral, type WireReferral } from '../support/partner-center.ts';
import type { Chat } from '../support/teams.ts';
import { openStage, type Stage } from './stage.ts';

const CONTENT = /secret|Hidden Customer|77,?777|Beispiel|sample\.example/i;

/** Everything that this person's client got in this chat, answers to single clicks included. */
function allSeen(chat: Chat): string {
  return JSON.stringify(chat.seenBy().filter(({ author }) => author === 'bot'));
}

describe('a person without access (PERM-01 to PERM-03)', () => {
  let stage: Stage;
  let ann: Chat;
  const put: string[] = [];

  before(async () => {
    stage = await openStage();
    ann = await stage.join('Ann Keller');
  });
  afterEach(() => {
    for (const id of put.splice(0)) stage.partnerCenter.remove(id);
  });
  after(() => stage.stop());

  function secretDeal(name: string): WireReferral {
    const referral = stage.partnerCenter.put(
      inboundReferral({
        name: `Secret ${name}`,
        customerProfile: { name: 'Hidden Customer AG' },
        details: { dealValue: 77777 },
      }),
    );
    put.push(referral.id);
    return referral;
  }

  /** Joins somebody whose token Partner Center refuses. */
  async function joinRoleless(name: string): Promise<Chat> {
    const person = stage.teams.person({ name });
    stage.partnerCenter.forbidden.add(person.aadObjectId);
    const chat = stage.teams.personalChat(person);
    await chat.install();
    await stage.teams.waitForPost(chat.id, 'Referrals admin role');
    return chat;
  }

  it('is told so on installing, and gets neither the deals that wait nor new ones', async () => {
    const { teams } = stage;
    secretDeal('waiting deal');
    await teams.waitForPost(ann.id, 'Secret waiting deal');
    const rita = await joinRoleless('Rita Roleless');
    secretDeal('new deal');
    await teams.waitForPost(ann.id, 'Secret new deal');
    await teams.quiet(600);
    assert.equal(teams.posts(rita.id).length, 1, 'the welcome');
    assert.doesNotMatch(allSeen(rita), CONTENT);
  });

  it('learns nothing of a deal by any command', async () => {
    const { teams } = stage;
    const deal = secretDeal('commanded deal');
    await teams.waitForPost(ann.id, 'Secret commanded deal');
    const rita = await joinRoleless('Rita Commander');
    const said = [
      'inbound',
      'help',
      'follow',
      'accept',
      `deal ${deal.id}`,
      deal.id,
      `deal ${deal.id.slice(0, 8)}`,
    ];
    for (const text of [
      ...said,
      'deal commanded',
      'accept commanded',
      'decline commanded',
      'deal no such deal',
    ]) {
      const before = teams.posts(rita.id).length;
      const { httpStatus } = await rita.say(text);
      assert.equal(httpStatus, 200, text);
      assert.equal(teams.posts(rita.id).length, before + 1, `one answer to '${text}'`);
    }
    // Her own words come back to her, but nothing that she did not know.
    assert.doesNotMatch(allSeen(rita), CONTENT);
  });

  it('learns and changes nothing by a click on a card that stands in a shared place', async () => {
    const { teams, partnerCenter } = stage;
    const rita = teams.person({ name: 'Rita Clicker' });
    partnerCenter.forbidden.add(rita.aadObjectId);
    const group = teams.groupChat([ann.person, rita], { installed: true });
    await group.say('follow');
    const deal = secretDeal('shared deal');
    const card = await teams.waitForPost(group.id, 'Secret shared deal');
    assert.doesNotMatch(JSON.stringify(card.activity), /77,?777|beispiel/i, 'a shared place is redacted');
    for (const verb of ['deal.accept', 'deal.decline', 'deal.show']) {
      const answer = await group.as(rita).click(card, verb, {}, { on: group.cardSeen(card) });
      assert.equal(answer.statusCode, 200);
      assert.match(answer.text, /No access to this deal/);
      assert.doesNotMatch(JSON.stringify(answer.body), CONTENT);
    }
    assert.equal(partnerCenter.writes().length, 0);
    assert.equal(partnerCenter.referral(deal.id).status, 'New');
    // Else Ann, who is told here, would be spared in her own chat from now on.
    await group.say('unfollow');
  });

  it('may not make a shared place follow the deals', async () => {
    const { teams, partnerCenter } = stage;
    const rita = teams.person({ name: 'Rita Follower' });
    partnerCenter.forbidden.add(rita.aadObjectId);
    const group = teams.groupChat([rita], { installed: true });
    await group.say('follow');
    await teams.waitForPost(group.id, 'No Referrals role');
    secretDeal('unfollowed deal');
    await teams.waitForPost(ann.id, 'Secret unfollowed deal');
    await teams.quiet();
    assert.equal(teams.posts(group.id).length, 1);
  });

  it('with a role for another location only gets no card and is told of no deal (PERM-02)', async () => {
    const { teams, partnerCenter, join } = stage;
    const lou = await join('Lou Elsewhere');
    await teams.quiet();
    const there = teams.posts(lou.id).length;
    const referral = inboundReferral({
      name: 'Secret other location',
      customerProfile: { name: 'Hidden Customer AG' },
    });
    partnerCenter.hide(lou.person.aadObjectId, referral.id);
    partnerCenter.put(referral);
    await teams.waitForPost(ann.id, 'Secret other location');
    await teams.quiet();
    assert.equal(teams.posts(lou.id).length, there);
    await lou.say(`accept ${referral.id}`);
    await teams.waitForPost(lou.id, 'Deal not found');
    assert.equal(partnerCenter.referral(referral.id).status, 'New');
  });

  it('who loses the role keeps no deal content on the card that stands', async () => {
    const { teams, partnerCenter, join } = stage;
    const max = await join('Max Leaving');
    const deal = secretDeal('lost deal');
    const card = await teams.waitForPost(max.id, 'Secret lost deal');
    assert.match(JSON.stringify(card.activity), CONTENT);
    partnerCenter.forbidden.add(max.person.aadObjectId);
    const answer = await max.click(card, 'deal.accept');
    assert.match(answer.text, /No access to this deal/);
    partnerCenter.change(deal.id, { details: { dealValue: 88888 } });
    const edited = await teams.waitForEdit(max.id, card, 'No access to this deal');
    assert.doesNotMatch(JSON.stringify(edited.activity), CONTENT);
    assert.equal(partnerCenter.referral(deal.id).status, 'New');
  });
});
