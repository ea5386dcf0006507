import { LRUCache } from 'lru-cache';
import type { Profile } from '../people-directory.ts';
import type { DirectoryError } from './directory-error.ts';
import type { GraphCalls } from './graph-calls.ts';
import { parseUser, USER_FIELDS } from './wire-user.ts';

const HOUR = 60 * 60 * 1000;
const MOST_KEPT = 10_000;

/** Names and mail by object id, kept for half a day; that somebody is unknown, for an hour. */
export function createProfiles(calls: GraphCalls) {
  const kept = new LRUCache<string, { profile: Profile | null }>({ max: MOST_KEPT, ttl: 12 * HOUR });

  return async (ids: readonly string[], signal?: AbortSignal): Promise<Map<string, Profile>> => {
    const missing = [...new Set(ids)].filter((id) => !kept.has(id));
    if (missing.length > 0) await read(missing, signal);
    const known = ids.flatMap((id) => {
      const profile = kept.get(id)?.profile;
      return profile ? [[id, profile] as const] : [];
    });
    return new Map(known);
  };

  async function read(ids: readonly string[], signal?: AbortSignal): Promise<void> {
    const parts = ids.map((id) => ({ id, path: `/users/${encodeURIComponent(id)}?$select=${USER_FIELDS}` }));
    const answers = await calls.readAll(parts, signal ? { signal } : {});
    for (const [id, answer] of answers) {
      if ('body' in answer) kept.set(id, { profile: parseUser(answer.body) });
      else if (answer.error.kind === 'notFound') kept.set(id, { profile: null }, { ttl: HOUR });
    }
    throwIfAllFailed([...answers.values()]);
  }
}

/** One person's refusal is theirs; refused for everybody, it is the feature's. */
export function throwIfAllFailed(answers: readonly ({ body: unknown } | { error: DirectoryError })[]): void {
  const errors = answers.flatMap((answer) => ('error' in answer ? [answer.error] : []));
  const [first] = errors;
  if (first && errors.length === answers.length) throw first;
}
