import { isSameTenant } from '../../services/people/person.ts';
import type { App } from '../app.ts';

/**
 * Is this somebody of another tenant than the partner's, as people of shared channels may be (SEED-24)? They decide
 * nothing, and nothing is learnt or kept about what they may see. In local mode nobody is.
 */
export function isOutsider({ signIn }: Pick<App, 'signIn'>, { tenantId }: { tenantId: string }): boolean {
  return signIn !== null && !isSameTenant(tenantId, signIn.partnerTenantId);
}
