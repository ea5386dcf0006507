import { z } from 'zod';
import { isLoopback, isSafeAddress, publicAddress } from './addresses.ts';
import { listIn } from './shared-names.ts';

export const EVENTS_PATH = '/api/partner-center/events';

/** Events from Partner Center (partner-center-api.md 8). */
export interface EventsConfig {
  isOn: boolean;
  /** Where Partner Center is to send them; null: nobody said how this bot is reached. */
  callbackUrl: string | null;
  /** Where they are registered for; an API beside the referrals, with an audience of its own. */
  url: string;
  /** Hosts from which the certificates of signed events are fetched, with the port where it is not 443. */
  certificateHosts: string[];
  /** May they come from this machine by plain http? Only where `url` is on it. */
  allowLoopback: boolean;
  /** OAuth connection of the bot for that API; null: who is registered can be neither seen nor changed from Teams. */
  connection: string | null;
}

export const eventsNames = {
  EVENTS: z.enum(['on', 'off'], 'must be on or off').default('off'),
  EVENTS_URL: z
    .string()
    .refine(isSafeAddress, 'must be an https address')
    .default('https://api.partnercenter.microsoft.com'),
  EVENTS_CERTIFICATE_HOSTS: z.string().default('3psostorageacct.blob.core.windows.net').transform(listIn),
  EVENTS_CONNECTION: z.string().optional(),
};

type EventsNames = z.output<z.ZodObject<typeof eventsNames>> & { BOT_DOMAIN?: string | undefined };

export function eventsConfig(names: EventsNames): EventsConfig {
  const { BOT_DOMAIN: domain, EVENTS_URL: url } = names;
  return {
    isOn: names.EVENTS === 'on',
    callbackUrl: domain === undefined ? null : publicAddress(domain) + EVENTS_PATH,
    url,
    certificateHosts: names.EVENTS_CERTIFICATE_HOSTS,
    allowLoopback: isLoopback(url),
    connection: names.EVENTS_CONNECTION ?? null,
  };
}

/** Nobody can send events to a bot that does not say where it is. */
export function eventsProblems({ EVENTS, BOT_DOMAIN }: Record<string, string>): string[] {
  return EVENTS === 'on' && BOT_DOMAIN === undefined
    ? ['BOT_DOMAIN: is missing, and EVENTS=on needs it']
    : [];
}
