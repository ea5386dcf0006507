import { z } from 'zod';
import { parseLadder, type ReminderRules } from '../services/deals/ladder.ts';
import { parseFreezes } from '../services/deals/registration-deadline.ts';
import { parseQuietHours } from '../services/deals/working-time.ts';
import type { RegistrationSettings } from '../services/services.ts';

/** What the program needs to know, read once from the environment. A field exists only in the mode where it means something. */
export interface LocalConfig {
  mode: 'local';
  /** 0 asks the machine for a free one. */
  port: number;
  databaseUrl: string;
  /** null: no Playground. */
  playgroundPort: number | null;
  partnerCenter: { kind: 'sandbox'; port: number; seed: string } | { kind: 'url'; url: string };
  ownOrganizationIds: string[];
  pollIntervalSeconds: number;
  logLevel: (typeof LOG_LEVELS)[number];
  reminders: ReminderRules;
  registration: RegistrationSettings;
  /** Offer 'Close as error' as a link to Partner Center, which alone can do it (LIFE-10). */
  closeAsErrorLink: boolean;
  /** The deal's page in Partner Center; `{id}` stands for the referral id. */
  dealUrlTemplate: string;
}

export type Config = LocalConfig;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Names that only the live mode knows: with one of them set, nobody may be served without authentication. */
const LIVE_NAMES = [
  'MicrosoftAppId',
  'MicrosoftAppPassword',
  'MicrosoftAppType',
  'MicrosoftAppTenantId',
] as const;

/** Lists every name that is missing or wrong, one line each. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const port = (byDefault: number) => z.coerce.number().int().min(0).max(65535).default(byDefault);

const localNames = z.object({
  PORT: port(3978),
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/, 'must be sqlite:<file> or postgres://...')
    .default('sqlite:data/cosell.db'),
  PLAYGROUND: z.enum(['on', 'off']).default('on'),
  PLAYGROUND_PORT: port(56150),
  PARTNER_CENTER_URL: z
    .string()
    .refine(isLoopback, 'must be an http address of this machine in local mode')
    .optional(),
  SANDBOX_PORT: port(3979),
  SANDBOX_SEED: z.string().default('demo'),
  PARTNER_ORGANIZATION_IDS: z.string().default(''),
  POLL_INTERVAL_SECONDS: z.coerce.number().positive().max(86_400).default(5),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  REMINDERS: z
    .string()
    .default('7d:digest,3d:digest,24h,4h')
    .transform((text) => parseLadder(text))
    .refine((ladder) => ladder !== null, 'must be steps such as 7d:digest,24h or none'),
  QUIET_HOURS: z
    .string()
    .default('19-8,weekends')
    .transform((text) => parseQuietHours(text))
    .refine((quiet) => quiet !== undefined, 'must be hours such as 19-8 or 19-8,weekends, or none'),
  DIGEST_HOUR: z.coerce.number().int().min(0).max(23).default(9),
  ELIGIBLE_SOLUTION_IDS: z.string().default(''),
  REGISTRATION_FREEZES: z
    .string()
    .default('')
    .transform((text) => parseFreezes(text))
    .refine((freezes) => freezes !== null, 'must be freezes such as 2027-06-16T17:00:00-08:00/2027-07-01'),
  CLOSE_AS_ERROR_LINK: z.enum(['on', 'off']).default('off'),
  DEAL_URL_TEMPLATE: z
    .string()
    .refine(
      (text) => text.startsWith('https://') && text.includes('{id}'),
      'must begin with https:// and contain {id}',
    )
    .default('https://partner.microsoft.com/dashboard/referrals/v2/referrals/{id}'),
});

/** @throws ConfigError with one line for each bad name */
export function parseConfig(env: Record<string, string | undefined>): Config {
  const live = LIVE_NAMES.filter((name) => filled(env)[name] !== undefined);
  if (live.length > 0) {
    const why = 'is set, but this version serves local mode only: unset it to try the bot on this machine';
    throw new ConfigError(live.map((name) => `${name} ${why}`));
  }
  const parsed = localNames.safeParse(filled(env));
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  }
  const names = parsed.data;
  return {
    mode: 'local',
    port: names.PORT,
    databaseUrl: names.DATABASE_URL,
    playgroundPort: names.PLAYGROUND === 'on' ? names.PLAYGROUND_PORT : null,
    partnerCenter: names.PARTNER_CENTER_URL
      ? { kind: 'url', url: names.PARTNER_CENTER_URL }
      : { kind: 'sandbox', port: names.SANDBOX_PORT, seed: names.SANDBOX_SEED },
    ownOrganizationIds: idsIn(names.PARTNER_ORGANIZATION_IDS),
    pollIntervalSeconds: names.POLL_INTERVAL_SECONDS,
    logLevel: names.LOG_LEVEL,
    reminders: {
      ladder: names.REMINDERS ?? [],
      quietHours: names.QUIET_HOURS ?? null,
      digestHour: names.DIGEST_HOUR,
    },
    registration: {
      eligibleSolutionIds: new Set(idsIn(names.ELIGIBLE_SOLUTION_IDS)),
      freezes: names.REGISTRATION_FREEZES ?? [],
    },
    closeAsErrorLink: names.CLOSE_AS_ERROR_LINK === 'on',
    dealUrlTemplate: names.DEAL_URL_TEMPLATE,
  };
}

/** Ids by commas, semicolons or blanks. */
function idsIn(text: string): string[] {
  return text.split(/[\s,;]+/).filter((id) => id !== '');
}

/** An empty variable is one that is not set. */
function filled(env: Record<string, string | undefined>): Record<string, string> {
  const entries = Object.entries(env).map(([name, value]) => [name, value?.trim()] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => Boolean(entry[1])));
}

/** Is this address on this machine? `localhost`, 127.0.0.0/8 and ::1 are. */
export function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  const isHttp = protocol === 'http:' || protocol === 'https:';
  return isHttp && (hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname));
}
