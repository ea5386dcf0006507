import assert from 'node:assert/strict';
import type { BotProcess } from '../support/bot-process.ts';
import { databases, type OpenDatabase } from '../support/databases.ts';
import { inboundReferral } from '../support/partner-center.ts';
import type { Chat } from '../support/teams.ts';
import { waitFor } from '../support/wait.ts';
import { openStage, type Stage, storedText } from './stage.ts';

const PEOPLE = 40;
const GROUPS = 5;
const DEALS = 10;
const PAUSE_SECONDS = 3;

describe('three bots, and Teams that keeps its rate limits', () => {
  let database: OpenDatabase;
  let stage: Stage;
  let others: BotProcess[];
  let ann: Chat;
  let groups: Chat[];

  before(async function () {
    this.timeout(120_000);
    const postgres = databases().find(({ name }) => name === 'postgres');
    assert.ok(postgres);
    database = await postgres.open();
    const env = { DATABASE_URL: database.url, QUIET_HOURS: 'none', TEAMS_PACE_PERCENT: '100' };
    stage = await openStage({ env });
    others = await Promise.all([stage.startAnother(), stage.startAnother()]);
    ann = await stage.join('Ann Keller');
    groups = Array.from({ length: GROUPS }, () => stage.teams.groupChat([ann.person], { installed: true }));
    for (const group of groups) await group.say('follow');
    await stage.teams.quiet(1500);
    stage.teams.keepLimits();
  });
  after(async () => {
    for (const bot of others) await bot.stop();
    await stage.stop();
    await database.stop();
  });

  const copies = (chat: Chat, name: string) =>
    stage.teams.posts(chat.id).filter((post) => storedText(post).includes(name)).length;
  const refused = () => stage.teams.calls.filter(({ status }) => status === 429);

  it('many deals at once reach each place once, without a refusal, and a click is answered meanwhile', async function () {
    this.timeout(90_000);
    const { teams, partnerCenter } = stage;
    const { id } = partnerCenter.put(inboundReferral({ name: 'Deal to click' }));
    const card = await teams.waitForPost(groups[0]?.id ?? '', 'Deal to click');
    const names = Array.from({ length: DEALS }, (_, index) => `Deal in a crowd ${index}.`);
    for (const name of names) partnerCenter.put(inboundReferral({ name }));
    const there = () => groups.flatMap((group) => names.map((name) => copies(group, name)));
    await waitFor(() => there().some((count) => count > 0), { what: 'the first of many posts' });
    const { text } = await (groups[0] as Chat).click(card, 'deal.accept');
    assert.match(text, /Accepted by Ann Keller|you accepted this deal/);
    assert.ok(there().includes(0), 'answered while posts still waited');
    await waitFor(() => there().every((count) => count > 0), {
      seconds: 40,
      what: () => `every deal in every group: ${there().join(' ')}`,
    });
    await teams.quiet(1500);
    assert.ok(
      there().every((count) => count === 1),
      there().join(' '),
    );
    assert.deepEqual(refused(), []);
    assert.equal(partnerCenter.writes().filter(({ path }) => path.endsWith(id)).length, 1);
  });

  it('one deal reaches many people once each, without a refusal', async function () {
    this.timeout(90_000);
    const { teams, partnerCenter } = stage;
    const chats = await Promise.all(
      Array.from({ length: PEOPLE }, (_, index) => stage.join(`Person ${index}`)),
    );
    await teams.quiet(1500);
    // That so many people write to it at once is theirs, and each is answered at once.
    const before = refused().length;
    // Told a second time, the story has a deal of its own: who joins is shown the first one.
    const name = `Deal for everybody ${Date.now()}`;
    partnerCenter.put(inboundReferral({ name }));
    const there = () => chats.map((chat) => copies(chat, name));
    await waitFor(() => there().every((count) => count > 0), {
      seconds: 30,
      what: () => `a card for everybody: ${there().join(' ')}`,
    });
    await teams.quiet(1500);
    assert.ok(
      there().every((count) => count === 1),
      there().join(' '),
    );
    assert.deepEqual(refused().slice(before), []);
  });

  it('a conversation that Teams throttles is left alone by all of them as long as it asks; the others wait for nothing', async () => {
    const { teams, partnerCenter } = stage;
    const [busy, other] = groups as [Chat, Chat];
    const match = { conversationId: busy.id, operation: 'post' } as const;
    const before = refused().length;
    teams.fault({ match, status: 429, retryAfterSeconds: PAUSE_SECONDS });
    const names = ['First for the busy', 'Second for the busy', 'Third for the busy'];
    for (const name of names) partnerCenter.put(inboundReferral({ name }));
    for (const name of names) await teams.waitForPost(other.id, name);
    for (const name of names) await teams.waitForPost(busy.id, name, 15_000);
    const struck = refused().slice(before);
    assert.equal(struck.length, 1);
    const at = struck[0]?.at.getTime() ?? 0;
    const next = teams.calls.find((call) => call.conversationId === busy.id && call.at.getTime() > at);
    // The bot learns of it a little later than Teams says it, and counts from then.
    assert.ok(next && next.at.getTime() - at >= PAUSE_SECONDS * 1000 - 50, `${next?.at.getTime()} ${at}`);
    for (const name of names) assert.deepEqual([copies(busy, name), copies(other, name)], [1, 1]);
  });
});
