import { Client } from 'pg';
import { inboundReferral, type PartnerCenterRequest } from '../support/partner-center.ts';
import { nextMessageId } from '../support/teams-rooms.ts';
import { NotPossible } from '../support/teams-card.ts';
import type { Chat, TeamsPerson } from '../support/teams.ts';
import type { Change } from './event-post.ts';
import { pause } from './pause.ts';
import type { EventWay, FaultKind, Step } from './plan.ts';
import type { Sights } from './sights.ts';
import { type ChaosDeal, type ClickVerb, type Down, isAlive, type World } from './world.ts';

const HOUR = 60 * 60 * 1000;
/** A joining within a minute of another one is the same to the bot, where it heard of no leaving in between. */
const SAME_JOINING_MS = 65_000;

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
  try {
    return (await how(run, step)) ?? 'done';
  } catch (error) {
    // Somebody was faster: the button is not there any more, or the bot is not.
    if (error instanceof NotPossible) return 'notPossible';
    throw error;
  }
}

const HOW: { [K in Step['kind']]: Perform<K> } = {
  newDeal: ({ world }, { deal, remindedAfterSeconds: seconds, event }) => {
    const name = `Deal ${String(deal).padStart(5, '0')}`;
    const remindedAt = seconds === null ? null : new Date(Date.now() + seconds * 1000);
    const expiry = remindedAt && {
      expirationDateTime: new Date(remindedAt.getTime() + 24 * HOUR).toISOString(),
    };
    const { id } = world.partnerCenter.put(inboundReferral({ name, ...expiry }));
    world.deals.push({ id, name, remindedAt, cameAt: Date.now() });
    changed(world, { dealId: id, name: 'referral-created', at: Date.now() }, event);
  },
  changeDeal: ({ world, sights }, { deal, value, event }) =>
    withOne(sights.settled(), deal, ({ id }) => {
      world.partnerCenter.change(id, { details: { dealValue: value } });
      changed(world, { dealId: id, name: 'referral-updated', at: Date.now() }, event);
    }),
  portalDecides: ({ world, sights }, { deal, wins, event }) =>
    withOne(sights.untouched(), deal, ({ id }) => {
      if (world.partnerCenter.referral(id).status !== 'New') return 'notPossible';
      const [status, substatus] = wins
        ? (['Active', 'Accepted'] as const)
        : (['Closed', 'Declined'] as const);
      world.happenings.portalMoves.push({ dealId: id, substatus, at: Date.now() });
      world.partnerCenter.change(id, { status, substatus });
      changed(world, { dealId: id, name: 'referral-updated', at: Date.now() }, event);
      return 'done';
    }),
  tellChanges: ({ world }, { deal, bots, related }) =>
    withOne(world.deals, deal, async ({ id }) => {
      const latest = changesOf(world, id).slice(-bots.length).toReversed();
      for (const [index, change] of latest.entries())
        await world.events.tell(change, botAt(world, bots[index] ?? 0), { related });
    }),
  tellOfNothing: ({ world }, { what, bot }) => world.events.tellOfNothing(what, botAt(world, bot)),
  forgeEvent: ({ world }, { forgery, bot }) => world.events.tellOfNothing(forgery, botAt(world, bot)),
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
  close: (run, { deal, clickers, wins }) =>
    withOne(run.sights.accepted(), deal, (one) =>
      together(clickers, (clicker) =>
        withClicker(run, one, clicker, async (chat, message) => {
          const verb = wins ? 'won' : 'lost';
          const form = await chat.click(message, `deal.${verb}`);
          if (form.card === null) return;
          const filled = wins ? { confirm: 'true' } : { reason: '3' };
          const { text } = await chat.click(message, `deal.${verb}`, filled, { on: form.card });
          noteClick(run, one, chat.person, verb, text.includes(`you marked this deal as ${verb}`));
        }),
      ),
    ),
  stale: (run, { deal, place, person }) =>
    withOne(run.sights.settled(), deal, (one) =>
      withClicker(run, one, { place, person }, async (chat, message) => {
        const on = run.sights.firstCardOf(chat, one);
        if (!on) return;
        const { text } = await chat.click(message, 'deal.accept', {}, { on });
        noteClick(run, one, chat.person, 'accept', text.includes('you accepted this deal'));
      }),
    ),
  settings: ({ world }, { place, person, to }) =>
    withOne(world.places, place, (chat) =>
      withOne(world.clickersOf(chat), person, async (one) => {
        const mine = chat.as(one);
        const { id } = await mine.say('settings');
        const form = chat.room.messages.find(({ activity }) => activity.replyToId === id);
        if (!form) return 'notPossible';
        await mine.click(form.id, 'settings.save', { timeZone: to });
        return 'done';
      }),
    ),
  return: ({ world }, { place, awaySeconds, isLate }) =>
    withOne(world.places, place, async (chat) => {
      const { stays } = world.happenings;
      const stay = stays.findLast(({ placeId }) => placeId === chat.id);
      if (!stay || stay.to !== null) return 'notPossible';
      if (isLate && Date.now() < stay.from + SAME_JOINING_MS) return 'notPossible';
      stay.to = Date.now();
      const timestamp = new Date().toISOString();
      if (isLate) chat.room.app.installed = false;
      else await chat.uninstall();
      await pause(awaySeconds * 1000);
      stays.push({ placeId: chat.id, from: Date.now(), to: null });
      await chat.install();
      if (isLate) await chat.send({ type: 'installationUpdate', action: 'remove', timestamp });
      return 'done';
    }),
  clock: async ({ world, busy }, { bot, wrongSeconds }) => {
    const index = botAt(world, bot);
    if (busy.has(index)) return 'notPossible';
    await world.setClock(index, wrongSeconds * 1000);
    return 'done';
  },
  say: ({ world, sights }, { words, deal, person, times }) =>
    withOne(world.talkers, person, async (chat) => {
      const about = pick(sights.settled(), deal)?.name ?? '';
      const text = `${words} ${words === 'deal' ? about : ''}`.trim();
      const id = nextMessageId(world.teams.memory);
      await Promise.all(Array.from({ length: times }, () => chat.say(text, { id })));
    }),
  repeat: ({ world }, { which }) =>
    withOne(world.sent, which, async (activity) => {
      await world.teams.deliver(activity);
    }),
  fault: ({ world }, { at, fault, times }) => {
    const strikes = { ...FAULT[fault], times };
    if (at === 'teams')
      world.teams.fault({ ...strikes, ...(fault === '412' && { match: { operation: 'update' } }) });
    else world.partnerCenter.fault({ ...strikes, match: (request) => mayStrike(fault, request) });
  },
  kill: (run, { bot }) =>
    ended(run, bot, async (one) => {
      const caller = `${run.world.bots.indexOf(one)}:${one.pid}`;
      await one.kill();
      run.world.happenings.kills.push({ caller, at: Date.now() });
    }),
  restart: (run, { bot }) => ended(run, bot, async (one) => void (await one.stop())),
  cut: async ({ world }) => {
    if (world.postgresUrl === null) return 'notPossible';
    const from = Date.now();
    const client = new Client(world.postgresUrl);
    // Another step may take the server away just now.
    client.on('error', () => undefined);
    await client.connect();
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = 'chaos' and pid <> pg_backend_pid()`,
    );
    await client.end();
    world.happenings.databaseAway.push({ from, to: Date.now() });
    return 'done';
  },
  restartDatabase: async ({ world }) => {
    if (world.postgresUrl === null) return 'notPossible';
    const from = Date.now();
    await world.restartDatabase();
    world.happenings.databaseAway.push({ from, to: Date.now() });
    return 'done';
  },
};

/** A change that the run made; its event goes out behind the step, if at all. */
function changed({ events, bots }: World, change: Change, way: EventWay): void {
  events.changes.push(change);
  for (const { bot, lateSeconds } of way) void events.tell(change, botAt({ bots }, bot), { lateSeconds });
}

/** All changes of a deal, also those that the bots wrote, oldest first. */
function changesOf({ events, partnerCenter }: World, dealId: string): Change[] {
  const written = partnerCenter.requests
    .filter((request) => request.changed && request.path.endsWith(`/${dealId}`))
    .map(({ at }): Change => ({ dealId, name: 'referral-updated', at: at.getTime() }));
  return [...events.changes.filter((change) => change.dealId === dealId), ...written].sort(
    (one, other) => one.at - other.at,
  );
}

/** 412 answers If-Match only; a list alone has an order. */
function mayStrike(fault: FaultKind, { method, path }: PartnerCenterRequest): boolean {
  if (fault === 'shuffle') return method === 'GET' && path.endsWith('/referrals');
  return fault !== '412' || method === 'PATCH';
}

interface Fault {
  status?: number;
  retryAfterSeconds?: number;
  delayMs?: number;
  answerDelayMs?: number;
  loseAnswer?: boolean;
  halfAnswer?: boolean;
  hangUp?: boolean;
  shuffle?: boolean;
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
  reset: { hangUp: true },
  shuffle: { shuffle: true },
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
  const index = botAt(world, bot);
  const at = Math.max(Date.now(), run.mayKillAt);
  run.mayKillAt = at + run.killEverySeconds * 1000;
  await pause(at - Date.now());
  while (busy.has(index)) await pause(50);
  const one = world.bots[index];
  if (!one) return 'notPossible';
  busy.add(index);
  try {
    if (!isAlive(one)) world.happenings.problems.push(`a bot ended by itself: ${one.output().slice(-1500)}`);
    const down: Down = { bot: index, from: Date.now(), to: null };
    world.happenings.down.push(down);
    await end(one);
    await startAgain(one);
    down.to = Date.now();
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
  verb: ClickVerb,
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

function botAt({ bots }: Pick<World, 'bots'>, at: number): number {
  return Math.floor(at * bots.length);
}

function pick<T>(list: readonly T[], at: number): T | undefined {
  return list[Math.floor(at * list.length)];
}
