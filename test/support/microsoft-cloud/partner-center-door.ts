import type { Admission, WireReferral } from '../partner-center.ts';
import { isJson } from '../teams-wire.ts';
import type { CloudPerson } from './cloud-person.ts';
import type { EntraTokens } from './entra-tokens.ts';
import { PARTNER_CENTER } from './resources.ts';

export interface DoorOptions {
  tokens: EntraTokens;
  partnerTenantId: string;
  personWith(oid: string): CloudPerson | undefined;
  /** Are tokens taken that came of a silent exchange? Undocumented; where not, they are 401. */
  takesExchangedTokens: boolean;
}

/**
 * Who may use the Referrals API, and what they see (PERM-01 to PERM-06; Partner Center API facts 1.2 and 10): people of
 * the partner's tenant, with a token of their own for this audience, a second factor where it is demanded, and a role.
 */
export function partnerCenterDoor(options: DoorOptions) {
  const { tokens, partnerTenantId, personWith, takesExchangedTokens } = options;
  return async (authorization: string | null): Promise<Admission> => {
    const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1] ?? null;
    const verdict = await tokens.verify(token, PARTNER_CENTER);
    if (verdict.kind === 'refused') return refused(401, 'unauthenticated');
    const { claims } = verdict;
    const person = personWith(claims.oid ?? '');
    // Without `scp` it is a token of an app alone.
    if (claims.scp === undefined || person === undefined) return refused(403, 'accessDenied');
    if (claims.tid !== partnerTenantId) return refused(403, 'accessDenied');
    const hasMfa = claims.amr?.includes('mfa') ?? false;
    if (!takesExchangedTokens && !hasMfa) return refused(401, 'unauthenticated');
    if (person.mfaDemanded && !hasMfa) return refused(403, 'insufficient_claims');
    if (person.role === null) return refused(403, 'accessDenied');
    return { kind: 'admitted', who: person.aadObjectId, sees: (referral) => maySee(person, referral) };
  };
}

function refused(status: number, code: string): Admission {
  return { kind: 'refused', status, code };
}

/** An admin sees the deals of their locations, a user those of them whose team they are on (PERM-02, PERM-03). */
function maySee({ role, locations, email }: CloudPerson, referral: WireReferral): boolean {
  const isOfLocation = locations === null || locations.includes(String(referral['mpnId']));
  return isOfLocation && (role === 'referralsAdmin' || isOnTeam(email, referral));
}

function isOnTeam(email: string, { team }: WireReferral): boolean {
  const members = Array.isArray(team) ? team.filter(isJson) : [];
  return members.some((member) => String(member['email']).toLowerCase() === email.toLowerCase());
}
