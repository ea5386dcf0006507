import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openStage, type Stage } from '../journeys/stage.ts';
import { endAfterTest } from '../support/ends.ts';
import { inboundReferral } from '../support/partner-center.ts';
import type { Chat, Message } from '../support/teams.ts';
import type { BotAnswer } from '../support/teams-chat.ts';
import { isJson } from '../support/teams-wire.ts';
import { waitFor } from '../support/wait.ts';
import { grownBetween, type Held } from './held.ts';
import type { LeakLook } from './leaks.ts';

const PROBE = new URL('in-the-program.ts', import.meta.url).href;
const LEAKS = join(import.meta.dirname, 'leaks.ts');
const PEOPLE = 8;
/** Of all turns, by everybody: what is made once is there afterwards. */
const ROUNDS_BEFORE = 2;
const ROUNDS = 6;
const NAME = 'Harbour lights';

interface Someone {
  chat: Chat;
  card: Message;
  dealId: string;
}

/**
 * All kinds of what people and clients send: the status of the answer, how often it comes in a round (small things come
 * more often), what is sent. Each leaves the stage as it was.
 */
const TURNS: [status: number, times: number, send: (who: Someone) => Promise<BotAnswer>][] = [
  [200, 1, ({ chat }) => chat.say('help')],
  [200, 1, ({ chat }) => chat.say('no such command')],
  [200, 1, ({ chat }) => chat.say('inbound')],
  [200, 1, (who) => press(who, 'deal.show')],
  [200, 1, (who) => press(who, 'deal.favorite')],
  [200, 1, (who) => press(who, 'deal.unfavorite')],
  [200, 1, (who) => press(who, 'deal.decline')],
  [200, 1, (who) => press(who, 'dialog.cancel')],
  [200, 3, (who) => press({ ...who, dealId: 'nobody-knows-this' }, 'deal.accept')],
  [400, 5, (who) => press(who, 'no.such.verb')],
  [200, 1, ({ chat }) => chat.invoke('composeExtension/query', search(NAME))],
  [200, 3, ({ chat }) => chat.invoke('composeExtension/query', search('nothing is called so'))],
  [400, 5, ({ chat }) => chat.invoke('no/such/invoke', {})],
  [200, 5, ({ chat }) => chat.send({ type: 'messageReaction' })],
];

function press({ chat, card, dealId }: Someone, verb: string): Promise<BotAnswer> {
  const action = { type: 'Action.Execute', verb, data: { dealId, version: 1 } };
  return chat.invoke('adaptiveCard/action', { action, trigger: 'manual' }, card.id);
}

/** Clicks are answered with a status of their own inside. */
function statusOf({ httpStatus, body }: BotAnswer): number {
  const inside = isJson(body) ? body['statusCode'] : undefined;
  return typeof inside === 'number' ? inside : httpStatus;
}

function search(words: string) {
  return {
    commandId: 'searchDeals',
    parameters: [{ name: 'query', value: words }],
    queryOptions: { skip: 0, count: 25 },
  };
}

async function look(stage: Stage, file: string): Promise<Held> {
  const told = () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []);
  const known = told().length;
  process.kill(stage.bot.pid, 'SIGUSR2');
  const line = await waitFor(() => told()[known], { seconds: 20, what: 'what the bot holds' });
  return JSON.parse(line) as Held;
}

/** Everybody does everything so often, all at once. @returns how many turns that were */
async function use(people: readonly Someone[], rounds: number): Promise<number> {
  let turns = 0;
  const round = async (who: Someone) => {
    for (const [index, [status, times, send]] of TURNS.entries())
      for (let time = 0; time < times; time += 1) {
        assert.equal(statusOf(await send(who)), status, `turn ${index}`);
        turns += 1;
      }
  };
  for (let done = 0; done < rounds; done += 1) await Promise.all(people.map(round));
  return turns;
}

describe('thousands of turns', () => {
  it('leave nothing behind that grows', async function () {
    this.timeout(240_000);
    const folder = mkdtempSync(join(tmpdir(), 'cosell-soak-'));
    endAfterTest(async () => rmSync(folder, { recursive: true }));
    const file = join(folder, 'held.jsonl');
    const stage = await openStage({
      mode: 'local',
      referrals: [inboundReferral({ name: NAME })],
      env: {
        // As by default: while a pass is under way, it holds what it reads.
        POLL_INTERVAL_SECONDS: '5',
        NODE_OPTIONS: `--import ${PROBE}`,
        HELD_FILE: file,
        // Each commit on a file waits for the disk.
        DATABASE_URL: 'sqlite::memory:',
      },
    });
    const people = await Promise.all(
      Array.from({ length: PEOPLE }, async (_, index): Promise<Someone> => {
        const chat = await stage.join(`Person ${index}`);
        const card = await stage.teams.waitForPost(chat.id, NAME, 10_000);
        return { chat, card, dealId: stage.partnerCenter.all()[0]?.id ?? '' };
      }),
    );
    await use(people, ROUNDS_BEFORE);
    await stage.teams.quiet();
    const before = await look(stage, file);
    const turns = await use(people, ROUNDS);
    await stage.teams.quiet();
    const after = await look(stage, file);
    assert.ok(turns > 1000 && before.caches.length >= 5, 'much is done, and caches are found');
    assert.deepEqual(grownBetween(before, after, turns), []);
    assert.doesNotMatch(stage.bot.output(), /MaxListenersExceeded/);
    await stage.stop();
  });
});

describe('the measure', () => {
  it('finds whatever is kept of each turn, and where nothing is kept nothing', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [LEAKS]);
    const [, ...looks] = stdout.split('\n').filter(Boolean);
    const found = looks.map((line) => {
      const { what, before, after, turns } = JSON.parse(line) as LeakLook;
      return { what, grown: grownBetween(before, after, turns) };
    });
    assert.ok(found.length > 5);
    const clean = found.filter(({ grown }) => grown.length === 0).map(({ what }) => what);
    assert.deepEqual(clean, ['nothing at all'], JSON.stringify(found[0]));
  });
});
