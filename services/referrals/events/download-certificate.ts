import { X509Certificate } from 'node:crypto';
import { withDeadline } from '../deadline.ts';
import { readBytes } from '../read-body.ts';

/** A certificate has 1 to 3 KB; a file may hold its chain. */
const MOST_BYTES = 32 * 1024;
const TIMEOUT_SECONDS = 5;
const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Fetches the certificates that stand at an address, the one that is meant first. Redirects are not followed.
 * Throws whatever goes wrong on the way; the list is never empty.
 */
export async function downloadCertificates(
  address: string,
  fetch: typeof globalThis.fetch,
): Promise<[X509Certificate, ...X509Certificate[]]> {
  const bytes = await withDeadline(TIMEOUT_SECONDS, undefined, async (signal) => {
    const response = await fetch(address, { redirect: 'error', signal, headers: { accept: '*/*' } });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`no certificate: HTTP ${response.status}`);
    }
    return readBytes(response, MOST_BYTES);
  });
  return parseCertificates(bytes);
}

/** DER, PEM (also several), or the base64 of a DER without the frame, as `.cer` files come in all three. Throws. */
function parseCertificates(bytes: Buffer): [X509Certificate, ...X509Certificate[]] {
  const text = bytes.toString('latin1').trim();
  const [first, ...others] = text.match(PEM) ?? [];
  if (first) return [new X509Certificate(first), ...others.map((pem) => new X509Certificate(pem))];
  const isBare = /^[A-Za-z0-9+/\s]+={0,2}$/.test(text);
  return [new X509Certificate(isBare ? Buffer.from(text, 'base64') : bytes)];
}
