import { setTimeout as wait } from 'node:timers/promises';
import { isReferralError, type ReferralServiceError } from '../../referrals/errors.ts';
import type { NewReferral } from '../../referrals/new-referral.ts';
import type { Services } from '../../services.ts';
import { countAttempt, type Decision, startWriting, stopWriting } from '../../store/decisions.ts';
import type { Deal } from '../deal.ts';
import { makeOnce } from './make-once.ts';
import type { NotMade } from './own-deal-outcome.ts';

/** Times it is sent while surely nothing came of it. */
const MOST_ATTEMPTS = 3;
/** Longest wait that Partner Center may ask for before we give up and say so. */
const LONGEST_WAIT_SECONDS = 10;

export type Sent =
  | { kind: 'made'; deal: Deal }
  /** It may be there, and cannot be seen yet; the row stays `writing`. */
  | { kind: 'pending'; waitsFor: 'answer' | 'signIn' }
  | NotMade;

/** Whoever else sends the same at this moment has the turn; or it was ended meanwhile, and nobody has. */
class NotOurTurn extends Error {}

/**
 * Makes a referral under its decision's row, with the rights of the person who asked. The row says whether it may be
 * there: `writing` since the moment at which it was last sent, `asked` while it surely is not.
 * @param looksFirst others may have made it: it is looked for before it is sent for the first time
 */
export async function sendReferral(
  services: Services,
  decision: Decision,
  { referral, looksFirst }: { referral: NewReferral; looksFirst: boolean },
): Promise<Sent> {
  const { db } = services.store;
  let isWriting = decision.state === 'writing';
  let sentAt = isWriting ? decision.changedAt : looksFirst ? new Date(0) : null;
  for (let attempt = 1; ; attempt++) {
    let isSent = false;
    const beforeSending = async (at: Date) => {
      const isOurTurn = isWriting
        ? await countAttempt(db, decision.id, at)
        : await startWriting(db, decision.id, null, at);
      if (!isOurTurn) throw new NotOurTurn();
      isWriting = isSent = true;
    };
    try {
      const caller = { kind: 'person', person: decision } as const;
      const making = { caller, referral, askedAt: decision.openedAt, sentAt };
      const made = await makeOnce(services, making, beforeSending);
      return made.kind === 'made' ? made : { kind: 'pending', waitsFor: 'answer' };
    } catch (error) {
      if (error instanceof NotOurTurn) return { kind: 'pending', waitsFor: 'answer' };
      if (!isReferralError(error)) throw error;
      // It could not be looked for: nobody knows.
      if (!isSent && isWriting)
        return { kind: 'pending', waitsFor: isReferralError(error, 'unauthorized') ? 'signIn' : 'answer' };
      if (isSent) await stopWriting(db, decision.id, services.clock.now());
      isWriting = false;
      sentAt = looksFirst ? new Date(0) : null;
      if (attempt >= MOST_ATTEMPTS || !(await isWorthWaiting(error))) return refusalOf(error);
    }
  }
}

/** Waits as long as Partner Center asks, or a moment; false where another try would come out the same. */
async function isWorthWaiting(error: ReferralServiceError): Promise<boolean> {
  if (!isReferralError(error, 'throttled', 'unavailable')) return false;
  const seconds = error.retryAfterSeconds ?? 0.3;
  if (seconds > LONGEST_WAIT_SECONDS) return false;
  await wait(seconds * 1000);
  return true;
}

export function refusalOf({ kind, code, retryAfterSeconds }: ReferralServiceError): NotMade {
  switch (kind) {
    case 'unauthorized':
      return { kind: 'signIn' };
    case 'forbidden':
      return { kind: 'notAllowed' };
    case 'throttled':
    case 'unavailable':
    case 'malformed':
      return { kind: 'unavailable', retryAfterSeconds };
    case 'rejected':
    case 'conflict':
    case 'notFound':
      return { kind: 'rejected', code };
  }
}
