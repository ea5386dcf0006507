import assert from 'node:assert/strict';
import type { BotProcess } from '../support/bot-process.ts';
import { databases, type OpenDatabase } from '../support/databases.ts';
import { inboundReferral } from '../support/partner-center.ts';
import type { Chat } from '../support/teams.ts';
import { waitFor } from '../support/wait.ts';
import { isPatch, openStage, type Stage, storedText } from './stage.ts';
import { mainStories, remindedOf, wantedByTwo } from './stories.ts';

/** SQLite is what all other journeys run on. */
const postgres = databases().find(({ name }) => name === 'postgres');

function openPostgres(): Promise<OpenDatabase> {
  assert.ok(postgres);
  return postgres.open();
}

describe('the main stories on PostgreSQL', () => {
  let database: OpenDatabase;

  mainStories(async () => {
    database = await openPostgres();
    return openStage({ env: { DATABASE_URL: database.url, QUIET_HOURS: 'none' } });
  });
  after(() => database.stop());
});

describe('two bots on one PostgreSQL database', () => {
  let database: OpenDatabase;
  let stage: Stage;
  let other: BotProcess;
  let ann: Chat;
  let ben: Chat;

  before(async function () {
    this.timeout(60_000);
    database = await openPostgres();
    const env = { DATABASE_URL: database.url, QUIET_HOURS: 'none' };
    stage = await openStage({ ownProcess: true, env });
    other = await stage.startAnother();
    ann = await stage.join('Ann Keller');
    ben = await stage.join('Ben Ito');
    // Else what greets them also names the deals of the first story.
    await stage.teams.quiet(1500);
  });
  after(async () => {
    await other.stop();
    await stage.stop();
    await database.stop();
  });
  afterEach(() => stage.teams.connect(stage.bot.messagesUrl));

  const copies = (chat: Chat, name: string) =>
    stage.teams.posts(chat.id).filter((post) => storedText(post).includes(name));

  it('post each card once, and edit it once, though both watch and both deliver', async () => {
    const { teams, partnerCenter } = stage;
    const names = Array.from({ length: 8 }, (_, index) => `Shared deal ${index}`);
    const deals = names.map((name) => partnerCenter.put(inboundReferral({ name })));
    for (const chat of [ann, ben]) for (const name of names) await teams.waitForPost(chat.id, name);
    for (const { id } of deals) partnerCenter.change(id, { details: { dealValue: 7654 } });
    for (const chat of [ann, ben])
      for (const name of names) {
        const [card] = copies(chat, name);
        assert.ok(card);
        await teams.waitForEdit(chat.id, card.id, '7,654');
      }
    await teams.quiet(700);
    for (const chat of [ann, ben])
      for (const name of names)
        assert.deepEqual(
          copies(chat, name).map(({ edits }) => edits),
          [1],
          name,
        );
  });

  it('take a click each for the same deal: one write, and both people are told who was first', () =>
    wantedByTwo(stage, ann, ben, () => stage.teams.connect(other.messagesUrl)));

  it('remind once', () => remindedOf(stage, ann));

  it('write a decision once, however slowly Partner Center takes it', async () => {
    const { teams, partnerCenter } = stage;
    const { id } = partnerCenter.put(inboundReferral({ name: 'Slowly written deal' }));
    const card = await teams.waitForPost(ann.id, 'Slowly written deal');
    partnerCenter.fault({ match: (one) => isPatch(one) && one.path.endsWith(id), delayMs: 7000 });
    await ann.click(card, 'deal.accept');
    await teams.waitForEdit(ann.id, card, 'Accepted by Ann Keller', 12_000);
    await teams.quiet(500);
    assert.equal(partnerCenter.writes().filter(({ path }) => path.endsWith(id)).length, 1);
    assert.equal(copies(ann, 'Slowly written deal').length, 1);
    assert.doesNotMatch(JSON.stringify(teams.posts(ann.id)), /was not carried out/);
  });

  it('finish what the other left when it was killed', async () => {
    const { teams, partnerCenter } = stage;
    const { id } = partnerCenter.put(inboundReferral({ name: 'Inherited deal' }));
    const card = await teams.waitForPost(ann.id, 'Inherited deal');
    partnerCenter.fault({ match: (one) => isPatch(one) && one.path.endsWith(id), answerDelayMs: 60_000 });
    teams.connect(other.messagesUrl);
    const clicked = ann.click(card, 'deal.accept').catch(() => undefined);
    const patches = () => partnerCenter.requests.filter((one) => isPatch(one) && one.path.endsWith(id));
    await waitFor(() => patches().length > 0, { what: 'the write' });
    await other.kill();
    await clicked;
    await teams.waitForEdit(ann.id, card, 'Accepted by Ann Keller', 12_000);
    await teams.quiet(500);
    // The living one may have taken it up before the other died: If-Match then lets one of the two writes through.
    const taken = patches().filter(({ status }) => status !== 412);
    assert.equal(taken.length, 1);
    assert.doesNotMatch(JSON.stringify(teams.posts(ann.id)), /was not carried out/);
  });
});
