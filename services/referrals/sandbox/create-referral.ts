import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Collection } from './collection.ts';
import { checkShapes, withNumericValue } from './field-rules.ts';
import { checkInvitation, checkNewDeal } from './new-referral-checks.ts';
import { invalidRequest, Refusal } from './refusal.ts';
import { answerDeadline, stamped, valueAt, type WireReferral, wireTime } from './wire-referral.ts';

/** The partner whose Partner Center account the sandbox plays. */
export const OWN_ORGANIZATION = {
  organizationId: '33333333-3333-4333-8333-333333333333',
  organizationName: 'Contoso Partner (demo)',
} as const;

/** Microsoft's seller, who is seen once the invitation is accepted (SEED-12). */
export const SELLER = {
  firstName: 'Rowan',
  lastName: 'Ashby',
  email: 'rowan.ashby@microsoft-seller.example',
  phoneNumber: '+1 555 0100',
  title: null,
  contactPreference: null,
} as const;

export const MICROSOFT = { organizationId: 'msft', organizationName: 'Microsoft' } as const;

/** What the page of the operation requires (partner-center-api.md 2.3), and nothing that the service sets. */
const creation = z.looseObject({
  type: z.enum(['Independent', 'Shared']),
  customerProfile: z.looseObject({}),
  consent: z.looseObject({}),
  details: z.looseObject({}),
  engagementId: z.string().nullish(),
  target: z.array(z.looseObject({ id: z.string().nullish() })).nullish(),
  inviteContext: z.looseObject({}).nullish(),
});

/**
 * A new referral from a POST. Without an engagement it is the partner's own deal: Active/Accepted at once, whatever the
 * request said (LIFE-07). With the engagement of such a deal and target `msft` it is Microsoft's sister referral:
 * New/Pending with 14 days to answer.
 */
export function createReferral(body: unknown, collection: Collection, now: Date): WireReferral {
  const parsed = creation.safeParse(body);
  if (!parsed.success) {
    throw invalidRequest(`${parsed.error.issues[0]?.path.join('/') || 'The body'} is missing or wrong`);
  }
  const given: WireReferral = parsed.data;
  checkShapes({}, given);
  checkNewDeal(given);
  const { engagementId, target } = parsed.data;
  const origin = engagementId ? originOf(engagementId, target ?? [], collection) : null;
  if (origin) checkInvitation(given);
  const state = origin ? sisterState(now) : ownState(now);
  return stamped(
    withNumericValue({
      ...EMPTY,
      ...given,
      ...state,
      id: randomUUID(),
      engagementId: origin?.['engagementId'] ?? randomUUID(),
      createdDateTime: wireTime(now),
      closedDateTime: null,
      registrationStatus: 'None',
      registrations: [],
      inviteContext: { ...parsed.data.inviteContext, invitedBy: OWN_ORGANIZATION },
    }),
    now,
  );
}

const EMPTY = {
  name: null,
  externalReferenceId: null,
  statusReason: null,
  qualification: 'SalesQualified',
  favorite: false,
  team: [],
};

const ownState = (now: Date): WireReferral => ({
  ...OWN_ORGANIZATION,
  status: 'Active',
  substatus: 'Accepted',
  direction: 'Outgoing',
  acceptedDateTime: wireTime(now),
  expirationDateTime: null,
});

const sisterState = (now: Date): WireReferral => ({
  ...MICROSOFT,
  status: 'New',
  substatus: 'Pending',
  direction: 'Incoming',
  acceptedDateTime: null,
  expirationDateTime: wireTime(answerDeadline(now)),
});

function originOf(
  engagementId: string,
  target: { id?: string | null | undefined }[],
  collection: Collection,
): WireReferral {
  if (!target.some(({ id }) => id === 'msft'))
    throw invalidRequest('Only msft can be invited to an engagement here');
  const engagement = engagementOf(collection, engagementId);
  const origin = engagement.find((referral) => valueAt(referral, 'organizationId') !== 'msft');
  if (origin === undefined) throw invalidRequest('There is no such engagement');
  if (valueAt(origin, 'status') !== 'Active')
    throw invalidRequest('Microsoft can be invited to an open deal only');
  if (engagement.some((referral) => valueAt(referral, 'organizationId') === 'msft')) {
    throw new Refusal(409, 'invalidRequest', 'Microsoft is already part of this engagement');
  }
  return origin as WireReferral;
}

/** All referrals of one engagement; none for a referral without one. */
export function engagementOf(collection: Collection, engagementId: unknown): unknown[] {
  const wanted = typeof engagementId === 'string' ? engagementId.toLowerCase() : null;
  return wanted === null
    ? []
    : collection
        .all()
        .filter((referral) => String(valueAt(referral, 'engagementId')).toLowerCase() === wanted);
}
