import { randomUUID } from 'node:crypto';
import { endAfterTest } from '../ends.ts';
import { EntraTokens } from './entra-tokens.ts';
import { PartnerCenterEvents } from './partner-center-events.ts';
import { keyNamed } from './signing-key.ts';
import { trustEvents } from './trust-events.ts';

/** Events for bots in local mode, beside whatever Partner Center they read. */
export interface LocalEvents {
  events: PartnerCenterEvents;
  /** What has a local bot take these events, for `startBot`. */
  environment: Record<string, string>;
  stop(): Promise<void>;
}

/** The API in which a bot in live mode is registered is there as well, and gives nobody a token. Ends with its test at the latest. */
export async function startLocalEvents(): Promise<LocalEvents> {
  const clock = () => new Date();
  const events = await PartnerCenterEvents.start({
    tokens: new EntraTokens(await keyNamed('entra'), clock, 0),
    partnerTenantId: randomUUID(),
    personWith: () => undefined,
    clock,
  });
  const trusted = trustEvents(events);
  const stop = async () => {
    trusted.forget();
    await events.stop();
  };
  endAfterTest(stop);
  return {
    events,
    environment: { EVENTS: 'on', ...trusted.environment },
    stop,
  };
}
