import type { KeyObject, X509Certificate } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { createAllowance } from './allowance.ts';
import { type ChainProblem, trustedChain } from './certificate-chain.ts';
import { type CertificateSources, isBelievedIssuerSource } from './certificate-sources.ts';
import { downloadCertificates } from './download-certificate.ts';

const MINUTE = 60 * 1000;
/** A key is looked up anew after this time, or when its certificate ends. */
const KEPT_MS = 24 * 60 * MINUTE;
/** Partner Center may put a renewed certificate at the same address: a key that does not fit is looked up again, but not more often. */
const RENEWED_AFTER_MS = 10 * MINUTE;
const REFUSED_FOR_MS = MINUTE;
/** Whoever makes up addresses makes us fetch no more than this. */
const DOWNLOADS = { most: 30, seconds: 60 };

export type KeyProblem = ChainProblem | 'noCertificate' | 'tooManyDownloads';

export type SigningKey =
  | { kind: 'key'; key: KeyObject; since: Date; until: Date }
  | { kind: 'none'; why: KeyProblem };

/** The keys that Partner Center signs with, by the address of their certificate. Never throws. */
export interface SigningKeys {
  find(certificateUrl: string, now: Date): Promise<SigningKey>;
  /** The key that stands there now, where the one that we know is old enough to have been renewed; else null. */
  renewed(certificateUrl: string, now: Date): Promise<KeyObject | null>;
}

export interface SigningKeysOptions {
  fetch: typeof globalThis.fetch;
  sources: CertificateSources;
  /** Trusted roots; asked for once, when the first certificate comes. */
  roots: () => readonly X509Certificate[];
}

export function createSigningKeys({ fetch, sources, roots }: SigningKeysOptions): SigningKeys {
  type Known = Extract<SigningKey, { kind: 'key' }>;
  // Kept apart: only Microsoft can fill the first one, anybody the second one.
  const known = new LRUCache<string, Known>({ max: 20 });
  const refused = new LRUCache<string, { why: KeyProblem; until: number }>({ max: 1000 });
  const underWay = new Map<string, Promise<SigningKey>>();
  const downloads = createAllowance(DOWNLOADS);

  const download = async (address: string, now: Date) => {
    if (!downloads.take('all', now)) throw new TooManyDownloads();
    return downloadCertificates(address, fetch);
  };

  const fetchIssuer = async (certificate: X509Certificate, now: Date): Promise<X509Certificate | null> => {
    const named = certificate.toLegacyObject().infoAccess?.['CA Issuers - URI'] ?? [];
    const address = named.find((candidate) => isBelievedIssuerSource(candidate, sources));
    return address ? (await download(address, now))[0] : null;
  };

  const lookUp = async (certificateUrl: string, now: Date): Promise<SigningKey> => {
    try {
      const [leaf, ...others] = await download(certificateUrl, now);
      const fetching = { fetchIssuer: (below: X509Certificate) => fetchIssuer(below, now) };
      const chain = await trustedChain(leaf, { roots: roots(), others, now, ...fetching });
      if (chain.kind === 'untrusted') return { kind: 'none', why: chain.why };
      return { kind: 'key', key: chain.key, since: now, until: chain.until };
    } catch (error) {
      return {
        kind: 'none',
        why: error instanceof TooManyDownloads ? 'tooManyDownloads' : 'noCertificate',
      };
    }
  };

  /** Each address once at a time, however many ask. */
  const lookUpOnce = (certificateUrl: string, now: Date): Promise<SigningKey> => {
    const running = underWay.get(certificateUrl);
    if (running) return running;
    const looking = lookUp(certificateUrl, now)
      .then((found) => {
        if (found.kind === 'key') known.set(certificateUrl, found);
        else if (found.why !== 'tooManyDownloads')
          refused.set(certificateUrl, { why: found.why, until: now.getTime() + REFUSED_FOR_MS });
        return found;
      })
      .finally(() => underWay.delete(certificateUrl));
    underWay.set(certificateUrl, looking);
    return looking;
  };

  return {
    find: async (certificateUrl, now) => {
      const kept = known.get(certificateUrl);
      if (kept && now <= kept.until && now.getTime() - kept.since.getTime() < KEPT_MS) return kept;
      const refusal = refused.get(certificateUrl);
      if (refusal && now.getTime() < refusal.until) return { kind: 'none', why: refusal.why };
      return lookUpOnce(certificateUrl, now);
    },
    renewed: async (certificateUrl, now) => {
      const kept = known.get(certificateUrl);
      if (!kept || now.getTime() - kept.since.getTime() < RENEWED_AFTER_MS) return null;
      known.set(certificateUrl, { ...kept, since: now });
      const found = await lookUpOnce(certificateUrl, now);
      return found.kind === 'key' ? found.key : null;
    },
  };
}

class TooManyDownloads extends Error {}
