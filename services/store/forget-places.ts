import type { Db } from './database.ts';
import { inBatches } from './in-batches.ts';

/** Rows of one place, by `place_id`. */
const TABLES = ['deliveries', 'posted_cards', 'digest_deals', 'members', 'drafts', 'asked_messages'] as const;

/** Places with all that was wanted, posted, typed and set there. What was decided from there stays decided. */
export async function forgetPlaces(trx: Db, ids: readonly string[]): Promise<void> {
  await inBatches(ids, async (batch) => {
    for (const table of TABLES) await trx.deleteFrom(table).where('place_id', 'in', batch).execute();
    const scopes = batch.map((id) => `place:${id}`);
    await trx.deleteFrom('settings').where('scope', 'in', scopes).execute();
    await trx.updateTable('decisions').set({ place_id: null }).where('place_id', 'in', batch).execute();
    await trx.deleteFrom('places').where('id', 'in', batch).execute();
    return [];
  });
}
