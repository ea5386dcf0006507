import { LRUCache } from 'lru-cache';
import type { Profile } from '../people-directory.ts';
import type { GraphCalls } from './graph-calls.ts';
import { parseColleagues, USER_FIELDS } from './wire-user.ts';

/** As many as a list of choices shows (typeahead search in Adaptive Cards). */
const MOST_FOUND = 15;
/** Every key asks; the same words within a minute are the same question. */
const KEPT_MS = 60 * 1000;
const LONGEST_TEXT = 60;

/** Searches the directory by words of name and mail. */
export function createColleagueSearch(calls: GraphCalls) {
  const kept = new LRUCache<string, Profile[]>({ max: 500, ttl: KEPT_MS });

  return async (text: string, signal?: AbortSignal): Promise<Profile[]> => {
    const words = searchWords(text);
    if (words === '') return [];
    const known = kept.get(words);
    if (known) return known;
    const search = encodeURIComponent(`"displayName:${words}" OR "mail:${words}"`);
    const path = `/users?$search=${search}&$select=${USER_FIELDS}&$top=${MOST_FOUND}`;
    // Graph wants this header with every $search.
    const headers = { ConsistencyLevel: 'eventual' };
    const found = parseColleagues(await calls.get(path, { headers, ...(signal && { signal }) }));
    const reachable = found.filter(({ email }) => email !== null).slice(0, MOST_FOUND);
    kept.set(words, reachable);
    return reachable;
  };
}

/** Nothing that means something inside a `$search` clause. */
function searchWords(text: string): string {
  return text
    .replace(/["\\:&|()\p{C}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST_TEXT)
    .toLowerCase();
}
