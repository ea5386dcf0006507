import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { parseConfig } from '../../bot/config.ts';
import { runBot } from '../../bot/run-bot.ts';
import { openStore, type Store } from '../../services/store/database.ts';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { freePort } from '../support/free-port.ts';
import { inboundReferral, startPartnerCenter } from '../support/partner-center.ts';
import { type Chat, startTeams, type Teams } from '../support/teams.ts';
import { waitFor } from '../support/wait.ts';
import { openStage, type Stage, storedText } from './stage.ts';

const AWAY = /Rien n’est perdu\s: les affaires sont dans Partner Center/;

async function degraded(url: string): Promise<string[]> {
  const answer = await fetch(new URL('/readyz', url));
  assert.equal(answer.status, 200, 'it goes on answering');
  return ((await answer.json()) as { degraded: string[] }).degraded;
}

describe('PostgreSQL is away for a while', () => {
  let server: PostgresServer;
  let stage: Stage;
  let ann: Chat;

  before(async function () {
    this.timeout(90_000);
    server = await startPostgres();
    stage = await openStage({ env: { DATABASE_URL: `${server.url}/postgres`, QUIET_HOURS: 'none' } });
    ann = await stage.join({ name: 'Anne Colle', locale: 'fr-FR' });
  });
  after(async () => {
    await stage.stop();
    await server.stop();
  });

  it('clicks and words are answered with what happens, nothing is half done, and all goes on by itself', async function () {
    this.timeout(60_000);
    const { teams, partnerCenter, bot } = stage;
    const { id } = partnerCenter.put(inboundReferral({ name: 'Deal in bad weather' }));
    const card = await teams.waitForPost(ann.id, 'Deal in bad weather');
    await teams.quiet();
    await server.down();
    const click = await ann.click(card, 'deal.accept');
    assert.equal(click.statusCode, 200);
    assert.match(JSON.stringify(click), AWAY);
    await ann.say('reçues');
    await teams.waitForPost(ann.id, 'Ma propre mémoire ne répond pas');
    await waitFor(async () => (await degraded(bot.url)).includes('store'), { what: 'degraded: store' });
    assert.ok(!(await degraded(bot.url)).includes('partnerCenter'), 'Partner Center is not blamed');
    partnerCenter.put(inboundReferral({ name: 'Deal while it was away' }));
    assert.equal(partnerCenter.writes().length, 0);

    await server.up();
    await teams.waitForPost(ann.id, 'Deal while it was away', 20_000);
    await waitFor(async () => !(await degraded(bot.url)).includes('store'), {
      seconds: 15,
      what: 'recovery',
    });
    assert.match((await ann.click(card, 'deal.accept')).text, /vous avez accepté/i);
    await teams.quiet(700);
    assert.equal(partnerCenter.writes().filter(({ path }) => path.endsWith(id)).length, 1);
    const copies = teams.posts(ann.id).filter((post) => storedText(post).includes('Deal while it was away'));
    assert.equal(copies.length, 1);
  });

  it('who adds the bot meanwhile is welcomed and greeted as soon as it is back, once', async function () {
    this.timeout(60_000);
    const { teams, partnerCenter, bot } = stage;
    partnerCenter.put(inboundReferral({ name: 'Deal for those who come' }));
    await teams.waitForPost(ann.id, 'Deal for those who come');
    await teams.quiet();
    const ben = teams.personalChat(teams.person({ name: 'Ben Ito' }));
    const cara = teams.person({ name: 'Cara Osei' });
    const group = teams.groupChat([cara, ben.person], { name: 'Pipeline' });
    const gone = teams.personalChat(cara);
    await server.down();
    for (const chat of [ben, group, gone])
      assert.deepEqual(await chat.install(), [200, 200], 'taken in, in no table yet');
    await gone.uninstall();
    await waitFor(async () => (await degraded(bot.url)).includes('store'), { what: 'degraded: store' });
    await server.up();
    await teams.waitForPost(ben.id, 'Co-sell deals, right here', 20_000);
    await teams.waitForPost(group.id, 'Mention me and write', 20_000);
    await teams.waitForPost(ben.id, 'Deal for those who come');
    await teams.quiet(700);
    const texts = teams.posts(ben.id).map(storedText);
    assert.equal(texts.filter((text) => text.includes('Co-sell deals, right here')).length, 1);
    assert.equal(texts.filter((text) => text.includes('Deal for those who come')).length, 1);
    assert.equal(teams.posts(group.id).length, 1, 'a shared place follows only when asked to');
    assert.equal(teams.posts(gone.id).length, 0, 'who took it away again is left alone');
  });

  it('who added the bot and was never heard of is welcomed and greeted when they write', async () => {
    const { teams } = stage;
    const dag = teams.personalChat(teams.person({ name: 'Dag Holm' }), { installed: true });
    await dag.say('help');
    await teams.waitForPost(dag.id, 'Co-sell deals, right here');
    await teams.waitForPost(dag.id, 'Deal for those who come');
    await dag.say('help');
    await teams.quiet(700);
    const texts = teams.posts(dag.id).map(storedText);
    assert.equal(texts.filter((text) => text.includes('Co-sell deals, right here')).length, 1);
  });

  it('the compose box is told what clicks are told', async function () {
    this.timeout(60_000);
    await server.down();
    for (const [name, value] of Object.entries(EXTENSION)) {
      const { httpStatus, body } = await ann.invoke(name, value);
      assert.equal(httpStatus, 200);
      const { composeExtension, task } = body as Record<
        string,
        { type: string; text?: string; value?: string }
      >;
      const said = composeExtension ?? task;
      assert.equal(said?.type, 'message', name);
      assert.match(said?.text ?? said?.value ?? '', AWAY, name);
    }
    await server.up();
    await waitFor(
      async () => {
        const { body } = await ann.invoke('composeExtension/query', EXTENSION['composeExtension/query']);
        return (body as { composeExtension?: { type?: string } }).composeExtension?.type === 'result';
      },
      { seconds: 15, what: 'results again' },
    );
  });
});

const EXTENSION = {
  'composeExtension/query': { commandId: 'search', parameters: [{ name: 'query', value: 'weather' }] },
  'composeExtension/queryLink': { url: 'https://partner.microsoft.com/' },
  'composeExtension/fetchTask': { messagePayload: { body: { content: 'Deal in bad weather' } } },
  'composeExtension/submitAction': { data: { dealId: '11111111-1111-4111-8111-111111111111' } },
};

describe('SQLite cannot be written for a while', () => {
  let teams: Teams;
  let store: Store;
  let url: string;
  let ann: Chat;

  /** In this process, because nobody else may touch a SQLite file that a bot holds. */
  async function open() {
    const partnerCenter = await startPartnerCenter();
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const config = parseConfig({
      PORT: String(port),
      PLAYGROUND: 'off',
      PARTNER_CENTER_URL: partnerCenter.url,
      DATABASE_URL: 'sqlite::memory:',
      POLL_INTERVAL_SECONDS: '0.2',
      QUIET_HOURS: 'none',
      LOG_LEVEL: 'silent',
    });
    const bot = await runBot(config, async (address) => (store = await openStore(address)));
    teams = await startTeams();
    teams.connect(`${url}/api/messages`);
    ann = teams.personalChat(teams.person({ name: 'Anne Colle', locale: 'fr-FR' }));
    await ann.install();
    await teams.waitForPost(ann.id);
    return { partnerCenter, bot };
  }

  const pragma = (text: string) => sql.raw(`pragma ${text}`).execute(store.db);
  const FAULTS = {
    'it is read-only': { begin: () => pragma('query_only = 1'), end: () => pragma('query_only = 0') },
    'the disk is full': {
      begin: async () => {
        const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(store.db);
        await pragma(`max_page_count = ${rows[0]?.page_count}`);
        // What is left of the last page is no room either.
        for (let row = 0; row < 5000; row += 1) {
          const filler = sql`insert into settings values ('filler', ${`${row}`}, ${'x'.repeat(400)})`;
          if (
            await filler.execute(store.db).then(
              () => false,
              () => true,
            )
          )
            return;
        }
      },
      end: async () => {
        await pragma('max_page_count = 1000000');
      },
    },
  };

  for (const [what, { begin, end }] of Object.entries(FAULTS))
    it(`because ${what}: told, nothing half done, and all goes on by itself`, async function () {
      this.timeout(60_000);
      const { partnerCenter, bot } = await open();
      try {
        const { id } = partnerCenter.put(inboundReferral({ name: 'Deal in bad weather' }));
        const card = await teams.waitForPost(ann.id, 'Deal in bad weather');
        await teams.quiet();
        await begin();
        partnerCenter.put(
          inboundReferral({ name: 'Deal without a place', details: { notes: 'x'.repeat(20_000) } }),
        );
        await waitFor(async () => (await degraded(url)).includes('store'), {
          seconds: 12,
          what: 'degraded: store',
        });
        assert.ok(!(await degraded(url)).includes('partnerCenter'));
        const answer = await ann.click(card, 'deal.accept');
        if (partnerCenter.writes().length === 0) assert.match(JSON.stringify(answer), AWAY);
        await end();
        await teams.waitForPost(ann.id, 'Deal without a place', 20_000);
        await waitFor(async () => !(await degraded(url)).includes('store'), {
          seconds: 15,
          what: 'recovery',
        });
        // A little may have fitted in: then the first click was enough.
        if (partnerCenter.writes().length === 0) await ann.click(card, 'deal.accept');
        await teams.waitForEdit(ann.id, card, 'Acceptée par Anne Colle');
        await teams.quiet(700);
        assert.equal(partnerCenter.referral(id).substatus, 'Accepted');
        assert.equal(partnerCenter.writes().filter(({ path }) => path.endsWith(id)).length, 1);
        const copies = teams
          .posts(ann.id)
          .filter((post) => storedText(post).includes('Deal without a place'));
        assert.equal(copies.length, 1);
      } finally {
        await bot.stop();
      }
    });
});
