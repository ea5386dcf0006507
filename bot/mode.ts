import type { AccessTokens } from '../services/auth/access-tokens.ts';
import type { AppTokens } from '../services/auth/app-tokens.ts';
import type { SignIn } from '../services/auth/redeem.ts';
import type { PeopleDirectory } from '../services/people/people-directory.ts';
import type { Clock, Log, Services } from '../services/services.ts';
import type { Store } from '../services/store/database.ts';
import type { Telemetry } from '../services/telemetry/telemetry.ts';
import type { Envelope } from './activity.ts';
import type { BotAdapter } from './adapter.ts';
import type { Config } from './config.ts';
import { startLiveMode } from './live-mode.ts';
import { startLocalMode } from './local-mode.ts';
import type { Messenger } from './messenger.ts';
import type { PartnerEvents } from './events/partner-events.ts';
import type { HttpAnswer } from './server.ts';

export interface BeforeMode {
  store: Store;
  log: Log;
  telemetry: Telemetry;
}

export function startMode(config: Config, before: BeforeMode): Promise<Mode> {
  return config.mode === 'local' ? startLocalMode(config, before.log) : startLiveMode(config, before);
}

/** All in which the local mode and the live mode differ. */
export interface Mode {
  /** Loads botbuilder, which takes longer than all that a start needs. */
  loadAdapter(): Promise<BotAdapter>;
  /** The address to listen on. */
  host: string;
  /** Base URL; the Referrals API stands under it. */
  partnerCenterUrl: string;
  /** Whose rights each call to Partner Center is made with. */
  accessTokens: AccessTokens;
  watchedBy: Services['watchedBy'];
  /** Tokens of the bot itself; null in local mode, which has no identity. */
  appTokens: AppTokens | null;
  people: PeopleDirectory;
  /** The sandbox's movable one; null: the real time. */
  clock: Clock | null;
  /** Organisations that are ours besides the configured ones. */
  ownOrganizationIds: string[];
  signIn: SignIn | null;
  events: PartnerEvents;
  /** Activities from elsewhere than the places that the bot serves are refused before anything else; null: welcome. */
  refuse(envelope: Envelope): HttpAnswer | null;
  messengerFor(messenger: Messenger): Messenger;
  /** May a file be sent to this address, which a client named? */
  isUploadAddress(address: string): boolean;
  /** Begins what belongs to the mode, once the bot answers at `botUrl`. @returns the Playground's address, if any */
  begin(botUrl: string): Promise<string | null>;
  /** Ends what `begin` began, before the server ends. */
  end(): Promise<void>;
  /** After all else. */
  stop(): Promise<void>;
}
