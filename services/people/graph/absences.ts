import { LRUCache } from 'lru-cache';
import type { Clock } from '../../services.ts';
import type { DirectoryFeature } from '../people-directory.ts';
import type { FeatureSwitch } from './feature-switch.ts';
import type { BatchPart, GraphCalls } from './graph-calls.ts';
import { isOutByPresence, isOutByReplies } from './out-of-office.ts';
import { throwIfAllFailed } from './profiles.ts';

/** A card waits so long for it. */
const WITHIN_MS = 1000;
const KEPT_MS = 2 * 60 * 1000;

interface Source {
  feature: DirectoryFeature;
  part: (id: string) => BatchPart;
  isOut: (body: unknown, now: Date) => boolean;
}

/** Either one is enough, and each needs a permission of its own. */
const SOURCES: readonly Source[] = [
  {
    feature: 'presence',
    part: (id) => ({ id, path: `/users/${encodeURIComponent(id)}/presence` }),
    isOut: isOutByPresence,
  },
  {
    feature: 'outOfOffice',
    part: (id) => ({
      id,
      path: `/users/${encodeURIComponent(id)}/mailboxSettings/automaticRepliesSetting`,
      headers: { Prefer: 'outlook.timezone="UTC"' },
    }),
    isOut: isOutByReplies,
  },
];

/** Who is out of office now, kept for two minutes. */
export function createAbsences(
  calls: GraphCalls,
  switches: FeatureSwitch,
  clock: Clock,
  withinMs: number = WITHIN_MS,
) {
  const kept = new LRUCache<string, boolean>({ max: 5000, ttl: KEPT_MS });

  return async (ids: readonly string[]): Promise<Set<string>> => {
    const signal = AbortSignal.timeout(withinMs);
    const found = await Promise.all(SOURCES.map((source) => awayBy(source, [...new Set(ids)], signal)));
    return new Set(found.flat());
  };

  async function awayBy(source: Source, ids: readonly string[], signal: AbortSignal): Promise<string[]> {
    const { feature } = source;
    const missing = ids.filter((id) => !kept.has(`${feature} ${id}`));
    if (missing.length > 0) {
      await switches.use(feature, () => read(source, missing, signal), undefined);
    }
    return ids.filter((id) => kept.get(`${feature} ${id}`) === true);
  }

  async function read({ feature, part, isOut }: Source, ids: readonly string[], signal: AbortSignal) {
    const answers = await calls.readAll(ids.map(part), { signal });
    for (const [id, answer] of answers) {
      if ('body' in answer) kept.set(`${feature} ${id}`, isOut(answer.body, clock.now()));
      // No mailbox, no Teams: nothing to be known of this one for a while.
      else if (answer.error.kind === 'notFound') kept.set(`${feature} ${id}`, false);
    }
    throwIfAllFailed([...answers.values()]);
  }
}
