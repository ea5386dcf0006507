import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

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
  /** From the arrival of a deal to its reminder: time enough to be seen before. */
  remindedAfterSeconds: number;
  /** From one kill or restart to the next, at least: else nobody ever gets anything done. */
  killEverySeconds: number;
}

/** A fraction from 0 up to 1 picks one of those that are there when the step is taken. */
type Pick = number;

/** What a fault does; `lose` and `half` carry the request out first. */
export const FAULTS = [
  'throttle',
  '500',
  '502',
  '503',
  '504',
  '412',
  'slow',
  'slowAnswer',
  'lose',
  'half',
] as const;
export type FaultKind = (typeof FAULTS)[number];

export type Step =
  | { kind: 'newDeal'; deal: number; remindedAfterSeconds: number | null }
  | { kind: 'changeDeal'; deal: Pick; value: number }
  | { kind: 'portalDecides'; deal: Pick; wins: boolean }
  | { kind: 'show'; deal: Pick; place: Pick; person: Pick }
  | { kind: 'accept'; deal: Pick; clickers: { place: Pick; person: Pick }[] }
  | { kind: 'decline'; deal: Pick; clickers: { place: Pick; person: Pick }[] }
  | { kind: 'close'; deal: Pick; place: Pick; person: Pick; wins: boolean }
  | { kind: 'favorite'; deal: Pick; place: Pick; person: Pick }
  | { kind: 'say'; words: string; deal: Pick; person: Pick }
  | { kind: 'repeat'; which: Pick }
  | { kind: 'fault'; at: 'partnerCenter' | 'teams'; fault: FaultKind; times: number }
  | { kind: 'kill'; bot: Pick }
  | { kind: 'restart'; bot: Pick }
  | { kind: 'cut' }
  | { kind: 'restartDatabase' };

const WORDS = [
  'help',
  'inbound',
  'expiring',
  'deals',
  'favorites',
  'deal',
  'accept',
  'aide',
  'status',
  '🤷',
  'x',
];

/** What else is done, by how often. */
const USUAL = [
  [25, 'show'],
  [16, 'changeDeal'],
  [14, 'say'],
  [10, 'accept'],
  [7, 'decline'],
  [4, 'close'],
  [8, 'favorite'],
  [8, 'repeat'],
  [1, 'portalDecides'],
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
      return { kind: 'newDeal', deal, remindedAfterSeconds: isReminded ? size.remindedAfterSeconds : null };
    }),
    ...times(size.kills, (): Step => ({ kind: 'kill', bot: random.fraction() })),
    ...times(size.restarts, (): Step => ({ kind: 'restart', bot: random.fraction() })),
    ...times(size.cuts, (): Step => ({ kind: 'cut' })),
    ...times(size.databaseRestarts, (): Step => ({ kind: 'restartDatabase' })),
    ...times(size.faults, (): Step => aFault(random)),
  ];
  const rest = Math.max(0, size.operations - steps.length);
  return {
    firstDay: times(early, (deal): Step => ({ kind: 'newDeal', deal, remindedAfterSeconds: null })),
    steps: shuffled([...steps, ...times(rest, () => usualStep(random))], random),
  };
}

function aFault(random: Random): Step {
  const at = random.fraction() < 0.5 ? 'partnerCenter' : 'teams';
  return { kind: 'fault', at, fault: random.oneOf(FAULTS), times: random.upTo(3) + 1 };
}

function usualStep(random: Random): Step {
  const deal = random.fraction();
  const clicker = () => ({ place: random.fraction(), person: random.fraction() });
  const clickers = times(random.upTo(2) + 1, clicker);
  const wins = random.fraction() < 0.5;
  const kinds: Record<UsualKind, Step> = {
    show: { kind: 'show', deal, ...clicker() },
    favorite: { kind: 'favorite', deal, ...clicker() },
    changeDeal: { kind: 'changeDeal', deal, value: 10_000 + random.upTo(90_000) },
    portalDecides: { kind: 'portalDecides', deal, wins },
    accept: { kind: 'accept', deal, clickers },
    decline: { kind: 'decline', deal, clickers },
    close: { kind: 'close', deal, ...clicker(), wins },
    say: { kind: 'say', words: random.oneOf(WORDS), deal, person: random.fraction() },
    repeat: { kind: 'repeat', which: random.fraction() },
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
