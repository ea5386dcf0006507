import type { Place } from '../people/place.ts';
import type { Db } from '../store/database.ts';
import { findAwaitingMicrosoft, type StoredDeal } from '../store/deals.ts';
import { onLadder } from './on-ladder.ts';
import { isChatOfDeal } from './people-of-deal.ts';
import type { DealOnLadder } from './plan-reminders.ts';

/** The deals of whoever chats here on which Microsoft has still to answer (SEED-02); none in a shared place. */
export async function awaitingMicrosoftOf(db: Db, place: Place): Promise<(StoredDeal & DealOnLadder)[]> {
  if (place.kind !== 'personal') return [];
  const found: (StoredDeal & DealOnLadder)[] = [];
  for (const stored of await findAwaitingMicrosoft(db))
    if (await isChatOfDeal(db, place, stored.deal)) found.push(await onLadder(db, stored));
  return found;
}
