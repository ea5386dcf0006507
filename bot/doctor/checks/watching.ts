import { createUserAccessTokens } from '../../../services/auth/user-access-tokens.ts';
import { isReferralError } from '../../../services/referrals/errors.ts';
import { createPartnerCenter } from '../../../services/referrals/partner-center.ts';
import type { ReferralService } from '../../../services/referrals/referral-service.ts';
import type { Store } from '../../../services/store/database.ts';
import { listStewards, type Steward } from '../../../services/store/stewards.ts';
import type { Check, Surroundings } from '../check.ts';
import { fault, type Finding, good, warning } from '../finding.ts';

/** Stewards whose sign-in is tried. */
const MOST_TRIED = 5;
const VOLUNTEER = 'a Referrals admin writes "watch with my account" to the bot in Teams';

/** Does anybody lend the watcher a sign-in, and does Partner Center take it (PERM-01, PERM-06)? */
export const watching: Check = {
  name: 'Watching',
  look: async (around) => {
    const { store } = around;
    if (store?.kind === 'inUse')
      return [warning('cannot be seen while the bot holds the file', 'write "status" to the bot in Teams')];
    if (store?.kind !== 'readable' || store.pending > 0)
      return [warning('nobody watches yet: new deals are not seen', VOLUNTEER)];
    const active = await listStewards(store.store.db, ['active']);
    if (active.length === 0) return [fault('nobody watches: new deals are not seen', VOLUNTEER)];
    const partnerCenter = partnerCenterOf(around, store.store);
    return Promise.all(active.slice(0, MOST_TRIED).map((steward) => tried(partnerCenter, steward)));
  },
};

/** Reads with people's own sign-ins, and notes nothing of how it went. */
function partnerCenterOf({ config, userTokens, fetch }: Surroundings, store: Store): ReferralService {
  const { connections, partnerTenantId, addresses } = config;
  const clock = { now: () => new Date() };
  const { accessTokens } = createUserAccessTokens({
    store,
    userTokens,
    connections,
    partnerTenantId,
    clock,
  });
  return createPartnerCenter({ baseUrl: addresses.partnerCenter, accessTokens, fetch });
}

async function tried(partnerCenter: ReferralService, steward: Steward): Promise<Finding> {
  const who = `steward ${steward.personId}`;
  try {
    const signal = AbortSignal.timeout(20_000);
    const deals = partnerCenter.listChangedSince({ kind: 'watcher', steward }, new Date(), signal);
    await deals[Symbol.asyncIterator]().next();
    return good(`${who}: Partner Center lets the watcher read`);
  } catch (error) {
    if (isReferralError(error, 'unauthorized'))
      return warning(`${who} must sign in again`, 'they write "sign in" to the bot in Teams');
    if (isReferralError(error, 'forbidden'))
      return fault(
        `${who} has no Referrals role in Partner Center`,
        'an Account admin gives them the role (Partner Center, User management), or somebody else watches',
      );
    if (isReferralError(error)) return warning(`${who}: Partner Center does not answer`, 'try again later');
    throw error;
  }
}
