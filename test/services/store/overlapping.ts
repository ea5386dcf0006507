import type { Kysely, Transaction } from 'kysely';
import type { Schema } from '../../../services/store/schema.ts';

type Work<T> = (trx: Transaction<Schema>) => Promise<T>;

/** Runs both in a transaction each; the first one's is done but still open when the second one's starts. */
export async function overlapping<T>(db: Kysely<Schema>, first: Work<T>, second: Work<T>): Promise<[T, T]> {
  const worked = Promise.withResolvers<void>();
  const one = db.transaction().execute(async (trx) => {
    const answer = await first(trx);
    worked.resolve();
    await new Promise((resolve) => setTimeout(resolve, 30));
    return answer;
  });
  await Promise.race([worked.promise, one]);
  return Promise.all([one, db.transaction().execute(second)]);
}
