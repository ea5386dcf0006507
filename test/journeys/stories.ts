import assert from 'node:assert/strict';
import { inboundReferral } from '../support/partner-center.ts';
import { buttonTitles } from '../support/teams-card.ts';
import type { Chat } from '../support/teams.ts';
import { waitFor } from '../support/wait.ts';
import { isPatch, type Stage, storedText } from './stage.ts';

/** The main stories, told on any stage: on a bot of its own, on another engine, with a second bot beside. */

/** All of them on one stage, as a suite's tests. @param open also what `QUIET_HOURS` would keep back must come there */
export function mainStories(open: () => Promise<Stage>): void {
  let stage: Stage;
  let ann: Chat;
  let ben: Chat;

  before(async function () {
    this.timeout(120_000);
    stage = await open();
    ann = await stage.join('Ann Keller');
    ben = await stage.join('Ben Ito');
  });
  after(() => stage.stop());

  it('a new deal: one card a place, one click accepts it everywhere (LIFE-04, LIFE-05)', () =>
    acceptedEverywhere(stage));

  it('decline: a reason first, then it is final (LIFE-06, RSN-01)', () => declinedForAReason(stage, ann));

  it('a race: one write, and both are told who was first', () => wantedByTwo(stage, ann, ben));

  it('a reminder: once, and changed to the outcome (EXP-01)', () => remindedOf(stage, ann));

  it('killed after the write: found, not repeated', () => killedAfterTheWrite(stage, ann));
}

/** One card in each place, and one click accepts it everywhere. */
export async function acceptedEverywhere(stage: Stage): Promise<void> {
  const { teams, partnerCenter, join } = stage;
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
  assert.equal(write.who, ann.person.aadObjectId);
  assert.equal(write.ifMatch, eTag);
  const moves = (write.body as { path: string }[]).filter(({ path }) => path.endsWith('status'));
  assert.deepEqual(moves, [
    { op: 'replace', path: '/status', value: 'Active' },
    { op: 'replace', path: '/substatus', value: 'Accepted' },
  ]);
  const { status, substatus } = partnerCenter.referral(id);
  assert.deepEqual([status, substatus], ['Active', 'Accepted']);
}

/** A reason first, then it is final. */
export async function declinedForAReason(stage: Stage, ann: Chat): Promise<void> {
  const { teams, partnerCenter } = stage;
  const { id } = partnerCenter.put(inboundReferral({ name: 'Unwanted deal' }));
  const card = await teams.waitForPost(ann.id, 'Unwanted deal');
  const form = await ann.click(card, 'deal.decline');
  assert.match(form.text, /This is final/);
  assert.deepEqual(patchBodies(stage, id), []);
  await assert.rejects(ann.click(card, 'deal.decline'), /required/, 'a client asks for the reason itself');

  const answer = await ann.click(card, 'deal.decline', { reason: '3', note: 'They "signed"\nelsewhere' });
  assert.match(answer.text, /you declined this deal/);
  assert.deepEqual(patchBodies(stage, id), [
    [
      { op: 'replace', path: '/status', value: 'Closed' },
      { op: 'replace', path: '/substatus', value: 'Declined' },
      {
        op: 'replace',
        path: '/statusReason',
        value: 'Customer chose another vendor: They "signed"\nelsewhere',
      },
    ],
  ]);
  const stored = storedText(await teams.waitForEdit(ann.id, card));
  assert.match(stored, /Declined by Ann Keller/);
  assert.doesNotMatch(stored, /^(Accept|Decline)$/m);
}

/** Two people accept at once. @param between done between the two clicks. Default: nothing */
export async function wantedByTwo(
  stage: Stage,
  ann: Chat,
  ben: Chat,
  between: () => void = () => undefined,
): Promise<void> {
  const { teams, partnerCenter } = stage;
  const deal = partnerCenter.put(inboundReferral({ name: 'Wanted deal' }));
  const annsCard = await teams.waitForPost(ann.id, 'Wanted deal');
  const bensCard = await teams.waitForPost(ben.id, 'Wanted deal');
  const annsAnswer = ann.click(annsCard, 'deal.accept');
  between();
  const answers = await Promise.all([annsAnswer, ben.click(bensCard, 'deal.accept')]);
  assert.equal(partnerCenter.writes().filter(({ path }) => path.endsWith(deal.id)).length, 1);
  const winners = answers.filter(({ text }) => text.includes('you accepted this deal'));
  assert.equal(winners.length, 1);
  const first = answers.indexOf(winners[0] ?? answers[0]) === 0 ? 'Ann Keller' : 'Ben Ito';
  const [late] = answers.filter(({ text }) => !text.includes('you accepted this deal'));
  assert.match(late?.text ?? '', new RegExp(`Already accepted by ${first}`));
  for (const [chat, card] of [
    [ann, annsCard],
    [ben, bensCard],
  ] as const) {
    await teams.waitForEdit(chat.id, card, `Accepted by ${first}`);
  }
}

/** SIGKILL when the write is done and its answer not heard: found by reading, not repeated, and told with the name. */
async function killedAfterTheWrite(stage: Stage, ann: Chat): Promise<void> {
  const { teams, partnerCenter, bot } = stage;
  const { id } = partnerCenter.put(inboundReferral({ name: 'Deal of the dead' }));
  const card = await teams.waitForPost(ann.id, 'Deal of the dead');
  partnerCenter.fault({ match: (one) => isPatch(one) && one.path.endsWith(id), answerDelayMs: 60_000 });
  void ann.click(card, 'deal.accept').catch(() => undefined);
  await waitFor(() => patchBodies(stage, id).length === 1, { what: 'the write' });
  await bot.kill();
  assert.equal(partnerCenter.referral(id).substatus, 'Accepted');
  await bot.restart();
  await teams.waitForEdit(ann.id, card, `Accepted by ${ann.person.name}`, 12_000);
  assert.equal(patchBodies(stage, id).length, 1);
}

/** A step of the ladder comes when it is due, once, and changes to the outcome with the card. */
export async function remindedOf(stage: Stage, ann: Chat): Promise<void> {
  const { teams, partnerCenter } = stage;
  const soon = new Date(Date.now() + 4 * 60 * 60 * 1000 + 3000);
  partnerCenter.put(inboundReferral({ name: 'Late deal', expirationDateTime: soon.toISOString() }));
  const card = await teams.waitForPost(ann.id, 'Late deal');
  const isReminder = (text: string) => text.includes('Late deal') && text.includes('Reminder: nobody');
  const reminder = await teams.waitForPost(ann.id, (post) => isReminder(storedText(post)), 10_000);
  await teams.quiet(500);
  const shown = teams.posts(ann.id).filter((post) => storedText(post).includes('Late deal'));
  assert.equal(shown.length, 2, 'a card and one reminder');
  await ann.click(reminder, 'deal.accept');
  for (const post of [card, reminder]) await teams.waitForEdit(ann.id, post.id, 'Accepted by');
}

function patchBodies({ partnerCenter }: Stage, id: string): unknown[] {
  const patches = partnerCenter.requests.filter((one) => isPatch(one) && one.path.endsWith(id));
  return patches.map(({ body }) => body);
}
