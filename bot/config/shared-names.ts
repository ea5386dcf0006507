import { z } from 'zod';
import { DEFAULT_LADDER, parseLadder, type ReminderRules } from '../../services/deals/ladder.ts';
import type { KnownSolution } from '../../services/deals/known-solutions.ts';
import { parseNamedSolutions } from '../../services/deals/new-deal/own-solutions.ts';
import { parseFreezes } from '../../services/deals/registration-deadline.ts';
import { DEFAULT_QUIET_HOURS, parseQuietHours } from '../../services/deals/working-time.ts';
import {
  DEFAULT_RETENTION_DAYS,
  LEAST_RETENTION_DAYS,
  parseRetention,
} from '../../services/privacy/retention-days.ts';
import type { RegistrationSettings } from '../../services/services.ts';
import type { TelemetryConfig } from '../../services/telemetry/start-telemetry.ts';

/** What both modes know. */
export interface SharedConfig {
  /** 0 asks the machine for a free one. */
  port: number;
  databaseUrl: string;
  ownOrganizationIds: string[];
  pollIntervalSeconds: number;
  logLevel: (typeof LOG_LEVELS)[number];
  reminders: ReminderRules;
  registration: RegistrationSettings;
  /** Our own co-sell-ready solutions, as the admin names them (SEED-20). */
  coSellSolutions: KnownSolution[];
  /** What is over is forgotten after so many days; null: never. */
  retentionDays: number | null;
  /** Offer 'Close as error' as a link to Partner Center, which alone can do it (LIFE-10). */
  closeAsErrorLink: boolean;
  /** Tell on a deal's details which other partners are on it (TYPE-04). */
  showPartners: boolean;
  /** Questions of one person to one replica, and as many decisions besides. */
  mostAskedAMinute: number;
  /** How much of its own budget of messages the bot uses (`services/pacing`). */
  teamsPacePercent: number;
  telemetry: TelemetryConfig;
  /** The deal's page in Partner Center; `{id}` stands for the referral id. */
  dealUrlTemplate: string;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export const portNumber = (byDefault: number) => z.coerce.number().int().min(0).max(65535).default(byDefault);

export const databaseUrl = z
  .string()
  .regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/, 'must be sqlite:<file> or postgres://...');

export const pollIntervalSeconds = z.coerce.number().positive().max(86_400);

/** Names that mean the same in both modes. */
export const sharedNames = z.object({
  PORT: portNumber(3978),
  PARTNER_ORGANIZATION_IDS: z.string().default(''),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  REMINDERS: z
    .string()
    .transform((text) => parseLadder(text))
    .refine((ladder) => ladder !== null, 'must be steps such as 7d:digest,24h or none')
    .default([...DEFAULT_LADDER]),
  QUIET_HOURS: z
    .string()
    .transform((text) => parseQuietHours(text))
    .refine((quiet) => quiet !== undefined, 'must be hours such as 19-8 or 19-8,weekends, or none')
    .default(DEFAULT_QUIET_HOURS),
  DIGEST_HOUR: z.coerce.number().int().min(0).max(23).default(9),
  ELIGIBLE_SOLUTION_IDS: z.string().default(''),
  CO_SELL_SOLUTIONS: z
    .string()
    .default('')
    .transform((text) => parseNamedSolutions(text))
    .refine((solutions) => solutions !== null, 'must be solutions such as SOL-1=Plant analytics; SOL-2'),
  REGISTRATION_FREEZES: z
    .string()
    .default('')
    .transform((text) => parseFreezes(text))
    .refine((freezes) => freezes !== null, 'must be freezes such as 2027-06-16T17:00:00-08:00/2027-07-01'),
  RETENTION_DAYS: z
    .string()
    .default(String(DEFAULT_RETENTION_DAYS))
    .transform((text) => parseRetention(text))
    .refine((days) => days !== undefined, `must be days from ${LEAST_RETENTION_DAYS} to 3650, or none`),
  CLOSE_AS_ERROR_LINK: z.enum(['on', 'off']).default('off'),
  SHOW_PARTNER_INVITATIONS: z.enum(['on', 'off']).default('off'),
  MOST_ASKED_A_MINUTE: z.coerce.number().int().min(10).max(1_000_000).default(60),
  TEAMS_PACE_PERCENT: z.coerce.number().int().min(10).max(1000).default(100),
  METRICS_PORT: z.coerce.number().int().min(0).max(65535).optional(),
  METRICS_HOST: z.string().default('127.0.0.1'),
  APPLICATIONINSIGHTS_CONNECTION_STRING: z
    .string()
    .regex(/InstrumentationKey=/i, 'must be the connection string of an Application Insights resource')
    .optional(),
  DEAL_URL_TEMPLATE: z
    .string()
    .refine(
      (text) => text.startsWith('https://') && text.includes('{id}'),
      'must begin with https:// and contain {id}',
    )
    .default('https://partner.microsoft.com/dashboard/referrals/v2/referrals/{id}'),
});

type SharedNames = z.output<typeof sharedNames>;

export function sharedConfig(
  names: SharedNames & { DATABASE_URL: string; POLL_INTERVAL_SECONDS: number },
): SharedConfig {
  return {
    port: names.PORT,
    databaseUrl: names.DATABASE_URL,
    ownOrganizationIds: listIn(names.PARTNER_ORGANIZATION_IDS),
    pollIntervalSeconds: names.POLL_INTERVAL_SECONDS,
    logLevel: names.LOG_LEVEL,
    reminders: {
      ladder: (names.REMINDERS ?? []).filter(({ shown }) => shown !== 'manager'),
      toManagers: (names.REMINDERS ?? []).filter(({ shown }) => shown === 'manager'),
      quietHours: names.QUIET_HOURS ?? null,
      digestHour: names.DIGEST_HOUR,
    },
    registration: {
      eligibleSolutionIds: new Set(listIn(names.ELIGIBLE_SOLUTION_IDS)),
      freezes: names.REGISTRATION_FREEZES ?? [],
    },
    coSellSolutions: names.CO_SELL_SOLUTIONS ?? [],
    telemetry: {
      metrics:
        names.METRICS_PORT === undefined ? null : { host: names.METRICS_HOST, port: names.METRICS_PORT },
      azureMonitor: names.APPLICATIONINSIGHTS_CONNECTION_STRING ?? null,
    },
    mostAskedAMinute: names.MOST_ASKED_A_MINUTE,
    teamsPacePercent: names.TEAMS_PACE_PERCENT,
    retentionDays: names.RETENTION_DAYS ?? null,
    closeAsErrorLink: names.CLOSE_AS_ERROR_LINK === 'on',
    showPartners: names.SHOW_PARTNER_INVITATIONS === 'on',
    dealUrlTemplate: names.DEAL_URL_TEMPLATE,
  };
}

/** Ids or hosts by commas, semicolons or blanks. */
export function listIn(text: string): string[] {
  return text.split(/[\s,;]+/).filter((part) => part !== '');
}

/** One line for each name that does not fit; a missing one is said to be missing. */
export function problemsOf(error: z.ZodError): string[] {
  return error.issues.map(({ path, message, code, input }) => {
    const isMissing = code === 'invalid_type' && input === undefined;
    return `${path.join('.')}: ${isMissing ? 'is missing' : message}`;
  });
}
