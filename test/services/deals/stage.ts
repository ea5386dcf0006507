import { type SinonSpy, spy } from 'sinon';
import type { Deal } from '../../../services/deals/deal.ts';
import type { ReminderRules } from '../../../services/deals/ladder.ts';
import type { Decider } from '../../../services/deals/patch-deal.ts';
import { NO_DIRECTORY } from '../../../services/people/people-directory.ts';
import type { Services } from '../../../services/services.ts';
import type { Store } from '../../../services/store/database.ts';
import { saveWatermark } from '../../../services/store/watermarks.ts';
import { LOCAL_READER } from '../../../services/stewards/steward-reader.ts';
import { seeDeals } from '../../../services/watch/see-deals.ts';
import { databases, type OpenDatabase } from '../../support/databases.ts';
import { smallPartnerCenter, type SmallPartnerCenter } from './small-partner-center.ts';

export const ANN: Decider = { tenantId: 't-1', personId: 'ann', name: 'Ann Lee' };
export const BEN: Decider = { tenantId: 't-1', personId: 'ben', name: 'Ben Roy' };

/** Tests of other things see no steps of the ladder. */
export const NO_REMINDERS: ReminderRules = { ladder: [], quietHours: null, digestHour: 9 };

export interface TestClock {
  now(): Date;
  /** Goes on by so many milliseconds. */
  pass(milliseconds: number): void;
}

export interface Stage extends Services {
  referrals: SmallPartnerCenter;
  clock: TestClock;
  wakeDeliveries: SinonSpy;
}

/** Two days after the deal of `inbound()` changed last. */
export const START = new Date('2026-11-14T09:00:00.000Z');

export function testClock(start: Date = START): TestClock {
  let now = start.getTime();
  return {
    now: () => new Date(now),
    pass: (milliseconds) => {
      now += milliseconds;
    },
  };
}

/** The product's services on a real store, with a small Partner Center that holds these deals. */
export function setStage(store: Store, deals: readonly Deal[] = []): Stage {
  const clock = testClock();
  const quiet = () => undefined;
  return {
    store,
    referrals: smallPartnerCenter(deals, () => clock.now()),
    people: NO_DIRECTORY,
    clock,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    ownOrganizationIds: new Set(['our-organization']),
    reminders: NO_REMINDERS,
    registration: { eligibleSolutionIds: new Set(), freezes: [] },
    coSellSolutions: [],
    retentionDays: null,
    watchedBy: 'local',
    owner: 'this bot',
    wakeDeliveries: spy(),
  };
}

/** As after the first full reading of Partner Center: a deal that is new to us is new. */
export async function saveReadAll({ store, clock }: Stage): Promise<void> {
  await saveWatermark(store.db, { steward: 'local', changedThrough: null, reconciledAt: clock.now() });
}

/** As the local watcher reads a deal: its reading vouches for it in shared places. */
export function watcherSees(stage: Stage, deal: Deal): Promise<void> {
  return seeDeals(stage, LOCAL_READER, [deal], { isFull: false, isFirst: false });
}

/** A fresh SQLite store for each test of a suite. Call what it gives in tests and hooks only. */
export function freshStore(): () => Store {
  const sqlite = databases().find(({ name }) => name === 'sqlite');
  let opened: OpenDatabase;
  beforeEach(async () => {
    opened = await (sqlite as NonNullable<typeof sqlite>).open();
  });
  afterEach(() => opened.stop());
  return () => opened.store;
}
