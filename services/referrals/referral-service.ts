import type { Deal } from '../deals/deal.ts';
import type { PersonKey } from '../people/person.ts';
import type { NewReferral } from './new-referral.ts';

/**
 * Under whose Partner Center rights a call is made (PERM-06: there is no app-only access). The watcher reads with a
 * steward's sign-in; only the local sandbox knows a watcher who is nobody (`steward: null`).
 */
export type Caller = { kind: 'person'; person: PersonKey } | { kind: 'watcher'; steward: PersonKey | null };

/**
 * One operation of a JSON Patch; Partner Center knows only `replace` and `add` (API-03).
 * `path` is a JSON Pointer with the wire's names, such as `/details/dealValue` or `/team/-`.
 */
export interface PatchOperation {
  op: 'replace' | 'add';
  path: string;
  value: unknown;
}

/**
 * Partner Center's referrals as this product needs them. Every method throws `ReferralServiceError` only.
 * An `AbortSignal` ends a call early with kind `unavailable`.
 */
export interface ReferralService {
  /**
   * Deals whose `updatedDateTime` is at or after `since` (all of them where `since` is null), newest change first
   * as far as the service keeps that order, and whatever older stands on the pages read for it: a change may become
   * visible late. Never silently short: it goes on over unordered pages to the end.
   */
  listChangedSince(caller: Caller, since: Date | null, signal?: AbortSignal): AsyncIterable<Deal>;

  /** As `listChangedSince`, by `createdDateTime`: where a referral that we may have made is looked for. */
  listCreatedSince(caller: Caller, since: Date, signal?: AbortSignal): AsyncIterable<Deal>;

  /** Deals with one of the given statuses, newest first. Default: New and Active. */
  listOpen(
    caller: Caller,
    statuses?: readonly ('New' | 'Active')[],
    signal?: AbortSignal,
  ): AsyncIterable<Deal>;

  /** All referrals of one engagement that the caller may see: our own and the sister. */
  listEngagement(caller: Caller, engagementId: string, signal?: AbortSignal): AsyncIterable<Deal>;

  /** The referral as it is now; never from a cache. */
  get(caller: Caller, id: string, signal?: AbortSignal): Promise<Deal>;

  /**
   * Changes a referral if it is still the one with this eTag, and gives it back as it is afterwards.
   * Sent once: never repeated here, because a lost answer may hide a success (see `wrote`).
   */
  update(
    caller: Caller,
    id: string,
    eTag: string,
    operations: readonly PatchOperation[],
    signal?: AbortSignal,
  ): Promise<Deal>;

  /**
   * Makes a referral and gives it back as the service keeps it. There is no idempotency key: sent once, never repeated
   * here; after `wrote: 'unknown'` the caller looks for it before sending again.
   */
  create(caller: Caller, referral: NewReferral, signal?: AbortSignal): Promise<Deal>;
}
