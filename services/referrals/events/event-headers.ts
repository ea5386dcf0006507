import { type CertificateSources, isBelievedSource } from './certificate-sources.ts';

/** Why a request is no event of Partner Center's. For the log; the caller is told nothing of it. */
export type HeaderProblem = 'signatureScheme' | 'algorithm' | 'certificateUrl';

export type EventHeaders =
  /** One that Partner Center always sends is not there. */
  | { kind: 'missing' }
  | { kind: 'unfit'; why: HeaderProblem }
  | { kind: 'signed'; signature: Buffer; certificateUrl: string };

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** An RSA signature of a 2048 to 8192 bit key, in base64. */
const SIGNATURE = /^Signature ([A-Za-z0-9+/]{342,1366}={0,2})$/i;

/**
 * Reads what Partner Center signs an event with (API-07, partner-center-api.md 8.4). `x-ms-signature` goes before
 * `authorization`, which a proxy in between may have filled in or taken away.
 */
export function parseEventHeaders(headers: Headers, sources: CertificateSources): EventHeaders {
  const signature = one(headers['x-ms-signature']) ?? one(headers['authorization']);
  const certificateUrl = one(headers['x-ms-certificate-url']);
  const algorithm = one(headers['x-ms-signature-algorithm']);
  if (!signature || !certificateUrl || !algorithm) return { kind: 'missing' };

  const base64 = SIGNATURE.exec(signature)?.[1];
  if (!base64) return { kind: 'unfit', why: 'signatureScheme' };
  if (algorithm.toLowerCase() !== 'rsa-sha256') return { kind: 'unfit', why: 'algorithm' };
  if (!isBelievedSource(certificateUrl, sources)) return { kind: 'unfit', why: 'certificateUrl' };
  return { kind: 'signed', signature: Buffer.from(base64, 'base64'), certificateUrl };
}

function one(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header.trim() : undefined;
}
