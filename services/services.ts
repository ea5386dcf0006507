import type { Logger } from 'pino';
import type { ReminderRules } from './deals/ladder.ts';
import type { KnownSolution } from './deals/known-solutions.ts';
import type { Freeze } from './deals/registration-deadline.ts';
import type { PeopleDirectory } from './people/people-directory.ts';
import type { ReferralService } from './referrals/referral-service.ts';
import type { Store } from './store/database.ts';

/** Where 'now' comes from: the machine, or the sandbox's movable clock in a rehearsal. */
export interface Clock {
  now(): Date;
}

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

export interface RegistrationSettings {
  /** Incentive-eligible solutions (`ELIGIBLE_SOLUTION_IDS`, REG-02); empty: no list, the person is asked. */
  eligibleSolutionIds: ReadonlySet<string>;
  /** When Partner Center takes no registrations (`REGISTRATION_FREEZES`, REG-15). */
  freezes: readonly Freeze[];
}

/** What the product's doing parts need; the program makes one of it (`bot/app.ts` adds Teams). */
export interface Services {
  store: Store;
  referrals: ReferralService;
  /** The partner's own people, in Microsoft Graph. */
  people: PeopleDirectory;
  clock: Clock;
  log: Log;
  /** Partner Center organisation ids that are ours (`PARTNER_ORGANIZATION_IDS`); may be empty. */
  ownOrganizationIds: ReadonlySet<string>;
  /** The ladder before expiry, quiet hours, the hour of the digest. */
  reminders: ReminderRules;
  /** What the admin says about registering won deals. */
  registration: RegistrationSettings;
  /** For how many days what is over is kept (`RETENTION_DAYS`); null: for ever. */
  retentionDays: number | null;
  /** Our own co-sell-ready solutions, as the admin names them (`CO_SELL_SOLUTIONS`, SEED-20); may be empty. */
  coSellSolutions: readonly KnownSolution[];
  /** Whose rights the watcher reads with: in local mode nobody's, else those of people who volunteered (PERM-06). */
  watchedBy: 'local' | 'stewards';
  /** This running bot, in leases and decisions; new at each start. */
  owner: string;
  /** Says that a delivery may be due now, so that nobody waits for the next look. */
  wakeDeliveries(): void;
}
