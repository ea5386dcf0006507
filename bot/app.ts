import type { Decide, InFlight } from '../services/deals/decide.ts';
import type { Services } from '../services/services.ts';
import type { Health } from './health.ts';
import type { Messenger } from './messenger.ts';

/** Everything the edge needs, as one plain object; made in `main.ts`. */
export interface App extends Services {
  messenger: Messenger;
  decide: Decide;
  inFlight: InFlight;
  health: Health;
  /** `{id}` stands for the referral id. */
  dealUrlTemplate: string;
  /** `CLOSE_AS_ERROR_LINK`. Default false. */
  closeAsErrorLink?: boolean;
  /** Which service URLs activities may name and posts may go to. */
  isAllowedServiceUrl(serviceUrl: string): boolean;
  /** Lets work outlive its turn; the program waits for it when it stops. */
  background(name: string, work: Promise<unknown>): void;
}
