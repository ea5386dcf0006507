import { type KeyObject, verify } from 'node:crypto';
import type { SigningKeys, KeyProblem } from './signing-keys.ts';

/** What Partner Center says of an event beside its body. */
export interface EventSignature {
  signature: Buffer;
  /** From a believed source (`parseEventHeaders`). */
  certificateUrl: string;
}

/** Why an event is not believed. For the log; whoever sent it is told nothing of it. */
export type Verdict = { kind: 'genuine' } | { kind: 'refused'; why: KeyProblem | 'signature' };

/**
 * Did Partner Center send these bytes (API-07)? One check with a known key, whatever comes; a certificate is fetched
 * only where its address is new, or where a key that is known for some time does not fit any more. Never throws.
 * @param body as it came over the wire
 */
export async function verifyEvent(
  keys: SigningKeys,
  { signature, certificateUrl }: EventSignature,
  body: Buffer,
  now: Date,
): Promise<Verdict> {
  const found = await keys.find(certificateUrl, now);
  if (found.kind === 'none') return { kind: 'refused', why: found.why };
  if (fits(found.key, signature, body)) return { kind: 'genuine' };
  const renewed = await keys.renewed(certificateUrl, now);
  return renewed && fits(renewed, signature, body)
    ? { kind: 'genuine' }
    : { kind: 'refused', why: 'signature' };
}

function fits(key: KeyObject, signature: Buffer, body: Buffer): boolean {
  return verify('sha256', body, key, signature);
}
