import type { Db } from '../store/database.ts';
import { findSister, type StoredDeal } from '../store/deals.ts';
import type { DealOnLadder } from './plan-reminders.ts';

/** A deal with what it waits for: one of our own waits for Microsoft's answer (SEED-02). */
export async function onLadder(db: Db, stored: StoredDeal): Promise<StoredDeal & DealOnLadder> {
  if (stored.kind !== 'outbound') return stored;
  return { ...stored, sister: await findSister(db, stored.deal.engagementId) };
}
