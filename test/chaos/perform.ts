import { Client } from 'pg';
import { inboundReferral } from '../support/partner-center.ts';
import { NotPossible } from '../support/teams-card.ts';
import type { Chat, TeamsPerson } from '../support/teams.ts';
import type { FaultKind, Step } from './plan.ts';
import type { Sights } from './sights.ts';
import { type ChaosDeal, isAlive, pause, type World } from './world.ts';

const HOUR = 60 * 60 * 1000;

/** Was it done, or could nobody have done it just then (no such card yet, no such button)? */
export type Done = 'done' | 'notPossible';

type Perform<K extends Step['kind']> = (
  run: Run,
  step: Extract<Step, { kind: K }>,
) => Promise<Done | void> | Done | void;

export interface Run {
  world: World;
  sights: Sights;
  /** Bots that are being killed or started. */
  busy: Set<number>;
  killEverySeconds: number;
  /** Milliseconds. */
  mayKillAt: number;
}

/** Carries out one step. */
export async function perform(run: Run, step: Step): Promise<Done> {
  const how = HOW[step.kind] as Perform<Step['kind']>;
  return (await how(run, step)) ?? 'done';
}

const HOW: { [K in Step['kind']]: Perform<K> } = {
  newDeal: ({ world }, { deal, remindedAfterSeconds: seconds }) => {
    const name = `Deal ${String(deal).padStart(5, '0')}`;
    const remindedAt = seconds === null ? null : new Date(Date.now() + seconds * 1000);
    const expiry = remindedAt && {
      expirationDateTime: new Date(remindedAt.getTime() + 24 * HOUR).toISOString(),
    };
    const { id } = world.partnerCenter.put(inboundReferral({ name, ...expiry }));
    world.deals.push({ id, name, remindedAt });
  },
  changeDeal: ({ world, sights }, { deal, value }) =>
    withOne(sights.settled(), deal, ({ id }) => {
      world.partnerCenter.change(id, { details: { dealValue: value } });
    }),
  portalDecides: ({ world, sights }, { deal, wins }) =>
    withOne(sights.untouched(), deal, ({ id }) => {
      if (world.partnerCenter.referral(id).status !== 'New') return 'notPossible';
      const [status, substatus] = wins ? ['Active', 'Accepted'] : ['Closed', 'Declined'];
      world.partnerCenter.change(id, { status, substatus });
      return 'done';
    }),
  show: (run, { deal, place, person }) =>
    withOne(run.sights.settled(), deal, (one) =>
      withClicker(run, one, { place, person }, async (chat, message) => {
        await chat.click(message, 'deal.show');
      }),
    ),
  favorite: (run, { deal, place, person }) =>
    withOne(run.sights.settled(), deal, (one) =>
      withClicker(run, one, { place, person }, async (chat, message) => {
        const details = await chat.click(message, 'deal.show');
        if (details.statusCode === 200) await chat.click(message, 'deal.favorite');
      }),
    ),
  accept: (run, { deal, clickers }) =>
    withOne(run.sights.untouched(), deal, (one) =>
      together(clickers, (clicker) =>
        withClicker(run, one, clicker, async (chat, message) => {
          const { text } = await chat.click(message, 'deal.accept');
          noteClick(run, one, chat.person, 'accept', text.includes('you accepted this deal'));
        }),
      ),
    ),
  decline: (run, { deal, clickers }) =>
    withOne(run.sights.untouched(), deal, (one) =>
      together(clickers, (clicker) =>
        withClicker(run, one, clicker, async (chat, message) => {
          const form = await chat.click(message, 'deal.decline');
          if (form.card === null) return;
          const { text } = await chat.click(message, 'deal.decline', { reason: '3' }, { on: form.card });
          noteClick(run, one, chat.person, 'decline', text.includes('you declined this deal'));
        }),
      ),
    ),
  close: (run, { deal, place, person, wins }) =>
    withOne(run.sights.settled(), deal, (one) =>
      withClicker(run, one, { place, person }, async (chat, message) => {
        const verb = wins ? 'deal.won' : 'deal.lost';
        const form = await chat.click(message, verb);
        if (form.card === null) return;
        await chat.click(message, verb, wins ? { confirm: 'true' } : { reason: '3' }, { on: form.card });
      }),
    ),
  say: ({ world, sights }, { words, deal, person }) =>
    withOne(world.talkers, person, async (chat) => {
      const about = pick(sights.settled(), deal)?.name ?? '';
      await chat.say(`${words} ${words === 'deal' ? about : ''}`.trim());
    }),
  repeat: ({ world }, { which }) =>
    withOne(world.sent, which, async (activity) => {
      await world.teams.deliver(activity);
    }),
  fault: ({ world }, { at, fault, times }) => {
    const strikes = { ...FAULT[fault], times };
    // 412 answers If-Match only.
    const isCondition = fault === '412';
    if (at === 'teams')
      world.teams.fault({ ...strikes, ...(isCondition && { match: { operation: 'update' } }) });
    else world.partnerCenter.fault({ ...strikes, match: ({ method }) => !isCondition || method === 'PATCH' });
  },
  kill: (run, { bot }) =>
    ended(run, bot, async (one) => {
      run.world.happenings.killedAt.push(Date.now());
      await one.kill();
    }),
  restart: (run, { bot }) => ended(run, bot, async (one) => void (await one.stop())),
  cut: async ({ world }) => {
    if (world.postgresUrl === null) return 'notPossible';
    world.happenings.databaseLostAt.push(Date.now());
    const client = new Client(world.postgresUrl);
    // Another step may take the server away just now.
    client.on('error', () => undefined);
    await client.connect();
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = 'chaos' and pid <> pg_backend_pid()`,
    );
    await client.end();
    return 'done';
  },
  restartDatabase: async ({ world }) => {
    if (world.postgresUrl === null) return 'notPossible';
    world.happenings.databaseLostAt.push(Date.now());
    await world.restartDatabase();
    world.happenings.databaseLostAt.push(Date.now());
    return 'done';
  },
};

interface Fault {
  status?: number;
  retryAfterSeconds?: number;
  delayMs?: number;
  answerDelayMs?: number;
  loseAnswer?: boolean;
  halfAnswer?: boolean;
}

const FAULT: Record<FaultKind, Fault> = {
  throttle: { status: 429, retryAfterSeconds: 1 },
  500: { status: 500 },
  502: { status: 502 },
  503: { status: 503 },
  504: { status: 504 },
  412: { status: 412 },
  slow: { delayMs: 1500 },
  slowAnswer: { answerDelayMs: 1500 },
  lose: { loseAnswer: true },
  half: { halfAnswer: true },
};

/** Ends one bot in some way and starts it again, also while the database is away. */
async function ended(
  run: Run,
  bot: number,
  end: (bot: World['bots'][number]) => Promise<void>,
): Promise<Done> {
  const { world, busy } = run;
  const index = Math.floor(bot * world.bots.length);
  const at = Math.max(Date.now(), run.mayKillAt);
  run.mayKillAt = at + run.killEverySeconds * 1000;
  await pause(at - Date.now());
  while (busy.has(index)) await pause(50);
  const one = world.bots[index];
  if (!one) return 'notPossible';
  busy.add(index);
  try {
    if (!isAlive(one)) world.happenings.problems.push(`a bot ended by itself: ${one.output().slice(-1500)}`);
    await end(one);
    await startAgain(one);
  } finally {
    busy.delete(index);
  }
  return 'done';
}

/** A container platform starts what does not come up again and again. */
export async function startAgain(bot: World['bots'][number]): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await bot.restart();
    } catch (error) {
      if (tries >= 20) throw error;
      await pause(500);
    }
  }
}

function noteClick(
  { world }: Run,
  { id }: ChaosDeal,
  { aadObjectId }: TeamsPerson,
  verb: 'accept' | 'decline',
  isDone: boolean,
): void {
  world.happenings.clicks.push({ dealId: id, personId: aadObjectId, verb, isDone });
}

/** The card of the deal in one of its places, in the hands of one who is there. */
async function withClicker(
  { world, sights }: Run,
  deal: ChaosDeal,
  at: { place: number; person: number },
  click: (chat: Chat, messageId: string) => Promise<void>,
): Promise<Done> {
  const place = pick(world.places, at.place);
  const person = place && pick(world.clickersOf(place), at.person);
  const messageId = place && sights.cardOf(place, deal);
  if (!place || !person || !messageId) return 'notPossible';
  try {
    await click(place.as(person), messageId);
    return 'done';
  } catch (error) {
    // Another one was faster, and the button is not there any more.
    if (error instanceof NotPossible) return 'notPossible';
    throw error;
  }
}

async function together<T>(list: readonly T[], act: (one: T) => Promise<Done>): Promise<Done> {
  const all = await Promise.all(list.map(act));
  return all.includes('done') ? 'done' : 'notPossible';
}

async function withOne<T>(
  list: readonly T[],
  at: number,
  act: (one: T) => Promise<Done | void> | Done | void,
): Promise<Done> {
  const one = pick(list, at);
  return one === undefined ? 'notPossible' : ((await act(one)) ?? 'done');
}

function pick<T>(list: readonly T[], at: number): T | undefined {
  return list[Math.floor(at * list.length)];
}
