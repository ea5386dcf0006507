import type { AppTokens } from '../../services/auth/app-tokens.ts';
import type { UserTokenService } from '../../services/auth/user-token-service.ts';
import type { StoreState } from '../../services/store/inspect-store.ts';
import type { LiveConfig } from '../config/live-config.ts';
import type { Finding } from './finding.ts';

/** What a look at a live bot's surroundings needs. Nothing is changed by it. */
export interface Surroundings {
  config: LiveConfig;
  appTokens: AppTokens;
  userTokens: UserTokenService;
  /** The app's own token for Microsoft Graph. */
  graphToken: () => Promise<string>;
  fetch: typeof globalThis.fetch;
  /** null: it could not be opened (which is a finding of its own). */
  store: StoreState | null;
  /** Where the Teams package lies; null: not given. */
  packagePath: string | null;
  now: Date;
}

/** One look at one thing. It throws only surprises. */
export interface Check {
  name: string;
  look(around: Surroundings): Promise<Finding[]>;
}
