import { readFile } from 'node:fs/promises';
import type { Clock, Log } from '../services/services.ts';
import { ConfigError } from './config/config-error.ts';
import type { LocalConfig } from './config/local-config.ts';
import { ROLELESS_PERSON_ID } from './playground/people.ts';

export interface LocalPartnerCenter {
  /** Base URL; the API's path stands under it. */
  url: string;
  /** null: the real time. */
  clock: Clock | null;
  /** The organisation that the sandbox's deals belong to; none where Partner Center is somebody else's. */
  ownOrganizationIds: string[];
  stop(): Promise<void>;
}

/** The address that was configured, with the machine's clock; else a sandbox of our own, with its movable one. */
export async function startLocalPartnerCenter(config: LocalConfig, log: Log): Promise<LocalPartnerCenter> {
  if (config.partnerCenter.kind === 'url') {
    return {
      url: config.partnerCenter.url,
      clock: null,
      ownOrganizationIds: [],
      stop: async () => {},
    };
  }
  const { createSandbox } = await import('../services/referrals/sandbox/sandbox.ts');
  const { OWN_ORGANIZATION } = await import('../services/referrals/sandbox/create-referral.ts');
  const { port, seed } = config.partnerCenter;
  const isDemo = seed === 'demo';
  const sandbox = await createSandbox({
    port,
    seed: isDemo || seed === 'empty' ? seed : await readSeed(seed),
    arrivals: isDemo,
    stateFile: isDemo ? besideStore(config.databaseUrl) : null,
    roleless: [ROLELESS_PERSON_ID],
    onError: (error) => log.error({ err: error }, 'sandbox failed'),
  });
  return { ...sandbox, ownOrganizationIds: [OWN_ORGANIZATION.organizationId], stop: () => sandbox.stop() };
}

/** The demo goes on where it was for as long as the store does: the two are thrown away together. */
function besideStore(databaseUrl: string): string | null {
  return databaseUrl.startsWith('sqlite:') ? `${databaseUrl.slice('sqlite:'.length)}.sandbox.json` : null;
}

async function readSeed(path: string): Promise<{ value: unknown[] }> {
  try {
    const seed: unknown = JSON.parse(await readFile(path, 'utf8'));
    const value = (seed as { value?: unknown } | null)?.value;
    if (Array.isArray(value)) return { value };
  } catch {
    // Said below, with the same words as a file of the wrong shape.
  }
  throw new ConfigError([`SANDBOX_SEED: ${path} is no JSON file of the shape { "value": [...] }`]);
}
