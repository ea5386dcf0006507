import { setTimeout as wait } from 'node:timers/promises';
import type { AccessTokens } from '../auth/access-tokens.ts';
import type { Deal } from '../deals/deal.ts';
import {
  type CallEdge,
  type CallLog,
  callPartnerCenter,
  type PartnerCenterAnswer,
} from './call-partner-center.ts';
import { isReferralError, ReferralServiceError } from './errors.ts';
import { resolveNextLink } from './next-link.ts';
import { readRetryMilliseconds } from './read-retry.ts';
import type { Caller, ReferralService } from './referral-service.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { parsePage, parseReferral, type ReferralPage } from './resource.ts';

/** Under the base URL; `v1.0` is the only published version (API-01). */
const COLLECTION_PATH = '/v1.0/engagements/referrals';

/** More pages than this are taken for a server that turns in circles. */
const MAX_PAGES = 2000;

export interface PartnerCenterOptions {
  /** Such as `https://api.partner.microsoft.com`; may carry a path and a trailing slash. */
  baseUrl: string;
  accessTokens: AccessTokens;
  fetch: typeof globalThis.fetch;
  /** Between two attempts of a read. Default: a timer. */
  sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;
  log?: CallLog;
  telemetry?: Telemetry;
  onRefused?: CallEdge['onRefused'];
  /** For one attempt, headers and body. Default 10. */
  readTimeoutSeconds?: number;
  /** Default 20. */
  writeTimeoutSeconds?: number;
}

/** Partner Center's referrals over HTTP. Throws `TypeError` for a base URL that is none. */
export function createPartnerCenter(options: PartnerCenterOptions): ReferralService {
  const { readTimeoutSeconds = 10, writeTimeoutSeconds = 20, log } = options;
  const sleep =
    options.sleep ?? ((milliseconds, signal) => wait(milliseconds, undefined, signal ? { signal } : {}));
  const collection = new URL(options.baseUrl);
  collection.pathname = collection.pathname.replace(/(?<!\/)\/+$/, '') + COLLECTION_PATH;
  collection.search = '';
  collection.hash = '';

  async function read(caller: Caller, url: URL, signal?: AbortSignal): Promise<PartnerCenterAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await callPartnerCenter(options, {
          method: 'GET',
          url,
          caller,
          timeoutSeconds: readTimeoutSeconds,
          signal,
        });
        if (answer.body.kind !== 'broken') return answer;
        throw new ReferralServiceError('unavailable', { cause: answer.body.cause });
      } catch (error) {
        const milliseconds = isReferralError(error)
          ? readRetryMilliseconds(error, attempt, Math.random())
          : null;
        if (milliseconds === null || signal?.aborted) throw error;
        await pause(milliseconds, signal);
      }
    }
  }

  async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
    try {
      await sleep(milliseconds, signal);
    } catch (cause) {
      throw new ReferralServiceError('unavailable', { cause });
    }
  }

  async function readPage(caller: Caller, url: URL, signal?: AbortSignal): Promise<ReferralPage> {
    const answer = await read(caller, url, signal);
    if (answer.body.kind !== 'json') throw new ReferralServiceError('malformed', { status: answer.status });
    const page = parsePage(answer.body.value);
    if (page.malformed > 0)
      log?.warn({ malformed: page.malformed }, 'referrals without a usable id were left out');
    return page;
  }

  /** A server may refuse a query form that is documented: then the plain list, and the caller filters. */
  async function readFirstPage(caller: Caller, query: string, signal?: AbortSignal): Promise<ReferralPage> {
    const url = new URL(collection);
    url.search = query;
    try {
      return await readPage(caller, url, signal);
    } catch (error) {
      if (!isReferralError(error, 'rejected') || error.status !== 400) throw error;
      return readPage(caller, collection, signal);
    }
  }

  async function readNextPage(caller: Caller, link: string, signal?: AbortSignal): Promise<ReferralPage> {
    const { url, fallback } = resolveNextLink(collection, link);
    try {
      return await readPage(caller, url, signal);
    } catch (error) {
      if (!isReferralError(error, 'notFound') || fallback.href === url.href) throw error;
      return readPage(caller, fallback, signal);
    }
  }

  async function* pages(caller: Caller, query: string, signal?: AbortSignal): AsyncGenerator<Deal[]> {
    const followed = new Set<string>();
    let page = await readFirstPage(caller, query, signal);
    for (;;) {
      yield page.deals;
      const link = page.nextLink;
      if (link === null) return;
      if (followed.has(link) || followed.size >= MAX_PAGES) throw new ReferralServiceError('malformed');
      followed.add(link);
      page = await readNextPage(caller, link, signal);
    }
  }

  /** Down to a moment, and on to the end of that page; over unordered pages to the end. */
  async function* newestFirst(
    caller: Caller,
    { property, momentOf }: { property: string; momentOf: (deal: Deal) => Date | null },
    since: Date | null,
    signal?: AbortSignal,
  ): AsyncGenerator<Deal> {
    const seen = new Set<string>();
    const order = descendingOrder();
    for await (const deals of pages(caller, query({ $orderby: `${property} desc` }), signal)) {
      for (const deal of deals) {
        order.add(momentOf(deal));
        const sighting = `${deal.id} ${deal.eTag} ${deal.updatedAt?.getTime()}`;
        if (seen.has(sighting)) continue;
        seen.add(sighting);
        yield deal;
      }
      if (since !== null && order.isPast(since)) return;
    }
  }

  async function get(caller: Caller, id: string, signal?: AbortSignal): Promise<Deal> {
    const deal = dealOf(await read(caller, itemUrl(collection, id), signal), id);
    if (!deal) throw new ReferralServiceError('malformed', { status: 200 });
    return deal;
  }

  return {
    get,

    listChangedSince: (caller, since, signal) =>
      newestFirst(
        caller,
        { property: 'updatedDateTime', momentOf: ({ updatedAt }) => updatedAt },
        since,
        signal,
      ),

    listCreatedSince: (caller, since, signal) =>
      newestFirst(
        caller,
        { property: 'createdDateTime', momentOf: ({ createdAt }) => createdAt },
        since,
        signal,
      ),

    async *listOpen(caller, statuses = ['New', 'Active'], signal) {
      const wanted = new Set<string>(statuses);
      const open = new Map<string, Deal>();
      for (const status of wanted) {
        const form = query({ $filter: `status eq '${status}'`, $orderby: 'createdDateTime desc' });
        for await (const deals of pages(caller, form, signal)) {
          for (const deal of deals) if (wanted.has(deal.status)) open.set(deal.id, deal);
        }
      }
      yield* [...open.values()].sort((a, b) => (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0));
    },

    async *listEngagement(caller, engagementId, signal) {
      const wanted = engagementId.toLowerCase();
      const seen = new Set<string>();
      const form = query({ $filter: `engagementId eq '${engagementId.replaceAll("'", "''")}'` });
      for await (const deals of pages(caller, form, signal)) {
        for (const deal of deals) {
          if (deal.engagementId !== wanted || seen.has(deal.id)) continue;
          seen.add(deal.id);
          yield deal;
        }
      }
    },

    async update(caller, id, eTag, operations, signal) {
      // without a usable If-Match there would be no concurrency check at all (API-03)
      if (!/^[\x20-\x7e]+$/.test(eTag)) throw new ReferralServiceError('conflict', { code: 'noETag' });
      const url = itemUrl(collection, id);
      const body = JSON.stringify(operations);
      const answer = await callPartnerCenter(options, {
        method: 'PATCH',
        url,
        caller,
        eTag,
        body,
        timeoutSeconds: writeTimeoutSeconds,
        signal,
      });
      const deal = dealOf(answer, id);
      if (deal) return deal;
      try {
        return await get(caller, id, signal);
      } catch (cause) {
        throw new ReferralServiceError('unavailable', { status: answer.status, wrote: 'unknown', cause });
      }
    },

    async create(caller, referral, signal) {
      const answer = await callPartnerCenter(options, {
        method: 'POST',
        url: collection,
        caller,
        body: JSON.stringify(referral),
        timeoutSeconds: writeTimeoutSeconds,
        signal,
      });
      const deal = createdIn(answer);
      if (!deal) throw new ReferralServiceError('malformed', { status: answer.status, wrote: 'unknown' });
      return deal;
    },
  };
}

/** The referral that was asked for, or null: no body, no referral, or another one. */
function dealOf(answer: PartnerCenterAnswer, id: string): Deal | null {
  if (answer.body.kind !== 'json') return null;
  try {
    const deal = parseReferral(answer.body.value);
    return deal.id === id.trim().toLowerCase() ? { ...deal, eTag: deal.eTag ?? answer.eTag } : null;
  } catch {
    return null;
  }
}

/** The referral that an answer carries, or null: 201 promises one, and some answers keep no promise. */
function createdIn(answer: PartnerCenterAnswer): Deal | null {
  if (answer.body.kind !== 'json') return null;
  try {
    const deal = parseReferral(answer.body.value);
    return { ...deal, eTag: deal.eTag ?? answer.eTag };
  } catch {
    return null;
  }
}

function itemUrl(collection: URL, id: string): URL {
  const segment = encodeURIComponent(id.trim());
  if (/^\.*$/.test(segment)) throw new ReferralServiceError('notFound');
  const url = new URL(collection);
  url.pathname += `/${segment}`;
  return url;
}

function query(parameters: Record<string, string>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

/**
 * Watches whether a list really comes newest first. Something without a moment may stand anywhere, so it counts as
 * out of order: then nothing tells how far the old part begins.
 */
function descendingOrder(): { add(moment: Date | null): void; isPast(mark: Date): boolean } {
  let last = Number.POSITIVE_INFINITY;
  let isOrdered = true;
  return {
    add(moment) {
      const time = moment?.getTime() ?? Number.POSITIVE_INFINITY;
      if (moment === null || time > last) isOrdered = false;
      last = time;
    },
    isPast: (mark) => isOrdered && last < mark.getTime(),
  };
}
