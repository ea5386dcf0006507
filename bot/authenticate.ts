import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { isSafeAddress } from './config/addresses.ts';

/** Who calls is not Teams, as far as the token shows. Says nothing about why: that is for the log only. */
export class NotAuthenticated extends Error {
  /** A fixed word such as `signature`, never anything of the token. */
  readonly reason: string;

  constructor(reason: string) {
    super(`not authenticated: ${reason}`);
    this.name = 'NotAuthenticated';
    this.reason = reason;
  }
}

/** The keys that tokens are signed with cannot be had now: nobody can be authenticated, and Teams may try again. */
export class KeysUnavailable extends Error {
  constructor(cause: unknown) {
    super('the keys of the Bot Framework cannot be fetched', { cause });
    this.name = 'KeysUnavailable';
  }
}

/** What an activity says about itself, that a token must agree with. */
export interface Claimed {
  channelId: string | null;
  serviceUrl: string | null;
}

/**
 * Checks the Authorization header of one activity.
 * @throws NotAuthenticated where it is not Teams that speaks; KeysUnavailable where nobody can tell
 */
export type Authenticate = (authorization: string, claimed: Claimed) => Promise<void>;

/** The channel that the bot serves; a key must be endorsed for it. */
const TEAMS = 'msteams';
const ISSUER = 'https://api.botframework.com';
const CLOCK_SKEW_SECONDS = 5 * 60;
const KEYS_KEEP_MS = 24 * 60 * 60 * 1000;
/** A key id nobody knows makes us ask again, but not more often than this, or anybody could make us ask. */
const ASK_AGAIN_MS = 60 * 1000;
const FETCH_TIMEOUT_MS = 5000;
/**
 * Teams sends one token with many activities. One that passed every check passes it again as long as its very text, the
 * keys and the hour allow it: so it is remembered by its whole text, never beyond its end, and for less time than keys
 * are kept anyway. What an activity itself claims is compared each time.
 */
const VERIFIED_KEEPS_MS = 5 * 60 * 1000;
const MOST_VERIFIED = 500;

/**
 * The checks of the Bot Connector protocol: RS256 by a current, endorsed key of the Bot Framework, its issuer, our app
 * as audience, validity with 5 minutes of skew, and the serviceurl claim equal to the activity's (teams.md 3.1).
 * Only the channel's own tokens are taken: none of emulators, skills or other bots.
 */
export function createAuthenticate({
  appId,
  openIdMetadataUrl,
}: {
  appId: string;
  openIdMetadataUrl: string;
}): Authenticate {
  const keysOf = rememberingKeys(openIdMetadataUrl);
  const verified = new LRUCache<string, JWTPayload>({ max: MOST_VERIFIED });
  return async (authorization, { channelId, serviceUrl }) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization)?.[1];
    if (!token) throw new NotAuthenticated('header');
    if (channelId !== TEAMS) throw new NotAuthenticated('channel');
    if (!serviceUrl) throw new NotAuthenticated('serviceUrl');
    let payload = verified.get(token);
    if (!payload) {
      payload = await verifiedPayload(token, await keysOf(), appId);
      const ttl = Math.min(VERIFIED_KEEPS_MS, (payload.exp ?? 0) * 1000 - Date.now());
      if (ttl > 0) verified.set(token, payload, { ttl });
    }
    if (payload['serviceurl'] !== serviceUrl) throw new NotAuthenticated('serviceurl');
  };
}

/** All that the token says of itself: who signed it with which key, for whom, and until when. */
async function verifiedPayload(token: string, keys: Keys, appId: string): Promise<JWTPayload> {
  const { payload, protectedHeader } = await jwtVerify(token, keys, {
    algorithms: ['RS256', 'RS384', 'RS512'],
    issuer: ISSUER,
    audience: appId,
    clockTolerance: CLOCK_SKEW_SECONDS,
    requiredClaims: ['exp'],
  }).catch(refused);
  const key = keys.jwks()?.keys.find(({ kid }) => kid === protectedHeader.kid);
  const { endorsements } = (key ?? {}) as { endorsements?: unknown };
  if (!Array.isArray(endorsements) || !endorsements.includes(TEAMS))
    throw new NotAuthenticated('endorsement');
  return payload;
}

/** Errors of the token itself, each a word for the log; all else is the keys' server. */
function refused(error: unknown): never {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid)
    throw new KeysUnavailable(error);
  if (error instanceof errors.JWTExpired) throw new NotAuthenticated('expired');
  if (error instanceof errors.JWTClaimValidationFailed) throw new NotAuthenticated(error.claim);
  if (error instanceof errors.JWSSignatureVerificationFailed) throw new NotAuthenticated('signature');
  if (error instanceof errors.JWKSNoMatchingKey) throw new NotAuthenticated('key');
  // A plain JOSEError is a key server that answered with something else than 200.
  if (error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC')
    throw new NotAuthenticated('token');
  throw new KeysUnavailable(error);
}

type Keys = ReturnType<typeof createRemoteJWKSet>;

/** The metadata document names the keys; both are kept for a day, and asked for once by all who wait. */
function rememberingKeys(openIdMetadataUrl: string): () => Promise<Keys> {
  let known: { keys: Promise<Keys>; at: number } | null = null;
  return () => {
    if (known && Date.now() - known.at < KEYS_KEEP_MS) return known.keys;
    const keys = fetchKeys(openIdMetadataUrl).catch((error: unknown) => {
      throw new KeysUnavailable(error);
    });
    known = { keys, at: Date.now() };
    // What failed is asked for again by the next one.
    keys.catch(() => {
      if (known?.keys === keys) known = null;
    });
    return keys;
  };
}

async function fetchKeys(openIdMetadataUrl: string): Promise<Keys> {
  const response = await fetch(openIdMetadataUrl, {
    redirect: 'error',
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`OpenID metadata: HTTP ${response.status}`);
  const { jwks_uri: address } = (await response.json()) as { jwks_uri?: unknown };
  if (typeof address !== 'string' || !isSafeAddress(address)) throw new Error('OpenID metadata: no jwks_uri');
  return createRemoteJWKSet(new URL(address), {
    timeoutDuration: FETCH_TIMEOUT_MS,
    cooldownDuration: ASK_AGAIN_MS,
    cacheMaxAge: KEYS_KEEP_MS,
  });
}
