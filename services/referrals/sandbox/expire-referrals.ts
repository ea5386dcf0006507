import { wireMoment } from '../wire-moment.ts';
import type { Collection } from './collection.ts';
import { isRecord, stamped, valueAt, wireTime } from './wire-referral.ts';

/** The service's own job: New past its `expirationDateTime` becomes Closed/Expired (EXP-01, EXP-02). */
export function expireReferrals(collection: Collection, now: Date): void {
  for (const referral of collection.all()) {
    if (!isRecord(referral) || valueAt(referral, 'status') !== 'New') continue;
    if (collection.get(String(referral['id'])) !== referral) continue; // a seed's element without an id of its own
    const expiresAt = wireMoment(valueAt(referral, 'expirationDateTime'));
    if (expiresAt === null || expiresAt > now) continue;
    const expired = { ...referral, status: 'Closed', substatus: 'Expired', closedDateTime: wireTime(now) };
    collection.put(stamped(expired, now));
  }
}
