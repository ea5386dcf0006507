import type { PatchOperation } from '../referral-service.ts';
import { changeReferral, replacementPatch } from './change-referral.ts';
import type { Collection } from './collection.ts';
import { createReferral, engagementOf } from './create-referral.ts';
import { parseOperations } from './json-patch.ts';
import { parseListQuery, selectPage, skipToken } from './list-query.ts';
import { invalidRequest, Refusal } from './refusal.ts';
import type { SandboxAnswer, SandboxRequest } from './sandbox-request.ts';
import { withSolutionNames } from './solution-names.ts';
import { isRecord, valueAt, type WireReferral } from './wire-referral.ts';

const COLLECTION_PATH = '/v1.0/engagements/referrals';

export interface ReferralRoutesContext {
  collection: Collection;
  now: () => Date;
  pageSize: number;
  strictStates: boolean;
}

type Route = (request: SandboxRequest, context: ReferralRoutesContext, id: string) => SandboxAnswer;

/** The operations of the API (partner-center-api.md 2). There is no DELETE. */
const ON_COLLECTION: Record<string, Route> = { GET: listReferrals, POST: postReferral };
const ON_ITEM: Record<string, Route> = { GET: getReferral, PUT: putReferral, PATCH: patchReferral };

/** Answers a request below the API's path; throws a `Refusal` for everything that is refused. */
export function answerReferralRequest(
  request: SandboxRequest,
  context: ReferralRoutesContext,
): SandboxAnswer {
  const match = /^\/v1\.0\/engagements\/referrals(?:\/([^/]+))?$/i.exec(request.path);
  if (!match) throw new Refusal(404, 'itemNotFound', 'There is nothing at this path');
  const id = match[1] === undefined ? null : decode(match[1]);
  const routes = id === null ? ON_COLLECTION : ON_ITEM;
  const route = Object.hasOwn(routes, request.method) ? routes[request.method] : undefined;
  if (!route)
    throw new Refusal(405, 'invalidRequest', 'Not allowed here', { Allow: Object.keys(routes).join(', ') });
  return route(request, context, id ?? '');
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw invalidRequest('The path is not well encoded');
  }
}

function listReferrals(
  { query, origin }: SandboxRequest,
  { collection, pageSize }: ReferralRoutesContext,
): SandboxAnswer {
  const { page, total, nextAt } = selectPage(collection.all(), parseListQuery(query), pageSize);
  const next = new URLSearchParams(query);
  next.set('$skiptoken', skipToken(nextAt ?? 0));
  const search = [...next].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return {
    status: 200,
    body: {
      '@odata.context': `${origin}/v1.0/$metadata#Referrals`,
      '@odata.count': total,
      value: page,
      ...(nextAt === null ? {} : { '@odata.nextLink': `${origin}${COLLECTION_PATH}?${search}` }),
    },
  };
}

function getReferral(
  { origin }: SandboxRequest,
  { collection }: ReferralRoutesContext,
  id: string,
): SandboxAnswer {
  return { status: 200, ...represented(existing(collection, id), origin) };
}

function postReferral(request: SandboxRequest, { collection, now }: ReferralRoutesContext): SandboxAnswer {
  const named = withSolutionNames(createReferral(jsonBody(request), collection, now()), collection.all());
  const created = withLinks(named, request.origin);
  collection.put(created);
  return { status: 201, ...represented(created, request.origin) };
}

function putReferral(request: SandboxRequest, context: ReferralRoutesContext, id: string): SandboxAnswer {
  const before = existing(context.collection, id);
  if (request.header('if-match') === null) throw invalidRequest('PUT needs If-Match');
  checkETag(request, before);
  const body = jsonBody(request);
  if (!isRecord(body)) throw invalidRequest('The body is a referral');
  const after = changed(before, replacementPatch(before, body), context);
  context.collection.put(after);
  return { status: 200, ...represented(after, request.origin) };
}

/** 204, or 200 with the referral when the caller prefers its representation. Without If-Match nothing is compared (API-03). */
function patchReferral(request: SandboxRequest, context: ReferralRoutesContext, id: string): SandboxAnswer {
  const before = existing(context.collection, id);
  checkETag(request, before);
  const after = changed(before, parseOperations(jsonBody(request)), context);
  context.collection.put(after);
  const isWanted = /\breturn=representation\b/i.test(request.header('prefer') ?? '');
  const answer = represented(after, request.origin);
  return isWanted ? { status: 200, ...answer } : { ...answer, status: 204, body: undefined };
}

function existing(collection: Collection, id: string): WireReferral {
  const referral = collection.get(id);
  if (referral === null) throw new Refusal(404, 'itemNotFound', 'There is no such referral');
  return referral;
}

function checkETag(request: SandboxRequest, referral: WireReferral): void {
  const expected = request.header('if-match');
  if (expected === null || expected === '*' || expected === referral['eTag']) return;
  throw new Refusal(412, 'resourceModified', 'The referral was changed since it was read');
}

function jsonBody(request: SandboxRequest): unknown {
  if (!/^application\/json\b/i.test(request.header('content-type') ?? '')) {
    throw new Refusal(415, 'invalidRequest', 'The body is application/json');
  }
  return request.json();
}

function changed(
  before: WireReferral,
  patch: readonly PatchOperation[],
  { collection, now, strictStates }: ReferralRoutesContext,
): WireReferral {
  const sisters = engagementOf(collection, before['engagementId']).filter((referral) => referral !== before);
  const after = changeReferral(before, patch, { now: now(), strictStates, sisters });
  return withSolutionNames(after, collection.all());
}

const represented = (referral: WireReferral, origin: string): Omit<SandboxAnswer, 'status'> => ({
  headers: typeof referral['eTag'] === 'string' ? { ETag: headerText(referral['eTag']) } : {},
  body: { '@odata.context': `${origin}/v1.0/$metadata#Referrals/$entity`, ...referral },
});

/** A seed's eTag may hold what no header can. */
const headerText = (text: string): string => text.replace(/[^\x20-\x7e]/g, '');

/** The links that Partner Center puts on every referral; the filter comes ready-made. */
export function withLinks(referral: WireReferral, origin: string): WireReferral {
  const collection = `${origin}${COLLECTION_PATH}`;
  return {
    ...referral,
    links: {
      self: { uri: `${collection}/${String(valueAt(referral, 'id'))}`, method: 'GET' },
      relatedReferrals: {
        uri: `${collection}?$filter=engagementId eq '${String(valueAt(referral, 'engagementId'))}'`,
        method: 'GET',
      },
    },
  };
}
