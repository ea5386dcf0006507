import type { SignIn } from '../services/auth/redeem.ts';
import type { Decide, InFlight } from '../services/deals/decide.ts';
import type { OwnDeals } from '../services/deals/new-deal/own-deals.ts';
import type { Services } from '../services/services.ts';
import type { Telemetry } from '../services/telemetry/telemetry.ts';
import type { Envelope } from './activity.ts';
import type { Health } from './health.ts';
import type { Messenger } from './messenger.ts';
import type { Pace } from './pace.ts';
import type { SendBudget } from './send-budget.ts';
import type { PartnerEvents } from './events/partner-events.ts';

/** Everything the edge needs, as one plain object; made in `begin-work.ts`. */
export interface App extends Services {
  /** For answers: at once, and counted (`counted-messenger.ts`). */
  messenger: Messenger;
  /** For what is pushed, when `sendBudget` lets it. */
  pushes: Messenger;
  sendBudget: SendBudget;
  decide: Decide;
  ownDeals: OwnDeals;
  inFlight: InFlight;
  health: Health;
  telemetry: Telemetry;
  /** How much one person may ask. */
  pace: Pace;
  /** `{id}` stands for the referral id. */
  dealUrlTemplate: string;
  /** `CLOSE_AS_ERROR_LINK`. Default false. */
  closeAsErrorLink?: boolean;
  /** `SHOW_PARTNER_INVITATIONS`. Default false. */
  showPartners?: boolean;
  /** May a file be sent there (`files/`)? */
  isUploadAddress(address: string): boolean;
  /** How people sign in for Partner Center; null in local mode, where nobody has to. */
  signIn: SignIn | null;
  /** Has the next pass of the watcher begin now. */
  wakeWatching(): void;
  events: PartnerEvents;
  /** What Teams told of comings and goings while the store was away (`teams-news.ts`), oldest first. */
  keptNews: Envelope[];
  /** Lets work outlive its turn; the program waits for it when it stops. */
  background(name: string, work: Promise<unknown>): void;
}
