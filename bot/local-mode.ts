import { localAccessTokens } from '../services/auth/access-tokens.ts';
import { NO_DIRECTORY } from '../services/people/people-directory.ts';
import type { Log } from '../services/services.ts';
import { isLoopback } from './config/addresses.ts';
import type { LocalConfig } from './config/local-config.ts';
import { createPartnerEvents } from './events/partner-events.ts';
import { startLocalPartnerCenter } from './local-partner-center.ts';
import type { Mode } from './mode.ts';
import { forPlayground } from './playground/for-playground.ts';
import type { Playground } from './playground/playground.ts';

/** Nobody is authenticated there, so nothing listens anywhere else. */
const LOOPBACK = '127.0.0.1';

/** The bot on this machine: no authentication, the sandbox as Partner Center, the Playground as Teams. */
export async function startLocalMode(config: LocalConfig, log: Log): Promise<Mode> {
  const partnerCenter = await startLocalPartnerCenter(config, log);
  let playground: Playground | null = null;
  return {
    loadAdapter: async () => (await import('./adapter.ts')).createLocalAdapter(log),
    host: LOOPBACK,
    partnerCenterUrl: partnerCenter.url,
    accessTokens: localAccessTokens,
    watchedBy: 'local',
    appTokens: null,
    people: NO_DIRECTORY,
    clock: partnerCenter.clock,
    ownOrganizationIds: partnerCenter.ownOrganizationIds,
    signIn: null,
    events: createPartnerEvents(config.events, null),
    refuse: ({ serviceUrl }) =>
      isLoopback(serviceUrl) ? null : { status: 400, body: { error: { code: 'ServiceUrlNotAllowed' } } },
    messengerFor: (messenger) => (config.playgroundPort === null ? messenger : forPlayground(messenger)),
    isUploadAddress: isLoopback,
    begin: async (botUrl) => {
      playground = await openPlayground(config, botUrl, log);
      return playground?.url ?? null;
    },
    end: async () => {
      await playground?.stop();
    },
    stop: () => partnerCenter.stop(),
  };
}

/** Loaded only where it is wanted: the Playground is a tool of development. */
async function openPlayground({ playgroundPort }: LocalConfig, botUrl: string, log: Log) {
  if (playgroundPort === null) return null;
  const { startPlayground } = await import('./playground/playground.ts');
  try {
    return await startPlayground({ port: playgroundPort, botUrl, log });
  } catch (error) {
    log.warn({ err: error }, 'no Playground: the bot runs without one');
    return null;
  }
}
