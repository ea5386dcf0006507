import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PartnerCenterEvents } from './partner-center-events.ts';

export interface TrustedEvents {
  /** What has a bot believe these events, in either mode. */
  environment: Record<string, string>;
  /** The root is in a file that goes with this. */
  forget(): void;
}

export function trustEvents({ service, certificates }: PartnerCenterEvents): TrustedEvents {
  const folder = mkdtempSync(join(tmpdir(), 'cosell-events-'));
  const rootFile = join(folder, 'root.pem');
  writeFileSync(rootFile, certificates.rootPem);
  return {
    environment: {
      EVENTS_URL: service.url,
      EVENTS_CERTIFICATE_HOSTS: new URL(certificates.service.url).host,
      NODE_EXTRA_CA_CERTS: rootFile,
    },
    forget: () => rmSync(folder, { recursive: true, force: true }),
  };
}
