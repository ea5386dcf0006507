import type { PersonKey } from '../people/person.ts';
import type { Services } from '../services.ts';
import { listOwnRows } from '../store/own-rows.ts';

export interface OwnRecordFile {
  name: string;
  /** JSON. */
  text: string;
}

/** Everything that is stored about one person, for that person to read. No token is stored, so none is in it. */
export async function ownRecordFile(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  person: PersonKey,
): Promise<OwnRecordFile> {
  const madeAt = clock.now().toISOString();
  const { tenantId, personId } = person;
  const content = { madeAt, tenantId, personId, stored: await listOwnRows(store.db, person) };
  return {
    name: `co-sell-deals-my-data-${madeAt.slice(0, 10)}.json`,
    text: JSON.stringify(content, null, 2),
  };
}
