import type { PersonKey } from '../../people/person.ts';
import type { NewReferral } from '../../referrals/new-referral.ts';
import type { Services } from '../../services.ts';
import type { Db } from '../../store/database.ts';
import { type Decision, endMaking, openDecision } from '../../store/decisions.ts';
import { newId } from '../../store/new-id.ts';
import { invitationKey } from './decision-keys.ts';
import { INVITE } from './own-deal-outcome.ts';

/** What a decision that invites Microsoft keeps while it is open. */
export interface InvitationInputs {
  dealId: string;
  referral: NewReferral;
}

export interface WantedInvitation {
  dealId: string;
  /** Null: Partner Center named none, so nobody can be invited. */
  engagementId: string | null;
  invitation: Omit<NewReferral, 'engagementId'>;
}

type Asking = PersonKey & Pick<Decision, 'personName' | 'placeId'>;

/** The row of an invitation, in the transaction of what it follows from. */
export async function openInvitationIn(
  trx: Db,
  { clock, owner }: Pick<Services, 'clock' | 'owner'>,
  { tenantId, personId, personName, placeId }: Asking,
  { dealId, engagementId, invitation }: WantedInvitation,
): Promise<void> {
  const id = newId();
  const now = clock.now();
  const inputs: InvitationInputs = {
    dealId,
    referral: { ...invitation, engagementId: engagementId ?? '' },
  };
  const asked = { tenantId, personId, personName, placeId, verb: INVITE, dealVersion: null, owner };
  const row = { ...asked, id, dealId: invitationKey(dealId), inputs: { ...inputs }, openedAt: now };
  const opened = await openDecision(trx, row);
  if (opened === 'opened' && engagementId === null)
    await endMaking(trx, id, { state: 'refused', outcome: 'noEngagement', dealId }, now);
}
