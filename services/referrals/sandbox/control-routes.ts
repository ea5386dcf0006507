import { z } from 'zod';
import { wireMoment } from '../wire-moment.ts';
import { actForMicrosoft, isMicrosoftMove } from './act-for-microsoft.ts';
import type { SandboxClock } from './clock.ts';
import type { Collection } from './collection.ts';
import { type Faults, parseFaults } from './faults.ts';
import { invalidRequest, Refusal } from './refusal.ts';
import type { RequestLog } from './request-log.ts';
import type { SandboxAnswer, SandboxRequest } from './sandbox-request.ts';
import { isRecord, newETag, type WireReferral, wireTime } from './wire-referral.ts';

export interface ControlContext {
  collection: Collection;
  clock: SandboxClock;
  faults: Faults;
  log: RequestLog;
}

type Route = (request: SandboxRequest, context: ControlContext, id: string) => SandboxAnswer;

/** What a test or a rehearsal can do beside the API. `:id` is any one segment. */
const ROUTES: readonly [method: string, path: RegExp, route: Route][] = [
  ['PUT', /^\/sandbox\/referrals\/([^/]+)$/, putReferral],
  [
    'GET',
    /^\/sandbox\/clock$/,
    (_request, { clock }) => ({ status: 200, body: { now: clock.now().toISOString() } }),
  ],
  ['POST', /^\/sandbox\/clock$/, setClock],
  ['POST', /^\/sandbox\/faults$/, setFaults],
  ['GET', /^\/sandbox\/log$/, (_request, { log }) => ({ status: 200, body: log.all() })],
  ['DELETE', /^\/sandbox\/log$/, clearLog],
  ['POST', /^\/sandbox\/microsoft\/([^/]+)$/, moveMicrosoft],
];

export function answerControlRequest(request: SandboxRequest, context: ControlContext): SandboxAnswer {
  const here = ROUTES.filter(([, path]) => path.test(request.path));
  if (here.length === 0) throw new Refusal(404, 'itemNotFound', 'The sandbox has no such control');
  const found = here.find(([method]) => method === request.method);
  if (!found)
    throw new Refusal(405, 'invalidRequest', 'Not allowed here', {
      Allow: here.map(([method]) => method).join(', '),
    });
  const [, path, route] = found;
  return route(request, context, path.exec(request.path)?.[1] ?? '');
}

/**
 * Puts a whole referral, as if it had been changed in Partner Center's own pages: no rule is asked. An eTag or an
 * `updatedDateTime` that is missing, or still the one of the referral it replaces, becomes a new one.
 */
function putReferral(
  request: SandboxRequest,
  { collection, clock }: ControlContext,
  id: string,
): SandboxAnswer {
  const body = request.json();
  if (!isRecord(body)) throw invalidRequest('The body is a referral');
  const bodyId = body['id'];
  if (bodyId !== undefined && !(typeof bodyId === 'string' && bodyId.toLowerCase() === id.toLowerCase())) {
    throw invalidRequest('The id in the body is not the id in the path');
  }
  if (!/^[\w-][\w.~-]{0,199}$/.test(id)) throw invalidRequest('The id is letters, digits and hyphens');
  const before = collection.get(id);
  const renewed = (name: string, fresh: string): unknown =>
    body[name] === undefined || body[name] === before?.[name] ? fresh : body[name];
  const referral: WireReferral = {
    createdDateTime: wireTime(clock.now()),
    ...body,
    id: bodyId ?? id,
    updatedDateTime: renewed('updatedDateTime', wireTime(clock.now())),
    eTag: renewed('eTag', newETag()),
  };
  collection.put(referral);
  return { status: before ? 200 : 201, body: referral };
}

function setClock(request: SandboxRequest, { clock }: ControlContext): SandboxAnswer {
  const now = wireMoment(z.object({ now: z.unknown() }).safeParse(request.json()).data?.now);
  if (now === null) throw invalidRequest('The body is { "now": "<ISO 8601 moment>" }');
  clock.set(now);
  return { status: 200, body: { now: now.toISOString() } };
}

/** The list replaces the one before; an empty list makes everything well again. */
function setFaults(request: SandboxRequest, { faults }: ControlContext): SandboxAnswer {
  const parsed = parseFaults(request.json());
  if (!parsed.success) throw invalidRequest(`The body is a list of faults: ${z.prettifyError(parsed.error)}`);
  faults.replace(parsed.data);
  return { status: 200, body: parsed.data };
}

function clearLog(_request: SandboxRequest, { log }: ControlContext): SandboxAnswer {
  log.clear();
  return { status: 204 };
}

function moveMicrosoft(
  request: SandboxRequest,
  { collection, clock }: ControlContext,
  id: string,
): SandboxAnswer {
  const read = z.object({ do: z.unknown(), reason: z.string().nullish() }).safeParse(request.json());
  const { do: move, reason = null } = read.data ?? {};
  if (!isMicrosoftMove(move))
    throw invalidRequest('The body is { "do": "accept" | "decline" | "won", "reason"?: "..." }');
  return { status: 200, body: actForMicrosoft(collection, id, move, clock.now(), reason) };
}
