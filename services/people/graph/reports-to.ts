import { LRUCache } from 'lru-cache';
import type { Profile } from '../people-directory.ts';
import { DirectoryError } from './directory-error.ts';
import type { GraphCalls } from './graph-calls.ts';
import { parseUser, USER_FIELDS } from './wire-user.ts';

const KEPT_MS = 6 * 60 * 60 * 1000;

/** Whom people report to, kept for some hours. 404 says both 'nobody' and 'no such person'. */
export function createReportsTo(calls: GraphCalls) {
  const kept = new LRUCache<string, { profile: Profile | null }>({ max: 2000, ttl: KEPT_MS });

  return async (who: string, signal?: AbortSignal): Promise<Profile | null> => {
    const known = kept.get(who);
    if (known) return known.profile;
    const profile = await read(who, signal);
    kept.set(who, { profile });
    return profile;
  };

  async function read(who: string, signal?: AbortSignal): Promise<Profile | null> {
    const path = `/users/${encodeURIComponent(who)}/manager?$select=${USER_FIELDS}`;
    try {
      return parseUser(await calls.get(path, signal ? { signal } : {}));
    } catch (error) {
      if (error instanceof DirectoryError && error.kind === 'notFound') return null;
      throw error;
    }
  }
}
