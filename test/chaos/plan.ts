import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { EVENT_FORGERIES, type EventForgery } from '../support/microsoft-cloud/signed-event.ts';

/** How much is done. */
export interface ChaosSize {
  seed: number;
  operations: number;
  deals: number;
  people: number;
  places: number;
  /** SIGKILLs in all. */
  kills: number;
  /** Stops by SIGTERM, as in a rolling restart. */
  restarts: number;
  /** Times that the database cuts all connections; only PostgreSQL has any. */
  cuts: number;
  /** Times that the database server itself is stopped and started. */
  databaseRestarts: number;
  /** Answers of Partner Center and of Teams that go wrong. */
  faults: number;
  /** Times that a bot's clock is set wrong, or right again. */
  clockJumps: number;
  /** How wrong it is set, at most, in either direction. */
  clockWrongSeconds: number;
  /** Places from which the bot is taken away, and to which it comes back. */
  returns: number;
  /** From the arrival of a deal to its reminder: time enough to be seen before. */
  remindedAfterSeconds: number;
  /** From one kill or restart to the next, at least: else nobody ever gets anything done. */
  killEverySeconds: number;
}

/** A fraction from 0 up to 1 picks one of those that are there when the step is taken. */
type Pick = number;

/** What a fault does; `lose` and `half` carry the request out first, `reset` does not. */
export const FAULTS = [
  'throttle',
  '500',
  '502',
  '503',
  '504',
  '412',
  'slow',
  'slowAnswer',
  'reset',
  'lose',
  'half',
] as const;
/** Partner Center's lists, in another order. */
const SHUFFLE = 'shuffle';
export type FaultKind = (typeof FAULTS)[number] | typeof SHUFFLE;

/** How the event of a change goes out: to which bots, and when after the change; empty: never. */
export type EventWay = { bot: Pick; lateSeconds: number }[];

export type Step =
  | { kind: 'newDeal'; deal: number; remindedAfterSeconds: number | null; event: EventWay }
  | { kind: 'changeDeal'; deal: Pick; value: number; event: EventWay }
  | { kind: 'portalDecides'; deal: Pick; wins: boolean; event: EventWay }
  /** Of the latest changes of a deal, whoever made them and whoever was told: the newest first, one to each of these bots. */
  | { kind: 'tellChanges'; deal: Pick; bots: Pick[]; related: boolean }
  /** An event about a deal that does not exist; `old`: too old to be news. */
  | { kind: 'tellOfNothing'; what: 'unknownDeal' | 'old'; bot: Pick }
  | { kind: 'forgeEvent'; forgery: EventForgery; bot: Pick }
  | { kind: 'show'; deal: Pick; place: Pick; person: Pick }
  | { kind: 'accept'; deal: Pick; clickers: { place: Pick; person: Pick }[] }
  | { kind: 'decline'; deal: Pick; clickers: { place: Pick; person: Pick }[] }
  | { kind: 'close'; deal: Pick; clickers: { place: Pick; person: Pick }[]; wins: boolean }
  /** A button of a card that has changed since. */
  | { kind: 'stale'; deal: Pick; place: Pick; person: Pick }
  /** `to`: another time zone. */
  | { kind: 'settings'; place: Pick; person: Pick; to: string }
  /** The bot is taken away, and comes back; `isLate`: Teams tells the first after the second. */
  | { kind: 'return'; place: Pick; awaySeconds: number; isLate: boolean }
  | { kind: 'clock'; bot: Pick; wrongSeconds: number }
  | { kind: 'favorite'; deal: Pick; place: Pick; person: Pick }
  /** `times`: Teams sends the same message so often at once. */
  | { kind: 'say'; words: string; deal: Pick; person: Pick; times: number }
  | { kind: 'repeat'; which: Pick }
  | { kind: 'fault'; at: 'partnerCenter' | 'teams'; fault: FaultKind; times: number }
  | { kind: 'kill'; bot: Pick }
  | { kind: 'restart'; bot: Pick }
  | { kind: 'cut' }
  | { kind: 'restartDatabase' };

/** Lists are rare: a deal that somebody's list meets before the watcher does is told with others, in a digest. */
const WORDS =
  'help,aide,hello,bonjour,status,access,search Deal,my data,insights,deal,deal,accept,decline,won,favorites,🤷,x,forget,sign in,inbound,deals'.split(
    ',',
  );

const TIME_ZONES = ['Europe/Berlin', 'Europe/Paris', 'America/New_York', 'Asia/Tokyo', 'UTC'];

/** What else is done, by how often. */
const USUAL = [
  [22, 'show'],
  [14, 'changeDeal'],
  [14, 'say'],
  [16, 'accept'],
  [6, 'decline'],
  [8, 'close'],
  [6, 'stale'],
  [6, 'favorite'],
  [8, 'repeat'],
  [2, 'settings'],
  [1, 'portalDecides'],
  [6, 'tellChanges'],
  [2, 'tellOfNothing'],
  [3, 'forgeEvent'],
] as const;
type UsualKind = (typeof USUAL)[number][1];

/** Of so many deals one stays untouched until its reminder has come. */
const ONE_REMINDED_OF = 6;

export interface ChaosPlan {
  /** Deals that come on a calm first day, so that there is something to work with. */
  firstDay: Step[];
  /** All else, in order. */
  steps: Step[];
}

/** The same size and seed give the same plan. Pure. */
export function planChaos(size: ChaosSize): ChaosPlan {
  const random = createRandom(size.seed);
  const early = Math.ceil(size.deals / 4);
  const steps: Step[] = [
    ...times(size.deals - early, (index): Step => {
      const deal = early + index;
      const isReminded = deal % ONE_REMINDED_OF === 0;
      return {
        kind: 'newDeal',
        deal,
        remindedAfterSeconds: isReminded ? size.remindedAfterSeconds : null,
        event: anEventWay(random),
      };
    }),
    ...times(size.kills, (): Step => ({ kind: 'kill', bot: random.fraction() })),
    ...times(size.restarts, (): Step => ({ kind: 'restart', bot: random.fraction() })),
    ...times(size.cuts, (): Step => ({ kind: 'cut' })),
    ...times(size.databaseRestarts, (): Step => ({ kind: 'restartDatabase' })),
    ...times(size.faults, (): Step => aFault(random)),
    ...times(size.clockJumps, (): Step => {
      const wrongSeconds = random.upTo(2 * size.clockWrongSeconds) - size.clockWrongSeconds;
      return { kind: 'clock', bot: random.fraction(), wrongSeconds };
    }),
    ...times(size.returns, (): Step => {
      const awaySeconds = random.upTo(4);
      return { kind: 'return', place: random.fraction(), awaySeconds, isLate: random.upTo(3) === 0 };
    }),
  ];
  const rest = Math.max(0, size.operations - steps.length);
  return {
    firstDay: times(
      early,
      (deal): Step => ({
        kind: 'newDeal',
        deal,
        remindedAfterSeconds: null,
        event: anEventWay(random),
      }),
    ),
    steps: shuffled([...steps, ...times(rest, () => usualStep(random))], random),
  };
}

const LATEST_SECONDS = 8;
/** Of ten events two are lost, five come at once and one late; one comes twice at once, one once more later. */
const EVENT_WAYS: readonly ((random: Random) => number[])[] = [
  () => [],
  () => [],
  () => [0],
  () => [0],
  () => [0],
  () => [0],
  () => [0],
  (random) => [1 + random.upTo(LATEST_SECONDS - 1)],
  () => [0, 0],
  (random) => [0, 1 + random.upTo(LATEST_SECONDS - 1)],
];

function anEventWay(random: Random): EventWay {
  return random
    .oneOf(EVENT_WAYS)(random)
    .map((lateSeconds) => ({ bot: random.fraction(), lateSeconds }));
}

function aFault(random: Random): Step {
  const at = random.fraction() < 0.5 ? 'partnerCenter' : 'teams';
  return {
    kind: 'fault',
    at,
    fault: random.oneOf(at === 'teams' ? FAULTS : [...FAULTS, SHUFFLE]),
    times: random.upTo(3) + 1,
  };
}

function usualStep(random: Random): Step {
  const deal = random.fraction();
  const clicker = () => ({ place: random.fraction(), person: random.fraction() });
  // One in three clicks twice, and with three replicas the second click comes to another one.
  const several = times(random.upTo(2) + 1, clicker);
  const clickers = random.upTo(2) === 0 ? [...several, ...several] : several;
  const wins = random.fraction() < 0.5;
  const kinds: Record<UsualKind, Step> = {
    show: { kind: 'show', deal, ...clicker() },
    favorite: { kind: 'favorite', deal, ...clicker() },
    changeDeal: { kind: 'changeDeal', deal, value: 10_000 + random.upTo(90_000), event: anEventWay(random) },
    portalDecides: { kind: 'portalDecides', deal, wins, event: anEventWay(random) },
    accept: { kind: 'accept', deal, clickers },
    decline: { kind: 'decline', deal, clickers },
    close: { kind: 'close', deal, clickers, wins },
    stale: { kind: 'stale', deal, ...clicker() },
    settings: { kind: 'settings', ...clicker(), to: random.oneOf(TIME_ZONES) },
    say: {
      kind: 'say',
      words: random.oneOf(WORDS),
      deal,
      person: random.fraction(),
      times: random.upTo(3) === 0 ? 2 : 1,
    },
    repeat: { kind: 'repeat', which: random.fraction() },
    tellChanges: {
      kind: 'tellChanges',
      deal,
      bots: times(random.upTo(3) + 1, () => random.fraction()),
      related: random.upTo(3) === 0,
    },
    tellOfNothing: {
      kind: 'tellOfNothing',
      what: random.upTo(1) === 0 ? 'unknownDeal' : 'old',
      bot: random.fraction(),
    },
    forgeEvent: { kind: 'forgeEvent', forgery: random.oneOf(EVENT_FORGERIES), bot: random.fraction() },
  };
  return kinds[weighted(random)];
}

function weighted(random: Random): UsualKind {
  let left = random.upTo(USUAL.reduce((sum, [weight]) => sum + weight, 0) - 1);
  for (const [weight, kind] of USUAL) {
    if (left < weight) return kind;
    left -= weight;
  }
  return 'show';
}

interface Random {
  /** From 0 up to 1. */
  fraction(): number;
  /** A whole number from 0 to `most`. */
  upTo(most: number): number;
  oneOf<T>(list: readonly T[]): T;
}

function createRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  const upTo = (most: number) => uniformInt(generator, 0, most);
  return {
    upTo,
    fraction: () => upTo(999_999) / 1_000_000,
    oneOf: (list) => {
      const picked = list[upTo(list.length - 1)];
      if (picked === undefined) throw new Error('nothing to pick from');
      return picked;
    },
  };
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  return list
    .map((item) => ({ item, place: random.fraction() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
