import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { PatchOperation } from '../referral-service.ts';
import { parseReferral } from '../resource.ts';
import { invalidRequest } from './refusal.ts';
import { parseRegistration, registrationObstacle, registrationOutcome } from './registration-checks.ts';
import { isRecord, valueAt, type WireReferral, wireTime } from './wire-referral.ts';

/** What can be corrected in a registration that is still being looked at (partner-center-api.md 5.1). */
const EDITABLE =
  /^\/registrations\/\d+\/(?:contract\/(?:startDateTime|endDateTime|signDateTime|term|value)|solutionDetails\/\d+\/(?:value|currency|isDeployedOnAzure|primaryDeploymentOn|pricingModel|marketplaceTransactionDetails\/(?:isMarketplaceTransacted|marketplaceTransactionDateTime)))$/;

const OPEN = new Set<unknown>(['ReviewPending', 'ActionRequired']);

/** Only an appended registration, or one of the paths that the connector uses. */
export function checkRegistrationPath({ op, path }: PatchOperation): void {
  if (!EDITABLE.test(path) && !(op === 'add' && path === '/registrations/-')) {
    throw invalidRequest(`${path} of a registration cannot be changed`);
  }
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/**
 * Takes new and changed registrations of an already patched referral in hand: checks them, decides their state and
 * sets `registrationStatus`. A referral whose registrations did not change comes back as it is.
 * `sisters` are the engagement's other referrals.
 */
export function withRegistrations(
  before: WireReferral,
  after: WireReferral,
  { now, sisters }: { now: Date; sisters: readonly unknown[] },
): WireReferral {
  const [old, changed] = [listOf(before['registrations']), listOf(after['registrations'])];
  if (isDeepStrictEqual(old, changed)) return after;
  const deal = parseReferral(after);
  const microsoft = sisters.filter((sister) => valueAt(sister, 'organizationId') === 'msft');
  const microsoftTookPart =
    deal.invitation.organizationId === 'msft' ||
    microsoft.some((sister) => ['Accepted', 'Won'].includes(String(valueAt(sister, 'substatus'))));

  const judge = (wire: unknown, previous: unknown): unknown => {
    if (isDeepStrictEqual(wire, previous)) return wire;
    if (previous !== undefined && !OPEN.has(valueAt(previous, 'status'))) {
      throw invalidRequest('This registration cannot be changed any more');
    }
    const request = parseRegistration(wire);
    const obstacle = registrationObstacle(deal, request, { now, microsoftTookPart });
    if (obstacle !== null) throw invalidRequest(`The deal cannot be registered: ${obstacle}`);
    const status = registrationOutcome(request, sisters.length > microsoft.length);
    const history = valueAt(previous, 'statusHistory');
    const stamp = status === 'Approved' ? 'approvedDateTime' : 'reviewPendingDateTime';
    return {
      ...request,
      id: valueAt(previous, 'id') ?? randomUUID(),
      registrationDateTime: valueAt(previous, 'registrationDateTime') ?? wireTime(now),
      status,
      statusReason: status === 'Closed' ? 'Not deployed on Azure' : null,
      statusHistory: {
        ...(isRecord(history) ? history : {}),
        ...(status === 'Closed' ? {} : { [stamp]: wireTime(now) }),
      },
    };
  };
  const registrations = changed.map((wire, index) => judge(wire, old[index]));
  return { ...after, registrations, registrationStatus: valueAt(registrations.at(-1), 'status') };
}
