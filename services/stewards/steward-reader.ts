import type { PersonKey } from '../people/person.ts';
import type { Caller } from '../referrals/referral-service.ts';
import type { Services } from '../services.ts';
import { listStewards, type Steward } from '../store/stewards.ts';
import { hasReadAll } from '../store/watermarks.ts';

/** One pair of eyes of the watcher. */
export interface StewardReader {
  /** Names the watermark and the sightings. */
  name: string;
  caller: Caller & { kind: 'watcher' };
  /** null: the local sandbox's watcher, who is nobody. */
  person: PersonKey | null;
}

/** Local mode has this one, built in. */
export const LOCAL_STEWARD = 'local';
export const LOCAL_READER: StewardReader = {
  name: LOCAL_STEWARD,
  caller: { kind: 'watcher', steward: null },
  person: null,
};

/** For so long after their last good reading it is believed what somebody saw who must sign in. */
const BELIEVED_FOR_MS = 12 * 60 * 60 * 1000;

export function stewardName({ tenantId, personId }: PersonKey): string {
  return `${tenantId}/${personId}`;
}

/** With whose rights a pass reads now (PERM-06: there is no app-only access). */
export async function whoReads({ watchedBy, store, clock }: Services): Promise<StewardReader[]> {
  if (watchedBy === 'local') return [LOCAL_READER];
  const now = clock.now();
  const stewards = await listStewards(store.db, ['active', 'signInNeeded']);
  return stewards.filter((steward) => isDue(steward, now)).map(readerOf);
}

/** Whose sightings and 404s count: a deal is not gone while one of them may see it. */
export async function whoIsBelieved({ watchedBy, store, clock }: Services): Promise<string[]> {
  if (watchedBy === 'local') return [LOCAL_STEWARD];
  const since = new Date(clock.now().getTime() - BELIEVED_FOR_MS);
  const stewards = await listStewards(store.db, ['active', 'signInNeeded']);
  return stewards
    .filter(({ state, lastWellAt }) => state === 'active' || (lastWellAt !== null && lastWellAt > since))
    .map(stewardName);
}

function isDue({ waitsUntil }: Steward, now: Date): boolean {
  return waitsUntil === null || waitsUntil <= now;
}

function readerOf({ tenantId, personId }: Steward): StewardReader {
  const person = { tenantId, personId };
  return { name: stewardName(person), caller: { kind: 'watcher', steward: person }, person };
}

/** Does anybody watch? Without, new deals are not found. */
export async function isWatched({
  watchedBy,
  store,
}: Pick<Services, 'watchedBy' | 'store'>): Promise<boolean> {
  return watchedBy === 'local' || (await listStewards(store.db, ['active'])).length > 0;
}

/** Is somebody's very first reading still on its way? Until it has ended nobody can say what all of it brings up. */
export async function isFirstReadingUnderway({ watchedBy, store }: Services): Promise<boolean> {
  if (watchedBy === 'local') return !(await hasReadAll(store.db));
  const stewards = await listStewards(store.db, ['active']);
  return stewards.some(
    ({ lastWellAt, failure, since }) => failure === null && (lastWellAt === null || lastWellAt < since),
  );
}
