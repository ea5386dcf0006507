import type { KeyObject, X509Certificate } from 'node:crypto';

/** Why a certificate is not believed. */
export type ChainProblem =
  /** No RSA key of 2048 bits or more, or it may issue certificates itself. */
  | 'unfitForSigning'
  /** Its issuer is not Microsoft (API-07). */
  | 'organization'
  | 'notYetValid'
  | 'expired'
  /** No chain to a root that is trusted here. */
  | 'untrusted';

export type Chain =
  /** @property until when the first certificate of the chain ends */
  { kind: 'trusted'; key: KeyObject; until: Date } | { kind: 'untrusted'; why: ChainProblem };

export interface ChainOptions {
  roots: readonly X509Certificate[];
  /** Certificates that came with the leaf. */
  others: readonly X509Certificate[];
  /** Fetches the certificate of an issuer, from where the certificate says; null where that leads nowhere. */
  fetchIssuer: (certificate: X509Certificate) => Promise<X509Certificate | null>;
  now: Date;
}

/** Between the leaf and the root. Microsoft's chains have one or two. */
const MOST_INTERMEDIATES = 3;
const RSA_BITS = { least: 2048, most: 8192 };
/** Partner Center's rule: `O=Microsoft Corporation` in the issuer. A whole line, not a part of one. */
const ORGANIZATION = 'O=Microsoft Corporation';

/**
 * Is this certificate one that Partner Center signs events with? Builds the chain to a trusted root: each link's
 * signature, each one's dates, and that issuers may issue. Not checked: revocation (an event only names a deal, so
 * nothing is lost by a stolen key that would be worth a call to the outside for each event).
 */
export async function trustedChain(leaf: X509Certificate, options: ChainOptions): Promise<Chain> {
  if (!canSign(leaf)) return untrusted('unfitForSigning');
  if (!leaf.issuer.split('\n').includes(ORGANIZATION)) return untrusted('organization');
  let until = leaf.validToDate;
  let current = leaf;
  for (let above = 0; ; above += 1) {
    const why = datesProblem(current, options.now);
    if (why) return untrusted(why);
    until = earlier(until, current.validToDate);
    const root = options.roots.find((candidate) => isIssuedBy(current, candidate));
    if (root) {
      const problem = datesProblem(root, options.now);
      return problem
        ? untrusted(problem)
        : { kind: 'trusted', key: leaf.publicKey, until: earlier(until, root.validToDate) };
    }
    const issuer = above < MOST_INTERMEDIATES ? await issuerOf(current, options) : null;
    if (!issuer) return untrusted('untrusted');
    current = issuer;
  }
}

async function issuerOf(
  certificate: X509Certificate,
  { others, fetchIssuer }: ChainOptions,
): Promise<X509Certificate | null> {
  const near = others.find((candidate) => isIssuedBy(certificate, candidate));
  if (near) return near;
  const fetched = await fetchIssuer(certificate);
  return fetched && isIssuedBy(certificate, fetched) ? fetched : null;
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  if (!issuer.ca || !certificate.checkIssued(issuer) || !usesSha2(certificate)) return false;
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

/** Collisions of SHA-1 and MD5 can be made. */
function usesSha2(certificate: X509Certificate): boolean {
  return /sha-?(256|384|512)/i.test(certificate.signatureAlgorithm ?? '');
}

function canSign({ ca, publicKey }: X509Certificate): boolean {
  const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
  return !ca && publicKey.asymmetricKeyType === 'rsa' && bits >= RSA_BITS.least && bits <= RSA_BITS.most;
}

function datesProblem({ validFromDate, validToDate }: X509Certificate, now: Date): ChainProblem | null {
  return now < validFromDate ? 'notYetValid' : now > validToDate ? 'expired' : null;
}

function earlier(one: Date, other: Date): Date {
  return one < other ? one : other;
}

function untrusted(why: ChainProblem): Chain {
  return { kind: 'untrusted', why };
}
