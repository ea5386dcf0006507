import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { breakOff } from './break-off.ts';
import { endAfterTest } from './ends.ts';
import { callerOf } from './teams-http.ts';

type Json = Record<string, unknown>;

/** A referral as Partner Center sends it; names and shapes of the wire. */
export interface WireReferral extends Json {
  id: string;
  engagementId: string;
  status: string;
  substatus: string;
  eTag: string;
}

export interface PartnerCenterOptions {
  /** In the order in which lists give them. Default: none. */
  referrals?: WireReferral[];
  /** Default: all on one page. */
  pageSize?: number;
  /** Obeys `$filter`, `$orderby` and `$top`. Default: does not even look at them, as a rude server may. */
  honourFilter?: boolean;
  /** Does a PATCH give the referral back (200) or nothing (204)? Default: as `Prefer` asks. */
  representation?: 'preferred' | 'always' | 'never';
  /** `documented`: http, no port, another path, as in the documentation's sample. Default `usable`. */
  nextLink?: 'usable' | 'documented';
  /** Who may come in, and what they see of all there is. Default: whoever sends a bearer token, and all. */
  admit?: (authorization: string | null) => Admission | Promise<Admission>;
  /** Default: the machine's. */
  clock?: () => Date;
}

export type Admission =
  | { kind: 'refused'; status: number; code: string }
  /** `who`: a name for `forbidden` and `hide`, noted with each request. */
  | { kind: 'admitted'; who: string; sees: (referral: WireReferral) => boolean };

export interface PartnerCenterRequest {
  at: Date;
  method: string;
  path: string;
  query: URLSearchParams;
  authorization: string | null;
  /** Which program asks, by its header `x-caller`; null: it does not say. */
  caller: string | null;
  /** The token, or whom it stands for where the door knows that; null while not admitted. */
  who: string | null;
  ifMatch: string | null;
  prefer: string | null;
  body: unknown;
  /** Null while not answered, and where the answer was lost. */
  status: number | null;
  /** Did it change a referral, whatever became of the answer? */
  changed: boolean;
  /** What struck it; null: nothing. */
  fault: PartnerCenterFault | null;
}

export interface PartnerCenterFault {
  match?: (request: PartnerCenterRequest) => boolean;
  /** Answered instead of carrying the request out. Default: it is carried out. */
  status?: number;
  code?: string;
  retryAfterSeconds?: number;
  /** How many requests it strikes. Default 1. */
  times?: number;
  /** Waits before all else. Default 0. */
  delayMs?: number;
  /** Carries the request out, then waits before it answers. Default 0. */
  answerDelayMs?: number;
  /** Breaks the connection before the request is carried out. */
  hangUp?: boolean;
  /** Of lists: this one in another order, over all its pages, some rows on two of them. Default: as it was asked for. */
  shuffle?: boolean;
  /** Carries the request out, then breaks the connection. */
  loseAnswer?: boolean;
  /** Carries the request out, then breaks the connection in the middle of the answer. */
  halfAnswer?: boolean;
}

export interface PartnerCenter {
  /** For PARTNER_CENTER_URL. */
  url: string;
  requests: PartnerCenterRequest[];
  /** The PATCH requests that changed something. */
  writes(): PartnerCenterRequest[];
  /** All referrals that stand there. */
  all(): WireReferral[];
  referral(id: string): WireReferral;
  /** Adds a referral, or changes one as a colleague in the portal does: new eTag, new time. */
  put(referral: WireReferral): WireReferral;
  /** `quietly`: the change time stays, as of what no list of changes shows. */
  change(id: string, changes: Json, options?: { quietly?: boolean }): WireReferral;
  remove(id: string): void;
  /** Who has no Referrals role: 403. Bearer tokens, or what `admit` calls people. */
  forbidden: Set<string>;
  /** A referral that they do not see: not listed, 404. */
  hide(who: string, id: string): void;
  fault(fault: PartnerCenterFault): void;
  clearFaults(): void;
  stop(): Promise<void>;
}

const COLLECTION = '/v1.0/engagements/referrals';

interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** What a request may do with what the server holds. */
interface Service {
  options: PartnerCenterOptions;
  referrals: Map<string, WireReferral>;
  hidden: Map<string, Set<string>>;
  forbidden: Set<string>;
  now: Date;
  origin: string;
}

/** Starts a Partner Center of another make than the product's own sandbox, on loopback. Ends with its test at the latest. */
export async function startPartnerCenter(options: PartnerCenterOptions = {}): Promise<PartnerCenter> {
  const clock = options.clock ?? (() => new Date());
  const referrals = new Map((options.referrals ?? []).map((one) => [one.id, structuredClone(one)]));
  const hidden = new Map<string, Set<string>>();
  const forbidden = new Set<string>();
  const requests: PartnerCenterRequest[] = [];
  const faults: { fault: PartnerCenterFault; left: number }[] = [];
  const stopped = new AbortController();
  const admit = options.admit ?? whoeverHasAToken;

  const serve = async (incoming: IncomingMessage, response: ServerResponse) => {
    const origin = `http://${incoming.headers.host}`;
    const request = await readRequest(incoming, new URL(incoming.url ?? '/', origin), clock());
    requests.push(request);
    const admission = await admit(request.authorization);
    if (admission.kind === 'admitted') request.who = admission.who;
    const entry = faults.find(({ fault, left }) => left > 0 && (fault.match?.(request) ?? true));
    if (entry) entry.left -= 1;
    const fault = entry?.fault ?? {};
    request.fault = entry?.fault ?? null;
    if (fault.hangUp) {
      response.destroy();
      return;
    }
    if (fault.delayMs) await pause(fault.delayMs, undefined, { signal: stopped.signal });
    const refused = fault.loseAnswer || fault.halfAnswer ? undefined : fault.status;
    const answer =
      refused === undefined
        ? answerTo(request, admission, {
            options,
            referrals,
            hidden,
            forbidden,
            now: clock(),
            origin,
          })
        : refuse(refused, fault.code ?? 'generalException');
    if (fault.loseAnswer) {
      response.destroy();
      return;
    }
    if (fault.answerDelayMs) await pause(fault.answerDelayMs, undefined, { signal: stopped.signal });
    if (fault.halfAnswer) {
      breakOff(response, answer.status, JSON.stringify(answer.body ?? {}));
      return;
    }
    request.status = answer.status;
    response.writeHead(answer.status, {
      'content-type': 'application/json; charset=utf-8',
      'request-id': randomUUID(),
      ...(fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) }),
      ...answer.headers,
    });
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
  };

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const known = (id: string): WireReferral => {
    const referral = referrals.get(id);
    if (referral === undefined) throw new Error(`The Partner Center stand-in has no referral ${id}`);
    return referral;
  };
  const put = (referral: WireReferral): WireReferral => {
    const stored = touched({ ...structuredClone(referral) }, clock());
    referrals.set(stored.id, stored);
    return structuredClone(stored);
  };
  const stop = async () => {
    stopped.abort();
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  endAfterTest(stop);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    writes: () =>
      requests.filter(({ method, status }) => method === 'PATCH' && (status === 200 || status === 204)),
    all: () => structuredClone([...referrals.values()]),
    referral: (id) => structuredClone(known(id)),
    put,
    change: (id, changes, { quietly = false } = {}) => {
      const before = known(id);
      const changed = merged(before, changes) as WireReferral;
      if (!quietly) return put(changed);
      const stored = { ...structuredClone(changed), eTag: newETag() };
      referrals.set(id, { ...stored, updatedDateTime: before['updatedDateTime'] });
      return stored;
    },
    remove: (id) => {
      referrals.delete(id);
    },
    forbidden,
    hide: (who, id) => {
      hidden.set(who, (hidden.get(who) ?? new Set()).add(id));
    },
    fault: (fault) => {
      faults.push({ fault, left: fault.times ?? 1 });
    },
    clearFaults: () => {
      faults.length = 0;
    },
    stop,
  };
}

async function readRequest(incoming: IncomingMessage, url: URL, at: Date): Promise<PartnerCenterRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return {
    at,
    method: incoming.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    authorization: incoming.headers.authorization ?? null,
    caller: callerOf(incoming),
    who: null,
    ifMatch: incoming.headers['if-match'] ?? null,
    prefer: String(incoming.headers['prefer'] ?? '') || null,
    body: text === '' ? null : parsed(text),
    status: null,
    changed: false,
    fault: null,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function refuse(status: number, code: string): Answer {
  return { status, body: { error: { code, message: 'Refused.', target: 'referral', innerError: null } } };
}

function whoeverHasAToken(authorization: string | null): Admission {
  const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
  return token === undefined
    ? { kind: 'refused', status: 401, code: 'unauthenticated' }
    : { kind: 'admitted', who: token, sees: () => true };
}

function answerTo(request: PartnerCenterRequest, admission: Admission, service: Service): Answer {
  if (admission.kind === 'refused') return refuse(admission.status, admission.code);
  const { who, sees } = admission;
  if (service.forbidden.has(who)) return refuse(403, 'accessDenied');
  const hidden = service.hidden.get(who);
  const visible = [...service.referrals.values()].filter((one) => !hidden?.has(one.id) && sees(one));
  if (request.path === COLLECTION) {
    if (request.method === 'POST') return post(request, service);
    return request.method === 'GET' ? list(request, service, visible) : refuse(405, 'invalidRequest');
  }
  const id = request.path.startsWith(`${COLLECTION}/`) ? request.path.slice(COLLECTION.length + 1) : null;
  const referral = visible.find((one) => one.id === id);
  if (referral === undefined) return refuse(404, 'itemNotFound');
  if (request.method === 'GET') return whole(referral);
  return request.method === 'PATCH' ? patch(request, service, referral) : refuse(405, 'invalidRequest');
}

function whole(referral: WireReferral): Answer {
  const context = 'https://api.partner.microsoft.com/v1.0/$metadata#Referrals/$entity';
  return { status: 200, body: { '@odata.context': context, ...referral }, headers: { etag: referral.eTag } };
}

/** Rows that a shuffled list gives on two pages. */
const TWICE = 2;

function list(
  { query, fault }: PartnerCenterRequest,
  { options, origin }: Service,
  visible: WireReferral[],
): Answer {
  const { honourFilter = false, pageSize = Number.POSITIVE_INFINITY, nextLink = 'usable' } = options;
  let found = visible;
  if (honourFilter) {
    const filter = parseFilter(query.get('$filter') ?? '');
    if (filter === null) return refuse(400, 'invalidRequest');
    found = ordered(visible.filter(filter), query.get('$orderby') ?? '');
    found = found.slice(0, Number(query.get('$top') ?? found.length));
  }
  const [from = '0', salt = fault?.shuffle ? randomUUID().slice(0, 8) : null] = (
    query.get('$skiptoken') ?? '0'
  ).split('.');
  if (salt !== null) found = found.toSorted((a, b) => compareTexts(mixed(salt, a), mixed(salt, b)));
  const start = Number(from);
  const end = start + pageSize;
  const next = new URL(origin + COLLECTION);
  if (nextLink === 'documented') {
    next.port = '';
    next.pathname = '/v1.0/referrals';
  }
  next.search = new URLSearchParams([...query].filter(([name]) => name !== '$skiptoken')).toString();
  next.searchParams.set(
    '$skiptoken',
    salt === null ? String(end) : `${Math.max(start + 1, end - TWICE)}.${salt}`,
  );
  return {
    status: 200,
    body: {
      '@odata.context': 'https://api.partner.microsoft.com/v1.0/$metadata#Referrals',
      '@odata.count': found.length,
      value: found.slice(start, end),
      ...(end < found.length ? { '@odata.nextLink': next.href } : {}),
    },
  };
}

/** The same order over all pages of one list. */
function mixed(salt: string, { id }: WireReferral): string {
  return createHash('sha256')
    .update(salt + id)
    .digest('hex');
}

const COMPARISONS: Record<string, (order: number) => boolean> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  ge: (order) => order >= 0,
  gt: (order) => order > 0,
  le: (order) => order <= 0,
  lt: (order) => order < 0,
};

/** Comparisons joined by `and`, or by `or`, in one pair of brackets at most; null for all else. */
function parseFilter(text: string): ((referral: WireReferral) => boolean) | null {
  if (text.trim() === '') return () => true;
  const joint = text.includes(' or ') ? ' or ' : ' and ';
  const tests = text
    .trim()
    .replace(/^\((.*)\)$/, '$1')
    .split(joint)
    .map(parseComparison);
  if (tests.some((test) => test === null)) return null;
  return (referral) => {
    const fits = (test: ReturnType<typeof parseComparison>) => test?.(referral) ?? false;
    return joint === ' or ' ? tests.some(fits) : tests.every(fits);
  };
}

function parseComparison(text: string): ((referral: WireReferral) => boolean) | null {
  const [, path = '', operator = '', quoted, bare] =
    /^\s*([\w/]+) (eq|ne|ge|gt|le|lt) (?:'([^']*)'|([\w.:+-]+))\s*$/.exec(text) ?? [];
  const wanted = quoted ?? bare;
  const compare = COMPARISONS[operator];
  if (wanted === undefined || compare === undefined) return null;
  return (referral) => {
    const value = path
      .split('/')
      .reduce<unknown>((at, name) => (isJson(at) ? at[name] : undefined), referral);
    return compare(compareTexts(asText(value), wanted));
  };
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

/** Moments by time, all else by its text. */
function compareTexts(a: string, b: string): number {
  const [timeA, timeB] = [a, b].map((text) =>
    /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN,
  );
  if (timeA !== undefined && timeB !== undefined && !Number.isNaN(timeA) && !Number.isNaN(timeB))
    return timeA - timeB;
  return a < b ? -1 : Number(a > b);
}

function ordered(referrals: WireReferral[], orderBy: string): WireReferral[] {
  const [name = '', way = 'asc'] = orderBy.split(' ');
  if (name === '') return referrals;
  const sign = way === 'desc' ? -1 : 1;
  return referrals.toSorted((a, b) => sign * compareTexts(asText(a[name]), asText(b[name])));
}

const ALLOWED_SUBSTATUSES: Record<string, string[]> = {
  New: ['Pending', 'Received'],
  Active: ['Accepted'],
  Closed: ['Won', 'Lost', 'Declined', 'Error'],
};
const ALLOWED_MOVES: Record<string, string[]> = {
  New: ['New', 'Active', 'Closed'],
  Active: ['Active', 'Closed'],
};
const READ_ONLY =
  /^\/(id|engagementId|eTag|links|createdDateTime|updatedDateTime|acceptedDateTime|closedDateTime)(\/|$)/;

function patch(request: PartnerCenterRequest, service: Service, referral: WireReferral): Answer {
  const { body, ifMatch, prefer } = request;
  if (ifMatch !== null && ifMatch !== referral.eTag) return refuse(412, 'resourceModified');
  const changed = structuredClone(referral);
  if (!Array.isArray(body) || !body.every((operation) => isJson(operation) && apply(changed, operation))) {
    return refuse(400, 'invalidRequest');
  }
  const onlyRegisters = body.every((operation: Json) =>
    asText(operation['path']).startsWith('/registrations'),
  );
  const mayMove =
    referral.status === 'Closed'
      ? onlyRegisters && referral.substatus === 'Won'
      : ALLOWED_MOVES[referral.status]?.includes(changed.status) &&
        ALLOWED_SUBSTATUSES[changed.status]?.includes(changed.substatus);
  if (!mayMove) return refuse(400, 'invalidRequest');
  const moment = wireMoment(service.now);
  if (changed.status !== referral.status) {
    changed[changed.status === 'Active' ? 'acceptedDateTime' : 'closedDateTime'] = moment;
  }
  service.referrals.set(referral.id, touched(changed, service.now));
  request.changed = true;
  const { representation = 'preferred' } = service.options;
  const wanted =
    representation === 'preferred' ? prefer === 'return=representation' : representation === 'always';
  return wanted ? whole(changed) : { status: 204, headers: { etag: changed.eTag } };
}

/** What a POST must hold: a path, and what is right there. Of an invitation more is asked. */
const REQUIRED: [path: string, isRight: (value: unknown) => boolean][] = [
  ['type', (value) => value === 'Independent' || value === 'Shared'],
  ['name', isFilled],
  ['customerProfile.name', isFilled],
  ['customerProfile.address.addressLine1', isFilled],
  ['customerProfile.address.city', isFilled],
  ['customerProfile.address.country', (value) => /^[A-Z]{2}$/.test(asText(value))],
  ['consent.consentToToShareInfoWithOthers', (value) => value === true],
  ['details.dealValue', (value) => typeof value === 'number' && value > 0],
  ['details.currency', (value) => /^[A-Z]{3}$/.test(asText(value))],
  ['details.closingDateTime', (value) => !Number.isNaN(Date.parse(asText(value)))],
  ['details.notes', isFilled],
  ['details.requirements.solutions', (value) => Array.isArray(value) && value.length > 0],
  ['team', (value) => Array.isArray(value) && value.length > 0],
];
const REQUIRED_OF_INVITATION: typeof REQUIRED = [
  ['customerProfile.team.0.email', isFilled],
  ['consent.consentToShareReferralWithMicrosoftSellers', (value) => value === true],
  ['inviteContext.assistanceRequestCode', (value) => isFilled(value) && value !== 'Unknown'],
];

const OURS = {
  organizationId: '33333333-3333-4333-8333-333333333333',
  organizationName: 'Example Partner AG',
};

/** A deal of ours, or with an engagement Microsoft's part of it. No key of any kind: the same body twice makes two. */
function post({ body }: PartnerCenterRequest, service: Service): Answer {
  if (!isJson(body)) return refuse(400, 'invalidRequest');
  const given = body['engagementId'];
  const ours =
    given === undefined ? null : [...service.referrals.values()].find((one) => one.engagementId === given);
  const checks = given === undefined ? REQUIRED : [...REQUIRED, ...REQUIRED_OF_INVITATION];
  if (ours === undefined || !checks.every(([path, isRight]) => isRight(valueIn(body, path.split('.')))))
    return refuse(400, 'invalidRequest');
  const created = wireMoment(service.now);
  const state = ours
    ? {
        organizationId: 'msft',
        organizationName: 'Microsoft',
        direction: 'Incoming',
        status: 'New',
        substatus: 'Pending',
        acceptedDateTime: null,
        expirationDateTime: `${new Date(service.now.getTime() + 14 * DAY).toISOString().slice(0, 10)}T00:00:00Z`,
      }
    : {
        ...OURS,
        direction: 'Outgoing',
        status: 'Active',
        substatus: 'Accepted',
        acceptedDateTime: created,
        expirationDateTime: null,
      };
  const referral = touched(
    {
      ...inboundReferral({}, service.now),
      externalReferenceId: null,
      ...structuredClone(body),
      ...state,
      id: randomUUID(),
      engagementId: ours?.engagementId ?? randomUUID(),
      createdDateTime: created,
      inviteContext: { ...(body['inviteContext'] as Json | undefined), invitedBy: OURS },
    },
    service.now,
  );
  service.referrals.set(referral.id, referral);
  return { ...whole(referral), status: 201 };
}

function valueIn(value: unknown, names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (at, name) => (typeof at === 'object' && at !== null ? (at as Json)[name] : undefined),
    value,
  );
}

function isFilled(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

/** Carries out one operation of a JSON Patch; false for one that Partner Center does not take. */
function apply(target: Json, operation: Json): boolean {
  const { op, path, value } = operation;
  if ((op !== 'replace' && op !== 'add') || typeof path !== 'string' || READ_ONLY.test(path)) return false;
  const names = path
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = names.pop();
  const parent = names.reduce<unknown>((at, name) => (at as Json | undefined | null)?.[name], target);
  if (last === undefined || typeof parent !== 'object' || parent === null) return false;
  if (Array.isArray(parent) && last === '-') parent.push(value);
  else (parent as Json)[last] = value;
  return true;
}

function touched(referral: WireReferral, now: Date): WireReferral {
  referral.eTag = newETag();
  referral['updatedDateTime'] = wireMoment(now);
  return referral;
}

function newETag(): string {
  return `"${randomUUID().slice(0, 8)}-0000-0100-0000-${randomUUID().slice(-12)}"`;
}

/** Partner Center writes seven digits after the point. */
function wireMoment(moment: Date): string {
  return moment.toISOString().replace('Z', '4567Z');
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Objects are merged all the way down; arrays and all else are replaced. */
function merged(original: unknown, changes: unknown): unknown {
  if (!isJson(original) || !isJson(changes)) return structuredClone(changes);
  const result: Json = structuredClone(original);
  for (const [name, value] of Object.entries(changes)) result[name] = merged(original[name], value);
  return result;
}

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

/**
 * A co-sell deal from Microsoft's seller that nobody answered yet: created an hour ago, to be answered within 14 days.
 * `overrides` go all the way down; arrays are replaced.
 */
export function inboundReferral(overrides: Json = {}, now: Date = new Date()): WireReferral {
  const { id = randomUUID(), engagementId = randomUUID() } = overrides;
  const created = new Date(now.getTime() - HOUR);
  const collection = `https://api.partner.microsoft.com${COLLECTION}`;
  const solution = {
    id: 'SOL-00001-AAA',
    name: 'Example Solution',
    type: 'Name',
    price: null,
    quantity: null,
  };
  const referral = {
    id,
    engagementId,
    name: 'Plant analytics rollout',
    organizationId: '33333333-3333-4333-8333-333333333333',
    organizationName: 'Example Partner AG',
    externalReferenceId: null,
    createdDateTime: wireMoment(created),
    updatedDateTime: wireMoment(created),
    expirationDateTime: `${new Date(created.getTime() + 14 * DAY).toISOString().slice(0, 10)}T00:00:00Z`,
    acceptedDateTime: null,
    closedDateTime: null,
    status: 'New',
    substatus: 'Pending',
    statusReason: null,
    qualification: 'SalesQualified',
    type: 'Shared',
    direction: 'Incoming',
    favorite: false,
    salesStage: null,
    quality: 'Unknown',
    isSpam: false,
    mpnId: '1000001',
    tags: [],
    campaignId: null,
    referralSource: null,
    callToAction: null,
    referralProgram: null,
    dealSensitivity: 'None',
    createdVia: null,
    lastModifiedVia: null,
    lastRunId: null,
    registrationStatus: 'None',
    registrations: [],
    target: [{ type: 'SolutionProfile', id: 'SOL-00001-AAA' }],
    customerProfile: {
      name: 'Sample Manufacturing GmbH',
      size: '251to1000employees',
      isMatchingComplete: true,
      address: {
        addressLine1: 'Street 1',
        addressLine2: null,
        city: 'Ulm',
        state: null,
        postalCode: '89073',
        country: 'DE',
        region: null,
      },
      team: [
        {
          firstName: 'Anja',
          lastName: 'Beispiel',
          phoneNumber: '0000',
          email: 'anja.beispiel@sample.example',
          title: null,
          contactPreference: { locale: null, disableNotifications: true },
        },
      ],
      ids: [{ profileType: 'Duns', id: '000000000' }],
    },
    consent: {
      consentToToShareInfoWithOthers: true,
      consentToContact: true,
      consentToShareReferralWithMicrosoftSellers: true,
    },
    details: {
      notes: 'Wants to start with one plant.',
      dealValue: 60000,
      currency: 'EUR',
      closingDateTime: `${new Date(now.getTime() + 120 * DAY).toISOString().slice(0, 10)}T00:00:00Z`,
      customerRequestedContact: null,
      customerAction: null,
      incentiveLevel: null,
      requirements: {
        industries: [{ id: 'Manufacturing' }],
        products: [{ id: 'Azure' }],
        services: [],
        offers: [],
        salesPlays: [],
        solutions: [
          { ...solution, currency: null, publisherName: null, solutionType: null, closingDateTime: null },
        ],
        additionalRequirements: {
          iot: null,
          attributes: [{ type: 'CustomerMarketplaceIntent', id: 'HaveNotDecided' }],
        },
      },
    },
    team: [],
    inviteContext: {
      notes: 'Please help',
      assistanceRequestCode: 'Unknown',
      invitedMpnId: '1000001',
      invitedBy: { organizationId: 'msft', organizationName: 'Microsoft' },
    },
    trackingInfo: { microsoftMsxId: null },
    eTag: newETag(),
    links: {
      self: { uri: `${collection}/${id as string}`, method: 'GET' },
      relatedReferrals: {
        uri: `${collection}?$filter=engagementId eq '${engagementId as string}'`,
        method: 'GET',
      },
    },
  };
  return merged(referral, overrides) as WireReferral;
}

/** The other party's referral of the same engagement: Microsoft's own, as far as a partner sees it. */
export function sisterReferral(of: WireReferral, overrides: Json = {}, now: Date = new Date()): WireReferral {
  const microsoft = {
    id: randomUUID(),
    engagementId: of.engagementId,
    organizationId: 'msft',
    organizationName: 'Microsoft',
    direction: 'Outgoing',
    target: [{ type: 'BusinessProfileLocation', id: 'msft' }],
    inviteContext: {
      invitedBy: { organizationId: of['organizationId'], organizationName: of['organizationName'] },
    },
  };
  return inboundReferral(merged(microsoft, overrides) as Json, now);
}
