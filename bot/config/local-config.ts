import { z } from 'zod';
import { isLoopback } from './addresses.ts';
import { ConfigError } from './config-error.ts';
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
  HOST: z
    .literal('127.0.0.1', 'local mode listens on 127.0.0.1 only, because nobody is authenticated there')
    .optional(),
});

/** @throws ConfigError with one line for each bad name */
export function parseLocalConfig(env: Record<string, string>): LocalConfig {
  const parsed = localNames.safeParse(env, { reportInput: true });
  if (!parsed.success) throw new ConfigError(problemsOf(parsed.error));
  const names = parsed.data;
  return {
    ...sharedConfig(names),
    mode: 'local',
    playgroundPort: names.PLAYGROUND === 'on' ? names.PLAYGROUND_PORT : null,
    partnerCenter: names.PARTNER_CENTER_URL
      ? { kind: 'url', url: names.PARTNER_CENTER_URL }
      : { kind: 'sandbox', port: names.SANDBOX_PORT, seed: names.SANDBOX_SEED },
  };
}
