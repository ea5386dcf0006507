import assert from 'node:assert/strict';
import type { BotProcess } from '../support/bot-process.ts';
import { databases, type OpenDatabase } from '../support/databases.ts';
import { inboundReferral } from '../support/partner-center.ts';
import type { Chat } from '../support/teams.ts';
import { waitFor } from '../support/wait.ts';
import { isPatch, openStage, type Stage, storedText } from './stage.ts';
import { remindedOf, wantedByTwo } from './stories.ts';

const WATCHES = 'this bot watches';

describe('three bots behind one address', () => {
  let database: OpenDatabase;
  let stage: Stage;
  let others: BotProcess[];
  let ann: Chat;
  let ben: Chat;
  let next = 0;

  before(async function () {
    this.timeout(90_000);
    const postgres = databases().find(({ name }) => name === 'postgres');
    assert.ok(postgres);
    database = await postgres.open();
    stage = await openStage({ ownProcess: true, env: { DATABASE_URL: database.url, QUIET_HOURS: 'none' } });
    others = await Promise.all([stage.startAnother(), stage.startAnother()]);
    ann = await stage.join('Ann Keller');
    ben = await stage.join('Ben Ito');
    await stage.teams.quiet(1500);
  });
  after(async () => {
    for (const bot of others) await bot.stop();
    await stage.stop();
    await database.stop();
  });
  beforeEach(() => stage.teams.connect(stage.bot.messagesUrl));

  const all = () => [stage.bot, ...others];
  const watchers = () => all().filter((bot) => bot.output().includes(WATCHES));
  const copies = (chat: Chat, name: string) =>
    stage.teams.posts(chat.id).filter((post) => storedText(post).includes(name));
  /** Each request goes to the next bot. */
  const turnRound = () => {
    const bots = all();
    next = (next + 1) % bots.length;
    stage.teams.connect(bots[next]?.messagesUrl ?? '');
  };

  it('one of them watches, and a new deal is posted once in each place', async () => {
    assert.equal(watchers().length, 1);
    stage.partnerCenter.put(inboundReferral({ name: 'Deal for three' }));
    for (const chat of [ann, ben]) await stage.teams.waitForPost(chat.id, 'Deal for three');
    await stage.teams.quiet(700);
    for (const chat of [ann, ben]) assert.equal(copies(chat, 'Deal for three').length, 1);
  });

  it('a form is opened on one, sent on the next, and what came of it is seen on the third', async () => {
    const { id } = stage.partnerCenter.put(inboundReferral({ name: 'Passed round' }));
    const card = await stage.teams.waitForPost(ann.id, 'Passed round');
    await ann.click(card, 'deal.decline');
    turnRound();
    const { text } = await ann.click(card, 'deal.decline', { reason: '3' });
    assert.match(text, /you declined this deal/);
    for (const chat of [ann, ben])
      await stage.teams.waitForEdit(
        chat.id,
        copies(chat, 'Passed round')[0]?.id ?? '',
        'Declined by Ann Keller',
      );
    turnRound();
    await ann.say(`deal ${id}`);
    await waitFor(() => copies(ann, 'Passed round').length === 2, { what: 'the answer of the third' });
    for (const copy of copies(ann, 'Passed round')) assert.match(storedText(copy), /Declined by Ann Keller/);
    assert.equal(stage.partnerCenter.writes().filter(({ path }) => path.endsWith(id)).length, 1);
  });

  it('two people race over two of them: one write', () => wantedByTwo(stage, ann, ben, () => turnRound()));

  it('a person’s double click on two of them is one write, and one answer', async () => {
    const { teams, partnerCenter } = stage;
    const { id } = partnerCenter.put(inboundReferral({ name: 'Twice clicked' }));
    const card = await teams.waitForPost(ann.id, 'Twice clicked');
    const seen = ann.cardSeen(card);
    partnerCenter.fault({ match: (one) => isPatch(one) && one.path.endsWith(id), delayMs: 600 });
    const first = ann.click(card, 'deal.accept', {}, { on: seen });
    const patches = () => partnerCenter.requests.filter((one) => isPatch(one) && one.path.endsWith(id));
    await waitFor(() => patches().length > 0, { what: 'the write' });
    turnRound();
    const second = await ann.click(card, 'deal.accept', {}, { on: seen });
    for (const { text } of [await first, second]) assert.match(text, /you accepted this deal/);
    assert.equal(patches().length, 1);
  });

  it('a step of the ladder is pushed once', () => remindedOf(stage, ann));

  it('another one watches when the watcher is killed, and each deal is still posted once', async function () {
    this.timeout(60_000);
    const [watcher] = watchers();
    assert.ok(watcher);
    const left = all().filter((bot) => bot !== watcher);
    await watcher.kill();
    stage.teams.connect(left[0]?.messagesUrl ?? '');
    stage.partnerCenter.put(inboundReferral({ name: 'Deal after a death' }));
    await stage.teams.waitForPost(ann.id, 'Deal after a death', 15_000);
    await stage.teams.quiet(700);
    assert.equal(copies(ann, 'Deal after a death').length, 1);
    assert.equal(left.filter((bot) => bot.output().includes(WATCHES)).length, 1);
    await watcher.restart();
  });

  it('none of the clicks is lost while one of them is stopped', async function () {
    this.timeout(60_000);
    const { teams, partnerCenter } = stage;
    const names = Array.from({ length: 6 }, (_, index) => `Deal while stopping ${index}`);
    const deals = names.map((name) => partnerCenter.put(inboundReferral({ name })));
    const cards = [];
    for (const name of names) cards.push(await teams.waitForPost(ann.id, name));
    const [stopped] = others;
    assert.ok(stopped);
    teams.connect(stopped.messagesUrl);
    partnerCenter.fault({ match: isPatch, delayMs: 500, times: 3 });
    const early = cards.slice(0, 3).map((card) => ann.click(card, 'deal.accept'));
    const patches = () => partnerCenter.requests.filter(isPatch).length;
    const before = patches();
    await waitFor(() => patches() > before, { what: 'a write under way' });
    const stopping = stopped.stop();
    // What stands before the bots sends new requests to the others.
    teams.connect(stage.bot.messagesUrl);
    const late = cards.slice(3).map((card) => ann.click(card, 'deal.accept'));
    for (const { text } of await Promise.all([...early, ...late]))
      assert.match(text, /you accepted this deal/);
    assert.equal(await stopping, 0);
    for (const { id } of deals)
      assert.equal(partnerCenter.writes().filter(({ path }) => path.endsWith(id)).length, 1);
  });
});
