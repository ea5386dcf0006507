import { isReferralError, ReferralServiceError } from '../referrals/errors.ts';
import type { Store } from '../store/database.ts';
import { findStoredPerson } from '../store/people.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { UserTokenService } from './user-token-service.ts';

/**
 * People's own tokens under one OAuth connection of the bot, for what is asked seldom: nothing is kept. Nobody outside
 * the partner's tenant has any.
 */
export function connectionAccessTokens(source: {
  store: Store;
  userTokens: UserTokenService;
  connection: string;
  partnerTenantId: string;
}): AccessTokens {
  const { store, userTokens, connection, partnerTenantId } = source;
  return async (caller) => {
    const person = caller.kind === 'person' ? caller.person : caller.steward;
    if (person?.tenantId.toLowerCase() !== partnerTenantId) throw new ReferralServiceError('unauthorized');
    const stored = await findStoredPerson(store.db, person);
    if (!stored?.userId) throw new ReferralServiceError('unauthorized');
    try {
      const found = await userTokens.get({ ...person, userId: stored.userId }, connection);
      if (!found) throw new ReferralServiceError('unauthorized');
      return found.token;
    } catch (cause) {
      throw isReferralError(cause) ? cause : new ReferralServiceError('unavailable', { cause });
    }
  };
}
