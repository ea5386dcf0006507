import { ConfigError } from '../config/config-error.ts';
import type { LiveConfig } from '../config/live-config.ts';
import { parseConfig } from '../config.ts';
import { createGraphToken } from '../graph-tokens.ts';
import { connectLive } from '../live-connection.ts';
import type { Check, Surroundings } from './check.ts';
import { appIdentity } from './checks/app-identity.ts';
import { clock } from './checks/clock.ts';
import { connections } from './checks/connections.ts';
import { lookAtDatabase } from './checks/database.ts';
import { events } from './checks/events.ts';
import { graphPermissions } from './checks/graph-permissions.ts';
import { partnerCenter } from './checks/partner-center.ts';
import { publicAddress } from './checks/public-address.ts';
import { signingKeys } from './checks/signing-keys.ts';
import { teamsPackage } from './checks/teams-package.ts';
import { watching } from './checks/watching.ts';
import { fault, type Finding, good } from './finding.ts';

/** What is looked at once the configuration can be read. Add a check: a file in `checks/` and a line here. */
const CHECKS: readonly Check[] = [
  clock,
  signingKeys,
  appIdentity,
  connections,
  partnerCenter,
  watching,
  graphPermissions,
  publicAddress,
  events,
  teamsPackage,
];

export interface Examined {
  name: string;
  findings: Finding[];
}

/**
 * Looks at all that a live bot needs, one thing after the other, and changes nothing.
 * @param packagePath the Teams package to look into; null: none was given
 */
export async function* examine(
  env: Record<string, string | undefined>,
  packagePath: string | null,
): AsyncGenerator<Examined> {
  const { config, findings } = readConfig(env);
  yield { name: 'Configuration', findings };
  if (!config) return;
  const database = await lookAtDatabase(config.databaseUrl);
  yield { name: 'Database', findings: database.findings };
  try {
    const around = surroundings(config, database.store, packagePath);
    for (const check of CHECKS) yield { name: check.name, findings: await check.look(around) };
  } finally {
    if (database.store?.kind === 'readable') await database.store.store.stop();
  }
}

function readConfig(env: Record<string, string | undefined>): {
  config: LiveConfig | null;
  findings: Finding[];
} {
  try {
    const config = parseConfig(env);
    return config.mode === 'live'
      ? { config, findings: [good('complete: live mode')] }
      : {
          config: null,
          findings: [
            fault(
              'MicrosoftAppId is not set: the bot would run in local mode, for this machine only',
              'set the names of the bot’s identity (manifest/azure/README.md)',
            ),
          ],
        };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const cure = 'see the table of settings in README.md';
    return { config: null, findings: error.problems.map((problem) => fault(problem, cure)) };
  }
}

function surroundings(
  config: LiveConfig,
  store: Surroundings['store'],
  packagePath: string | null,
): Surroundings {
  const { appTokens, userTokens } = connectLive(config);
  const graphToken = createGraphToken(config);
  return { config, appTokens, userTokens, graphToken, fetch, store, packagePath, now: new Date() };
}
