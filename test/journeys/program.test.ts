import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox } from '../../services/referrals/sandbox/sandbox.ts';
import { type BotProcess, startBot } from '../support/bot-process.ts';
import { endAfterTest } from '../support/ends.ts';
import { freePort } from '../support/free-port.ts';
import { inboundReferral } from '../support/partner-center.ts';
import { type Chat, startTeams, type Teams } from '../support/teams.ts';
import { waitFor } from '../support/wait.ts';
import { storedText } from './stage.ts';

const FAST = { POLL_INTERVAL_SECONDS: '0.2' };
/** The stories here are of the process itself. */
const OWN = { ownProcess: true };

interface Listed {
  value: { id: string; status: string }[];
  '@odata.nextLink'?: string;
}

/** All referrals that the bot's Partner Center lists. */
async function listAll(partnerCenterUrl: string): Promise<Listed['value']> {
  const found: Listed['value'] = [];
  let next: string | undefined = '/v1.0/engagements/referrals';
  while (next !== undefined) {
    const { pathname, search } = new URL(next, partnerCenterUrl);
    const answer = await fetch(new URL(pathname + search, partnerCenterUrl), {
      headers: { authorization: 'Bearer local.watcher' },
    });
    const page = (await answer.json()) as Listed;
    found.push(...page.value);
    next = page['@odata.nextLink'];
  }
  return found;
}

async function control(bot: BotProcess, path: string, body: unknown): Promise<void> {
  const answer = await fetch(new URL(`/sandbox/${path}`, bot.partnerCenterUrl), {
    method: path.startsWith('referrals/') ? 'PUT' : 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  assert.ok(answer.ok, `${answer.status} to ${path}`);
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cosell-program-'));
  endAfterTest(async () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function chatWith(bot: BotProcess, name = 'Ann Keller'): Promise<{ teams: Teams; chat: Chat }> {
  const teams = (await startTeams()).connect(bot.messagesUrl);
  const chat = teams.personalChat(teams.person({ name }));
  await chat.install();
  await teams.waitForPost(chat.id);
  return { teams, chat };
}

describe('npm start with no configuration', () => {
  it('is ready with a sandbox of 40 deals, greets who installs, accepts there, and ends with exit code 0', async () => {
    const bot = await startBot({}, { npm: true });
    const { status, body } = await bot.readyz();
    assert.equal(status, 200);
    assert.deepEqual((body as { degraded: string[] }).degraded, []);
    const referrals = await listAll(bot.partnerCenterUrl);
    assert.ok(referrals.length >= 40, `${referrals.length} deals`);

    const { teams, chat } = await chatWith(bot);
    const digest = await teams.waitForPost(chat.id, 'co-sell deals are waiting for an answer');
    assert.match(storedText(digest), /Nearest deadline first/);
    const card = await teams.waitForPost(chat.id, ({ activity }) =>
      JSON.stringify(activity).includes('"deal.accept"'),
    );
    await chat.click(card, 'Details');
    const before = teams.posts(chat.id).length;
    await chat.say('inbound');
    assert.match(storedText(teams.posts(chat.id)[before]), /Bergtal Maschinenbau/);

    assert.equal(await bot.stop(), 0);
    await bot.restart();
    assert.ok((await listAll(bot.partnerCenterUrl)).length >= 40, 'the demo goes on where it was');
  });
});

describe('a rehearsal in the sandbox', () => {
  it('serves a saved list, and its clock, changes and faults are the bot’s too (EXP-01)', async () => {
    const file = join(temporaryFolder(), 'saved.json');
    const saved = inboundReferral({ name: 'Saved deal' });
    writeFileSync(file, JSON.stringify({ '@odata.context': 'x', value: [saved] }));
    const bot = await startBot({ SANDBOX_SEED: file, ...FAST }, OWN);
    const { teams, chat } = await chatWith(bot);
    const card = await teams.waitForPost(chat.id, 'Saved deal');

    await control(bot, `referrals/${saved.id}`, { ...saved, name: 'Renamed deal' });
    const renamed = await teams.waitForEdit(chat.id, card, 'Renamed deal');
    const late = new Date(Date.parse(String(saved['expirationDateTime'])) + 60_000);
    await control(bot, 'clock', { now: late.toISOString() });
    await teams.waitForEdit(chat.id, renamed, 'Expired co-sell deal');
    const { text } = await chat
      .click(card, 'deal.accept', {}, { on: chat.cardSeen(card) })
      .catch(() => ({ text: 'no button' }));
    assert.equal(text, 'no button');

    const next = inboundReferral({ name: 'Rehearsed deal' }, late);
    await control(bot, `referrals/${next.id}`, next);
    const nextCard = await teams.waitForPost(chat.id, 'Rehearsed deal');
    await control(bot, 'faults', [{ method: 'PATCH', path: next.id, loseAnswer: true }]);
    const answer = await chat.click(nextCard, 'deal.accept');
    assert.match(answer.text, /you accepted this deal/);
    const log = (await (await fetch(new URL('/sandbox/log', bot.partnerCenterUrl))).json()) as {
      method: string;
    }[];
    assert.equal(log.filter(({ method }) => method === 'PATCH').length, 1);
  });
});

describe('Partner Center away at the start', () => {
  it('leaves the bot ready but degraded; it recovers by itself and then knows every deal', async () => {
    const [port, metricsPort] = [await freePort(), await freePort()];
    const env = {
      PARTNER_CENTER_URL: `http://127.0.0.1:${port}`,
      METRICS_PORT: String(metricsPort),
      ...FAST,
    };
    const bot = await startBot(env, OWN);
    const metrics = async () => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    const degraded = async () => ((await bot.readyz()).body as { degraded: string[] }).degraded;
    await waitFor(async () => (await degraded()).includes('partnerCenter'), {
      what: 'degraded: partnerCenter',
    });
    assert.equal((await bot.readyz()).status, 200);
    const { teams, chat } = await chatWith(bot);
    await chat.say('help');
    await teams.waitForPost(chat.id, 'Here is what you can ask');
    await chat.say('inbound');
    await teams.waitForPost(chat.id, 'Partner Center does not answer');
    assert.match(await metrics(), /cosell_degraded\{name="partnerCenter".*\} 1/);
    assert.match(await metrics(), /cosell_turn_duration_count\{what="message",outcome="200".*\} \d/);
    const turn = bot
      .output()
      .split('\n')
      .find((line) => line.includes('"msg":"turn"'));
    assert.ok(turn?.includes(chat.person.aadObjectId), 'a line for each turn');
    assert.doesNotMatch(bot.output(), /Ann Keller|inbound|help/, 'ids only');

    const sandbox = await createSandbox({
      port,
      seed: { value: [inboundReferral({ name: 'Late known deal' })] },
    });
    endAfterTest(() => sandbox.stop());
    await teams.waitForPost(chat.id, 'Late known deal', 8000);
    await waitFor(async () => (await degraded()).length === 0, { what: 'no degradation' });
    await bot.stop();
  });
});

describe('a start that cannot work ends with exit code 1 and says why in one line', () => {
  async function failure(env: Record<string, string>): Promise<string> {
    let text = '';
    await assert.rejects(startBot({ SANDBOX_SEED: 'empty', ...env }, OWN), (error: Error) => {
      text = error.message;
      return true;
    });
    assert.match(text, /The bot ended \(1\)/);
    assert.doesNotMatch(text, /^\s+at .*:\d+/m, 'no stack');
    return text;
  }

  it('with half of a live mode: nobody is served without authentication', async () => {
    const text = await failure({ MicrosoftAppId: '11111111-1111-4111-8111-111111111111' });
    for (const name of ['MicrosoftAppTenantId', 'MicrosoftAppPassword', 'SANDBOX_SEED'])
      assert.match(text, new RegExp(`^- ${name}: `, 'm'));
  });

  it('with several wrong names, naming each', async () => {
    const text = await failure({
      PORT: 'x',
      POLL_INTERVAL_SECONDS: '-1',
      PARTNER_CENTER_URL: 'https://api.bad.example',
    });
    for (const name of ['PORT', 'POLL_INTERVAL_SECONDS', 'PARTNER_CENTER_URL'])
      assert.match(text, new RegExp(`^- ${name}: `, 'm'));
  });

  it('with a seed file that is not there, or is none', async () => {
    const file = join(temporaryFolder(), 'no-list.json');
    assert.match(await failure({ SANDBOX_SEED: file }), /SANDBOX_SEED: .*no-list\.json/);
    writeFileSync(file, '{"value": 5}');
    assert.match(await failure({ SANDBOX_SEED: file }), /SANDBOX_SEED: .*no-list\.json/);
  });

  it('with a port that somebody else listens on, the bot’s or the sandbox’s', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    assert.ok(address !== null && typeof address === 'object');
    const port = String(address.port);
    endAfterTest(async () => void taken.close());
    for (const name of ['PORT', 'SANDBOX_PORT']) {
      assert.match(await failure({ [name]: port }), new RegExp(`port ${port} is in use`));
    }
  });

  it('with a database file that another bot holds, which goes on unharmed', async () => {
    const DATABASE_URL = `sqlite:${join(temporaryFolder(), 'one.db')}`;
    const first = await startBot({ DATABASE_URL, SANDBOX_SEED: 'empty' }, OWN);
    assert.match(await failure({ DATABASE_URL }), /one\.db is in use by another running bot/);
    const { teams, chat } = await chatWith(first);
    await chat.say('help');
    await teams.waitForPost(chat.id, 'Here is what you can ask');
  });

  it('with a database file that cannot be made', async () => {
    const file = join(temporaryFolder(), 'a-file');
    writeFileSync(file, '');
    assert.match(await failure({ DATABASE_URL: `sqlite:${file}/cosell.db` }), /a-file/);
  });
});
