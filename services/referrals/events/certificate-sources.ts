import { isIPv4 } from 'node:net';

/** From where certificates of signed events are fetched. */
export interface CertificateSources {
  /** `EVENTS_CERTIFICATE_HOSTS`, as in `URL.host`: with the port where it is not the scheme's own. */
  hosts: ReadonlySet<string>;
  /** Plain http to this machine too. Only where Partner Center itself is on this machine. */
  allowLoopback: boolean;
}

/** Where the issuers of Microsoft's own certificates stand, by what these say themselves (AIA). */
const ISSUER_HOSTS = new Set(['www.microsoft.com', 'caissuers.microsoft.com', 'cacerts.digicert.com']);
const LONGEST_ADDRESS = 500;

/**
 * May a signing certificate be fetched from this address? It is the caller's choice, so it must not lead anywhere but
 * to Partner Center's own store: https, a host of the list, nothing that could be made up to look different.
 */
export function isBelievedSource(address: string, { hosts, allowLoopback }: CertificateSources): boolean {
  const url = plainUrl(address);
  if (!url || !hosts.has(url.host)) return false;
  return url.protocol === 'https:' || (allowLoopback && url.protocol === 'http:' && isThisMachine(url));
}

/**
 * May an issuer's certificate be fetched from this address, which stands in a certificate from a believed source?
 * Plain http is usual there, and no loss: what comes is believed for its signature only.
 */
export function isBelievedIssuerSource(address: string, sources: CertificateSources): boolean {
  const url = plainUrl(address);
  if (!url) return false;
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
  return (isWeb && ISSUER_HOSTS.has(url.host)) || isBelievedSource(address, sources);
}

function plainUrl(address: string): URL | null {
  if (address.length > LONGEST_ADDRESS || !URL.canParse(address)) return null;
  const url = new URL(address);
  return url.username || url.password || url.search || url.hash ? null : url;
}

function isThisMachine({ hostname }: URL): boolean {
  return (
    hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'))
  );
}
