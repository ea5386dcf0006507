import { wireMoment } from '../wire-moment.ts';
import { parseFilter, type Predicate } from './filter.ts';
import { invalidRequest } from './refusal.ts';
import { isRecord, valueAt } from './wire-referral.ts';

/** A parsed query of the list operation (partner-center-api.md 2.1 and 10.3). */
export interface ListQuery {
  filter: Predicate;
  orderBy: { property: string; descending: boolean } | null;
  /** Most elements over all pages; null: all. */
  top: number | null;
  /** Elements left out, by `$skip` and by the pages before. */
  offset: number;
  /** Where this page starts within the whole answer. */
  startAt: number;
  select: string[] | null;
}

const OPTIONS = new Set(['$filter', '$orderby', '$top', '$skip', '$count', '$select', '$skiptoken']);

/** Throws a 400 for every option and form outside the documented set. */
export function parseListQuery(parameters: URLSearchParams): ListQuery {
  for (const name of parameters.keys()) {
    if (name.startsWith('$') && !OPTIONS.has(name))
      throw invalidRequest(`The query option ${name} is not supported`);
    if (parameters.getAll(name).length > 1) throw invalidRequest(`The query option ${name} stands twice`);
  }
  const count = parameters.get('$count');
  if (count !== null && count !== 'true' && count !== 'false')
    throw invalidRequest('$count is true or false');
  const filter = parameters.get('$filter');
  const skip = wholeNumber(parameters, '$skip') ?? 0;
  const startAt = skipTokenOffset(parameters.get('$skiptoken'));
  return {
    filter: filter === null ? () => true : parseFilter(filter),
    orderBy: parseOrderBy(parameters.get('$orderby')),
    top: wholeNumber(parameters, '$top'),
    offset: skip + startAt,
    startAt,
    select: parseSelect(parameters.get('$select')),
  };
}

/** The token names the place where the next page starts; callers must not read it. */
export const skipToken = (startAt: number): string => Buffer.from(`from:${startAt}`).toString('base64url');

function skipTokenOffset(token: string | null): number {
  if (token === null) return 0;
  const match = /^from:(\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString());
  if (!match) throw invalidRequest('The $skiptoken is not one of ours');
  return Number(match[1]);
}

function wholeNumber(parameters: URLSearchParams, name: string): number | null {
  const text = parameters.get(name);
  if (text === null) return null;
  if (!/^\d{1,9}$/.test(text)) throw invalidRequest(`${name} is a whole number`);
  return Number(text);
}

function parseOrderBy(text: string | null): ListQuery['orderBy'] {
  if (text === null) return null;
  const match = /^\s*(createdDateTime|updatedDateTime)(?:\s+(asc|desc))?\s*$/.exec(text);
  if (!match) throw invalidRequest('$orderby takes createdDateTime or updatedDateTime');
  return { property: match[1] ?? '', descending: match[2] === 'desc' };
}

function parseSelect(text: string | null): string[] | null {
  if (text === null) return null;
  const names = text.split(',').map((name) => name.trim());
  if (!names.every((name) => /^[A-Za-z]\w*$/.test(name)))
    throw invalidRequest('$select takes names of properties');
  return names;
}

/** One page of the answer, and how many there are in all. `nextAt` is null on the last page. */
export function selectPage(
  items: readonly unknown[],
  query: ListQuery,
  pageSize: number,
): { page: unknown[]; total: number; nextAt: number | null } {
  const matching = items.filter(query.filter);
  const sorted = query.orderBy ? matching.sort(byMoment(query.orderBy)) : matching;
  const left = query.top === null ? pageSize : Math.max(0, query.top - query.startAt);
  const page = sorted.slice(query.offset, query.offset + Math.min(pageSize, left));
  const isLast = query.offset + page.length >= sorted.length || (query.top !== null && page.length >= left);
  return {
    page: query.select === null ? page : page.map((item) => pick(item, query.select ?? [])),
    total: matching.length,
    nextAt: isLast ? null : query.startAt + page.length,
  };
}

function byMoment({ property, descending }: { property: string; descending: boolean }) {
  const time = (item: unknown): number =>
    wireMoment(valueAt(item, property))?.getTime() ?? Number.NEGATIVE_INFINITY;
  return (a: unknown, b: unknown): number => {
    const [first, second] = descending ? [time(b), time(a)] : [time(a), time(b)];
    return first === second ? 0 : first < second ? -1 : 1;
  };
}

const pick = (item: unknown, names: string[]): unknown =>
  isRecord(item)
    ? Object.fromEntries(names.filter((name) => Object.hasOwn(item, name)).map((name) => [name, item[name]]))
    : item;
