import { LRUCache } from 'lru-cache';
import { isSameTenant, type PersonKey } from '../people/person.ts';
import type { Caller } from '../referrals/referral-service.ts';
import { isReferralError, ReferralServiceError } from '../referrals/errors.ts';
import type { Clock } from '../services.ts';
import type { Store } from '../store/database.ts';
import { findStoredPerson } from '../store/people.ts';
import { findSignIn, saveSignIn } from '../store/sign-ins.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { SignInWay } from './sign-in-way.ts';
import { type UserToken, type UserTokenService, UserTokenServiceError } from './user-token-service.ts';

/**
 * What somebody must do before Partner Center can be asked in their name. `inVain`: they have signed in the strongest
 * way, and Partner Center does not take it.
 */
export type SignInNeed = SignInWay | 'inVain';

/** People's own tokens for Partner Center: in memory only, for less than their life; never stored, never logged. */
export interface UserAccessTokens {
  accessTokens: AccessTokens;
  /** Partner Center said no to a token of this caller (see `CallEdge.onRefused`). */
  refused: (caller: Caller, error: ReferralServiceError) => Promise<void>;
  /** How a person who cannot be acted for is asked to sign in. */
  needOf(person: PersonKey): Promise<SignInNeed>;
  /** The next call asks the user token service again. */
  drop(person: PersonKey): void;
}

export interface TokenSource {
  store: Store;
  userTokens: UserTokenService;
  connections: Record<SignInWay, string>;
  /** People of other tenants have no tokens here. */
  partnerTenantId: string;
  clock: Clock;
}

/** A token is not used for so long before it ends. */
const SPARE_MS = 5 * 60 * 1000;
/** How long a token is kept whose end nobody told. */
const UNKNOWN_LIFE_MS = 10 * 60 * 1000;
const MOST_PEOPLE = 10_000;

interface KeptToken {
  token: string;
  way: SignInWay;
}

/** A stronger sign-in goes before a silent one. Concurrent asks for one person are one call. */
export function createUserAccessTokens(source: TokenSource): UserAccessTokens {
  const inVain = new LRUCache<string, true>({ max: MOST_PEOPLE });
  const cache = new LRUCache<string, KeptToken, PersonKey>({
    max: MOST_PEOPLE,
    perf: { now: () => source.clock.now().getTime() },
    ttlResolution: 0,
    // A sign-out or a newer token takes the entry away; whoever has asked already still gets an answer.
    ignoreFetchAbort: true,
    fetchMethod: async (key, _stale, { options, context: person }) => {
      const found = await findToken(source, person);
      if (!found) {
        inVain.delete(key);
        throw new ReferralServiceError('unauthorized');
      }
      options.ttl = lifeLeft(found.expiresAt, source.clock.now());
      return { token: found.token, way: found.way };
    },
  });

  return {
    accessTokens: async (caller, { fresh }) => {
      const person = personOf(caller);
      if (!person || !isSameTenant(person.tenantId, source.partnerTenantId))
        throw new ReferralServiceError('unauthorized');
      const kept = await cache.fetch(keyOf(person), { context: person, forceRefresh: fresh });
      if (!kept) throw new ReferralServiceError('unauthorized');
      return kept.token;
    },

    refused: async (caller, error) => {
      const person = personOf(caller);
      if (!person) return;
      const key = keyOf(person);
      const way = cache.peek(key, { allowStale: true })?.way;
      // A role that was granted a moment ago may need a new token (SEED-24).
      cache.delete(key);
      if (!isReferralError(error, 'unauthorized')) return;
      if (way === 'interactive') inVain.set(key, true);
      else if (way === 'silent') await saveSignIn(source.store.db, person, { needs: 'interactive' });
    },

    needOf: async (person) =>
      inVain.has(keyOf(person)) ? 'inVain' : (await findSignIn(source.store.db, person)).needs,

    drop: (person) => {
      inVain.delete(keyOf(person));
      cache.delete(keyOf(person));
    },
  };
}

/** The strongest token that the person holds, of those that do. */
async function findToken(
  { store, userTokens, connections }: TokenSource,
  person: PersonKey,
): Promise<(UserToken & { way: SignInWay }) | null> {
  const userId = (await findStoredPerson(store.db, person))?.userId;
  if (!userId) return null;
  const { needs } = await findSignIn(store.db, person);
  const ways: SignInWay[] = needs === 'silent' ? ['interactive', 'silent'] : ['interactive'];
  try {
    for (const way of ways) {
      const found = await userTokens.get({ ...person, userId }, connections[way]);
      if (found) return { ...found, way };
    }
    return null;
  } catch (error) {
    if (!(error instanceof UserTokenServiceError)) throw error;
    throw new ReferralServiceError('unavailable', { cause: error });
  }
}

/** In milliseconds; never 0, which would mean for ever. */
function lifeLeft(expiresAt: Date | null, now: Date): number {
  return expiresAt ? Math.max(1, expiresAt.getTime() - now.getTime() - SPARE_MS) : UNKNOWN_LIFE_MS;
}

function personOf(caller: Caller): PersonKey | null {
  return caller.kind === 'person' ? caller.person : caller.steward;
}

function keyOf({ tenantId, personId }: PersonKey): string {
  return `${tenantId} ${personId}`;
}
