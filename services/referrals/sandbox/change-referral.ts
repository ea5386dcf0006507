import { isDeepStrictEqual } from 'node:util';
import type { PatchOperation } from '../referral-service.ts';
import { checkPath, checkReadOnly, checkShapes, covers, READ_ONLY, withNumericValue } from './field-rules.ts';
import { applyOperations } from './json-patch.ts';
import { missingFields } from './missing-fields.ts';
import { invalidRequest } from './refusal.ts';
import { checkRegistrationPath, withRegistrations } from './register-deal.ts';
import { checkMove, isClosed, stateOf } from './state-moves.ts';
import { isRecord, stamped, valueAt, type WireReferral, wireTime } from './wire-referral.ts';

export interface ChangeContext {
  now: Date;
  /** Strict moves as Partner Center's pages allow them, or all that the published table does not forbid. */
  strictStates: boolean;
  /** The other referrals of the same engagement. */
  sisters: readonly unknown[];
}

/** What a partner may do to one referral by PATCH. All or nothing: throws a `Refusal`, or gives the new referral. */
export function changeReferral(
  before: WireReferral,
  patch: readonly PatchOperation[],
  context: ChangeContext,
): WireReferral {
  for (const operation of patch) checkOperation(before, operation);
  const patched = applyOperations(before, patch);
  checkReadOnly(before, patched);
  checkShapes(before, patched);
  checkConsent(before, patched);
  checkMove(before, patched, context.strictStates);
  const moved = withMoveStamps(before, withNumericValue(patched), context.now);
  return stamped(withRegistrations(before, moved, context), context.now);
}

/** PUT: the same as replacing every property that differs. What the body leaves out stays; `links` do not count. */
export function replacementPatch(before: WireReferral, body: WireReferral): PatchOperation[] {
  return Object.keys(body)
    .filter((name) => name !== 'links' && !isDeepStrictEqual(body[name], before[name]))
    .map((name) => ({ op: 'replace', path: `/${name}`, value: body[name] }));
}

/** Every property of a referral (partner-center-api.md 3.1). */
const KNOWN = new Set<string | undefined>([
  ...READ_ONLY.map((path) => path.split('/')[1]),
  'name',
  'externalReferenceId',
  'status',
  'substatus',
  'statusReason',
  'qualification',
  'type',
  'favorite',
  'campaignId',
  'salesStage',
  'quality',
  'isSpam',
  'tags',
  'team',
  'details',
  'consent',
  'registrations',
  'referralSource',
  'callToAction',
  'referralProgram',
  'dealSensitivity',
  'createdVia',
  'lastModifiedVia',
  'lastRunId',
]);

function checkOperation(before: WireReferral, operation: PatchOperation): void {
  const { path } = operation;
  if (!KNOWN.has(path.split('/')[1])) throw invalidRequest(`There is no property ${path.slice(0, 100)}`);
  checkPath(path);
  if (covers('/registrations', path)) checkRegistrationPath(operation);
  if (isClosed(before) && !isOpenAfterClosing(before, path))
    throw invalidRequest('A closed referral cannot be changed');
}

/** Closed is final (LIFE-11), but for a won deal's registrations and the star. */
const isOpenAfterClosing = (before: WireReferral, path: string): boolean =>
  path === '/favorite' || (stateOf(before) === 'Closed/Won' && covers('/registrations', path));

/** Consent is fixed, but visibility for Microsoft's sellers may be granted later and never taken back (TYPE-08). */
function checkConsent(before: WireReferral, after: WireReferral): void {
  const visibility = 'consentToShareReferralWithMicrosoftSellers';
  const [old, changed] = [valueAt(before, 'consent'), valueAt(after, 'consent')];
  if (isDeepStrictEqual(old, changed)) return;
  const isGranted = valueAt(changed, visibility) === true;
  if (isGranted && isRecord(old) && isDeepStrictEqual({ ...old, [visibility]: true }, changed)) return;
  throw invalidRequest('/consent is fixed; visibility for Microsoft sellers can only be granted');
}

function withMoveStamps(before: WireReferral, after: WireReferral, now: Date): WireReferral {
  const status = valueAt(after, 'status');
  if (status === valueAt(before, 'status')) return after;
  if (status === 'Closed') return { ...after, closedDateTime: wireTime(now) };
  const missing = missingFields(after);
  if (missing.length > 0)
    throw invalidRequest(`The deal cannot become Active without ${missing.join(', ')} (FLD-17)`);
  return { ...after, acceptedDateTime: wireTime(now) };
}
