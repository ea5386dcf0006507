import assert from 'node:assert/strict';
import { inboundReferral, sisterReferral } from '../support/partner-center.ts';
import type { Chat } from '../support/teams.ts';
import { waitFor } from '../support/wait.ts';
import { openRehearsal, type Rehearsal, RELATIVE_TIME } from './rehearsal-stage.ts';
import { nowIn, storedText } from './stage.ts';

/** 2027-03-01 is a Monday; Paris is an hour ahead of UTC until the 28th. */
const BEGIN = '2027-03-01T09:00:00Z';
/** A Monday at 03:00 in Paris: the steps before it fall into a weekend, and into the night. */
const DEADLINE = '2027-03-15T02:00:00Z';
const CUSTOMER = 'Rehearsed Lighthouse AG';
const OURS = '33333333-3333-4333-8333-333333333333';

/** A second after each step, and a text that only its post has. */
const PLAY = [
  { now: '2027-03-05T08:00:01Z', says: 'Deadlines of' },
  { now: '2027-03-11T08:00:01Z', says: 'Deadlines of' },
  // Both single steps are within the weekend or the night: told on Friday, before it begins.
  { now: '2027-03-12T17:00:01Z', says: 'Microsoft has not answered your invitation yet' },
] as const;

describe('a rehearsal of Microsoft’s time running out (SEED-02, EXP-05)', () => {
  let play: Rehearsal;
  let ann: Chat;
  let ben: Chat;

  before(async function () {
    this.timeout(60_000);
    play = await openRehearsal(BEGIN, { PARTNER_ORGANIZATION_IDS: OURS });
    ann = await play.join({ name: 'Ann Keller' });
    ben = await play.join({ name: 'Ben Ito' });
    for (const chat of [ann, ben]) await chat.say('help');
  });
  after(() => play.stop());

  it('names it in the digests, reminds before the weekend, and tells what the sandbox’s own clock made of it', async function () {
    this.timeout(60_000);
    const { teams, clock, put, posts } = play;
    const own = inboundReferral(
      {
        name: 'Rehearsed lamp',
        status: 'Active',
        substatus: 'Accepted',
        expirationDateTime: null,
        customerProfile: { name: CUSTOMER },
        inviteContext: { invitedBy: { organizationId: OURS, organizationName: 'Example Partner AG' } },
      },
      new Date(BEGIN),
    );
    await put(own);
    await put(sisterReferral(own, { expirationDateTime: DEADLINE }, new Date(BEGIN)));
    // A list reads what is open under the person's own rights, so the deal is known then.
    await ann.say('outbound');
    await ann.say('favorite Rehearsed lamp');
    await teams.waitForPost(ann.id, CUSTOMER);
    await teams.quiet(700);
    const before = posts(ann, CUSTOMER).length;
    for (const [index, { now, says }] of PLAY.entries()) {
      await clock(now);
      await teams.waitForPost(ann.id, () => posts(ann, CUSTOMER).length === before + index + 1, 10_000);
      const text = storedText(posts(ann, CUSTOMER).at(-1));
      assert.ok(text.includes(says), `${now}: ${text}`);
      assert.doesNotMatch(text, RELATIVE_TIME);
      if (says === 'Deadlines of') assert.match(text, /wait for Microsoft’s answer[^]*Microsoft: /);
    }
    await clock('2027-03-14T22:30:00Z');
    await teams.quiet(700);
    assert.equal(posts(ann, CUSTOMER).length, before + PLAY.length, 'no second step at night');

    await clock('2027-03-15T02:00:01Z');
    const news = await teams.waitForPost(ann.id, 'Microsoft let your invitation expire', 10_000);
    assert.match(storedText(news), /create the deal anew|Create the deal anew/);
    for (const post of posts(ann, CUSTOMER).slice(before))
      await waitFor(() => /Expired|did not answer in time/.test(nowIn(teams, ann, post)), {
        what: 'each post to say what became of it',
      });
    assert.equal(posts(ben, CUSTOMER).length, 0, 'it is nobody else’s deal');
    const summaries = teams.calls
      .filter(({ operation, conversationId }) => operation === 'post' && conversationId === ann.id)
      .map(({ body }) => String((body as { summary?: string }).summary));
    assert.ok(
      summaries.some((summary) => /Microsoft can answer until .*\(in /.test(summary)),
      summaries.join('\n'),
    );
    assert.ok(summaries.some((summary) => summary.startsWith('🪟 Microsoft did not answer in time')));
  });
});
