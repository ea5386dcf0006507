import { z } from 'zod';
import { isLoopback, isSafeAddress, publicAddress } from './addresses.ts';
import { listIn } from './shared-names.ts';

export const EVENTS_PATH = '/api/partner-center/events';

/** Events from Partner Center (partner-center-api.md 8). */
export interface EventsConfig {
  isOn: boolean;
  /** In local mode nothing is registered: a stand-in for Partner Center on this machine sends as it likes. */
  isLocal: boolean;
  /** Where Partner Center is to send them; null: nobody said how this bot is reached. */
  callbackUrl: string | null;
  /** Hosts from which the certificates of signed events are fetched, with the port where it is not 443. */
  certificateHosts: string[];
  /** May they come from this machine by plain http? Only where Partner Center itself is on it. */
  allowLoopback: boolean;
}

/** Where events are registered for, which the live mode alone can ask. */
export interface LiveEventsConfig extends EventsConfig {
  /** An API beside the referrals, with an audience of its own. */
  url: string;
  /** OAuth connection of the bot for that API; null: who is registered can be neither seen nor changed from Teams. */
  connection: string | null;
}

const EVENTS = z.enum(['on', 'off'], 'must be on or off').default('off');

export const liveEventsNames = {
  EVENTS,
  EVENTS_URL: z
    .string()
    .refine(isSafeAddress, 'must be an https address')
    .default('https://api.partnercenter.microsoft.com'),
  EVENTS_CERTIFICATE_HOSTS: z.string().default('3psostorageacct.blob.core.windows.net').transform(listIn),
  EVENTS_CONNECTION: z.string().optional(),
};

type LiveEventsNames = z.output<z.ZodObject<typeof liveEventsNames>> & { BOT_DOMAIN?: string | undefined };

export function liveEventsConfig(names: LiveEventsNames): LiveEventsConfig {
  const { BOT_DOMAIN: domain, EVENTS_URL: url } = names;
  return {
    isOn: names.EVENTS === 'on',
    isLocal: false,
    callbackUrl: domain === undefined ? null : publicAddress(domain) + EVENTS_PATH,
    url,
    certificateHosts: names.EVENTS_CERTIFICATE_HOSTS,
    allowLoopback: isLoopback(url),
    connection: names.EVENTS_CONNECTION ?? null,
  };
}

/** Nobody can send events to a bot that does not say where it is. */
export function liveEventsProblems({ EVENTS, BOT_DOMAIN }: Record<string, string>): string[] {
  return EVENTS === 'on' && BOT_DOMAIN === undefined
    ? ['BOT_DOMAIN: is missing, and EVENTS=on needs it']
    : [];
}

export const localEventsNames = {
  EVENTS,
  EVENTS_URL: z
    .string()
    .refine(isLoopback, 'must be an http address of this machine in local mode')
    .optional(),
  EVENTS_CERTIFICATE_HOSTS: z
    .string()
    .transform(listIn)
    .refine(
      (hosts) => hosts.every((host) => isLoopback(`http://${host}`)),
      'must be hosts of this machine in local mode',
    )
    .optional(),
};

type LocalEventsNames = z.output<z.ZodObject<typeof localEventsNames>> & { PORT: number };

/** Certificates stand where the stand-in is, unless it is said where else on this machine. */
export function localEventsConfig(names: LocalEventsNames): EventsConfig {
  const { PORT: port, EVENTS_URL: url, EVENTS_CERTIFICATE_HOSTS: hosts } = names;
  return {
    isOn: names.EVENTS === 'on',
    isLocal: true,
    // A free port is known only once it is taken.
    callbackUrl: port === 0 ? null : publicAddress(`127.0.0.1:${port}`) + EVENTS_PATH,
    certificateHosts: hosts ?? (url === undefined ? [] : [new URL(url).host]),
    allowLoopback: true,
  };
}

/** Events of Microsoft's own Partner Center are nothing for a bot that anybody on this machine may talk to. */
export function localEventsProblems({ EVENTS, EVENTS_URL }: Record<string, string>): string[] {
  return EVENTS === 'on' && EVENTS_URL === undefined
    ? ['EVENTS_URL: is missing, and EVENTS=on needs it in local mode: a stand-in on this machine']
    : [];
}
