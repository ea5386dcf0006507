import { isReferralError } from '../referrals/errors.ts';
import type { Services } from '../services.ts';
import { type StewardReader, whoReads } from '../stewards/steward-reader.ts';
import { stewardsWhoSee } from '../store/sightings.ts';

/**
 * Reads about one deal with the rights of the first steward to whom Partner Center gives it, those first who are known
 * to see it. Where none of them may, or nobody watches, nothing is read.
 * @throws the failure of one who could not be asked, where no other gave an answer
 */
export async function asAnySteward(
  services: Services,
  dealId: string,
  read: (reader: StewardReader) => Promise<void>,
): Promise<void> {
  const seers = new Set(await stewardsWhoSee(services.store.db, dealId));
  const readers = await whoReads(services);
  let failure: unknown = null;
  for (const reader of readers.toSorted((one, other) => rank(one) - rank(other))) {
    try {
      return await read(reader);
    } catch (error) {
      if (!isReferralError(error)) throw error;
      if (!isReferralError(error, 'notFound', 'forbidden')) failure ??= error;
    }
  }
  if (failure) throw failure;

  function rank({ name }: StewardReader): number {
    return seers.has(name) ? 0 : 1;
  }
}
