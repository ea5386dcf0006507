import { ReferralServiceError } from './errors.ts';

/**
 * Where the next page is. A nextLink is the server's word, and our bearer token would go there, so only its path and
 * query are taken; scheme and port are always the configured ones, and another host is refused as `malformed`.
 * Partner Center's own sample link is `http://` and lacks a part of the path: `fallback`, for a 404, asks the same
 * query of the collection itself.
 */
export function resolveNextLink(collection: URL, link: string): { url: URL; fallback: URL } {
  const given = URL.canParse(link, collection.href) ? new URL(link, collection) : null;
  if (given === null || hostOf(given) !== hostOf(collection)) throw new ReferralServiceError('malformed');
  const url = new URL(collection);
  url.pathname = given.pathname;
  url.search = given.search;
  const fallback = new URL(collection);
  fallback.search = given.search;
  return { url, fallback };
}

const hostOf = (url: URL): string => (/^https?:$/.test(url.protocol) ? url.hostname.replace(/\.$/, '') : '');
