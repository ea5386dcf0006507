import type { Caller } from '../referrals/referral-service.ts';

/**
 * Gives the bearer token for Partner Center under which a call is made.
 * `fresh: true`: the last one was refused with 401, so none from a cache.
 * Throws `ReferralServiceError` of kind `unauthorized` where nobody has signed in.
 */
export type AccessTokens = (caller: Caller, options: { fresh: boolean }) => Promise<string>;

/** Local mode only: the names that the sandbox takes for tokens. Nothing secret about them. */
export const localAccessTokens: AccessTokens = async (caller) =>
  caller.kind === 'watcher' ? 'local.watcher' : `local.${caller.person.personId}`;
