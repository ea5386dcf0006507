import { LIVE_NAMES, type LiveConfig, parseLiveConfig } from './config/live-config.ts';
import { type LocalConfig, parseLocalConfig } from './config/local-config.ts';

/** What the program needs to know, read once from the environment. A field exists only in the mode where it means something. */
export type Config = LocalConfig | LiveConfig;

/**
 * Local mode without any of the names of the bot's identity, live mode with one: a half-configured bot never serves
 * anybody unauthenticated.
 * @throws ConfigError with one line for each missing or bad name
 */
export function parseConfig(env: Record<string, string | undefined>): Config {
  const set = filled(env);
  return LIVE_NAMES.some((name) => set[name] !== undefined) ? parseLiveConfig(set) : parseLocalConfig(set);
}

/** An empty variable is one that is not set. */
function filled(env: Record<string, string | undefined>): Record<string, string> {
  const entries = Object.entries(env).map(([name, value]) => [name, value?.trim()] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => Boolean(entry[1])));
}
