import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endAfterTest } from '../ends.ts';
import { EntraTokens } from './entra-tokens.ts';
import { PartnerCenterEvents } from './partner-center-events.ts';
import { keyNamed } from './signing-key.ts';

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
  const folder = mkdtempSync(join(tmpdir(), 'cosell-events-'));
  const rootFile = join(folder, 'root.pem');
  writeFileSync(rootFile, events.certificates.rootPem);
  const stop = async () => {
    rmSync(folder, { recursive: true, force: true });
    await events.stop();
  };
  endAfterTest(stop);
  return {
    events,
    environment: {
      EVENTS: 'on',
      EVENTS_URL: events.service.url,
      EVENTS_CERTIFICATE_HOSTS: new URL(events.certificates.service.url).host,
      NODE_EXTRA_CA_CERTS: rootFile,
    },
    stop,
  };
}
