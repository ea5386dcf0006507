import { z } from 'zod';
import { isLoopback } from './addresses.ts';
import { ConfigError } from './config-error.ts';
import {
  type EventsConfig,
  localEventsConfig,
  localEventsNames,
  localEventsProblems,
} from './events-config.ts';
import {
  databaseUrl,
  pollIntervalSeconds,
  portNumber,
  problemsOf,
  type SharedConfig,
  sharedConfig,
  sharedNames,
} from './shared-names.ts';

export const DEFAULT_DATABASE_URL = 'sqlite:data/cosell.db';

/** The bot on this machine, with a sandbox of Partner Center and the Agents Playground as Teams. */
export interface LocalConfig extends SharedConfig {
  mode: 'local';
  /** null: no Playground. */
  playgroundPort: number | null;
  partnerCenter: { kind: 'sandbox'; port: number; seed: string } | { kind: 'url'; url: string };
  events: EventsConfig;
}

const localNames = sharedNames.extend({
  DATABASE_URL: databaseUrl.default(DEFAULT_DATABASE_URL),
  POLL_INTERVAL_SECONDS: pollIntervalSeconds.default(5),
  PLAYGROUND: z.enum(['on', 'off']).default('on'),
  PLAYGROUND_PORT: portNumber(56150),
  PARTNER_CENTER_URL: z
    .string()
    .refine(isLoopback, 'must be an http address of this machine in local mode')
    .optional(),
  SANDBOX_PORT: portNumber(3979),
  SANDBOX_SEED: z.string().default('demo'),
  ...localEventsNames,
  HOST: z
    .literal('127.0.0.1', 'local mode listens on 127.0.0.1 only, because nobody is authenticated there')
    .optional(),
});

/** @throws ConfigError with one line for each name that is bad, or missing for another */
export function parseLocalConfig(env: Record<string, string>): LocalConfig {
  const parsed = localNames.safeParse(env, { reportInput: true });
  const problems = [...(parsed.success ? [] : problemsOf(parsed.error)), ...localEventsProblems(env)];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  const names = parsed.data;
  return {
    ...sharedConfig(names),
    mode: 'local',
    playgroundPort: names.PLAYGROUND === 'on' ? names.PLAYGROUND_PORT : null,
    partnerCenter: names.PARTNER_CENTER_URL
      ? { kind: 'url', url: names.PARTNER_CENTER_URL }
      : { kind: 'sandbox', port: names.SANDBOX_PORT, seed: names.SANDBOX_SEED },
    events: localEventsConfig(names),
  };
}
