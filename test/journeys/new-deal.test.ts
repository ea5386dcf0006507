import assert from 'node:assert/strict';
import { buttonTitles } from '../support/teams-card.ts';
import { inboundReferral } from '../support/partner-center.ts';
import type { Message } from '../support/teams.ts';
import { isPatch, openStage, slowWatcher, storedText, tokenOf } from './stage.ts';

const HOUR = 60 * 60 * 1000;

describe('a new inbound deal', () => {
  it('becomes one card in each place, and one click accepts it everywhere (LIFE-04, LIFE-05, API-03)', async () => {
    const { teams, partnerCenter, join } = await openStage();
    const ann = await join('Ann Keller');
    const ben = await join({ name: 'Ben Ito', locale: 'fr-FR' });
    // Other people: whoever a shared place tells is not told again in a personal chat that follows by default.
    const others = [teams.person({ name: 'Cara Osei' }), teams.person({ name: 'Dag Holm' })];
    const group = teams.groupChat(others, { name: 'Pipeline', installed: true });
    const channel = teams.channel({ team: 'Sales', people: others, installed: true });
    await group.say('follow');
    await channel.say('follow');
    const chats = [ann, ben, group, channel];
    await teams.quiet();
    const before = chats.map(({ id }) => teams.posts(id).length);

    const { id, eTag } = partnerCenter.put(inboundReferral({ name: 'Plant analytics rollout' }));
    const cards = await Promise.all(chats.map((chat) => teams.waitForPost(chat.id, 'Plant analytics')));
    const [annsCard] = cards;
    assert.ok(annsCard);
    assert.deepEqual(buttonTitles(ann.cardSeen(annsCard)), [
      'Accept',
      'Decline',
      'Details',
      'Open in Partner Center',
    ]);
    const answer = await ann.click(annsCard, 'deal.accept');
    assert.equal(answer.httpStatus, 200);
    assert.equal(answer.statusCode, 200);
    assert.match(answer.text, /you accepted this deal/);
    assert.match(answer.text, /Accepted by Ann Keller/);

    for (const [index, chat] of chats.entries()) {
      const card = cards[index];
      assert.ok(card);
      const edited = await teams.waitForEdit(chat.id, card, 'Ann Keller');
      assert.match(storedText(edited), /Accepted by Ann Keller|Acceptée par Ann Keller/);
      assert.doesNotMatch(JSON.stringify(edited.activity.attachments), /"deal\.(accept|decline)"/);
    }
    await teams.quiet(700);
    assert.deepEqual(
      chats.map((chat) => teams.posts(chat.id).length),
      before.map((count) => count + 1),
      'one card in each place and nothing else',
    );
    const [write, ...more] = partnerCenter.requests.filter(isPatch);
    assert.ok(write);
    assert.equal(more.length, 0);
    assert.equal(write.path, `/v1.0/engagements/referrals/${id}`);
    assert.equal(write.authorization, `Bearer ${tokenOf(ann.person)}`);
    assert.equal(write.ifMatch, eTag);
    const moves = (write.body as { path: string }[]).filter(({ path }) => path.endsWith('status'));
    assert.deepEqual(moves, [
      { op: 'replace', path: '/status', value: 'Active' },
      { op: 'replace', path: '/substatus', value: 'Accepted' },
    ]);
    const { status, substatus } = partnerCenter.referral(id);
    assert.deepEqual([status, substatus], ['Active', 'Accepted']);
  });

  it('that is there before the bot is installed becomes one card on joining', async () => {
    const { teams, join, watched } = await openStage({
      referrals: [inboundReferral({ name: 'Harbour cameras' })],
    });
    await watched();
    const ann = await join('Ann Keller');
    await teams.waitForPost(ann.id, 'Harbour cameras');
    await teams.quiet(700);
    assert.equal(teams.posts(ann.id).length, 2, 'a welcome and one card');
  });

  it('is one card where the bot is installed while the first pass still runs', async () => {
    const { teams, join } = await openStage({
      referrals: [inboundReferral({ name: 'Harbour cameras' })],
      prepare: slowWatcher,
    });
    const ann = await join('Ann Keller');
    await teams.waitForPost(ann.id, 'Harbour cameras');
    await teams.quiet(700);
    assert.equal(teams.posts(ann.id).length, 2, 'a welcome and one card');
  });
});

describe('more than three open deals', () => {
  const now = Date.now();
  const expiresIn = (hours: number) => new Date(now + hours * HOUR).toISOString();
  const referrals = [5, 400, 300, 200, 100].map((hours) =>
    inboundReferral({
      name: `Deal of ${hours} hours`,
      customerProfile: { name: `Customer ${hours}` },
      expirationDateTime: expiresIn(hours),
    }),
  );

  for (const when of ['after', 'during']) {
    it(`are one digest, and cards for the last 24 hours only, on joining ${when} the first pass`, async () => {
      const { teams, join, watched } = await openStage({
        referrals,
        ...(when === 'during' && { prepare: slowWatcher }),
      });
      if (when === 'after') await watched();
      const ann = await join('Ann Keller');
      const digest = await teams.waitForPost(ann.id, '5 co-sell deals are waiting');
      await teams.waitForPost(ann.id, (message) => canAccept(message) && message.id !== digest.id);
      await teams.quiet(700);
      assert.equal(teams.posts(ann.id).length, 3, 'a welcome, a digest, one card');
      assert.match(storedText(digest), /Customer 400/);
      assert.match(storedText(teams.posts(ann.id).find(canAccept)), /Deal of 5 hours/);
    });
  }
});

function canAccept({ activity }: Message): boolean {
  return JSON.stringify(activity.attachments ?? []).includes('"deal.accept"');
}
