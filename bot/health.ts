import { z } from 'zod';
import type { Clock } from '../services/services.ts';
import { StoreUnavailable } from '../services/store/store-unavailable.ts';
import type { App } from './app.ts';

/** What the bot that watches says to the others. */
export interface WatcherSays {
  degraded: readonly string[];
  lastWellAt: Record<string, Date>;
}

/** What the program can say about itself on `/readyz`. */
export interface Health {
  isReady: boolean;
  /** Names of what does not work now, such as `partnerCenter`; the bot goes on without it. */
  degraded: Set<string>;
  /** When each of them last went well, by name. */
  lastWellAt: Map<string, Date>;
  /** Of the passes that another bot runs for all; null: we run them. */
  elsewhere: WatcherSays | null;
}

export function createHealth(): Health {
  return { isReady: false, degraded: new Set(), lastWellAt: new Map(), elsewhere: null };
}

/** Everything that does not work now: passes by their name, features of Microsoft Graph as `graph.<feature>`. */
export function degradedNow({ health, people }: Pick<App, 'health' | 'people'>): string[] {
  const features = people.limits().map(({ feature }) => `graph.${feature}`);
  return [...new Set([...health.degraded, ...(health.elsewhere?.degraded ?? []), ...features])].sort();
}

/** When the pass last went well, here or in the bot that runs it for all; null: not yet. */
export function lastWell({ lastWellAt, elsewhere }: Health, name: string): Date | null {
  return elsewhere?.lastWellAt[name] ?? lastWellAt.get(name) ?? null;
}

/** In one line what we tell of these passes, which we run for all. */
export function sayHealth({ degraded, lastWellAt }: Health, names: readonly string[]): string {
  return JSON.stringify({
    degraded: names.filter((name) => degraded.has(name)),
    lastWellAt: Object.fromEntries([...lastWellAt].filter(([name]) => names.includes(name))),
  });
}

const Said = z.object({
  degraded: z.array(z.string()),
  lastWellAt: z.record(
    z.string(),
    z.iso.datetime().transform((text) => new Date(text)),
  ),
});

/** Another bot runs these passes; what it says (`sayHealth`) counts. What a newer version says otherwise is left out. */
export function hearHealth(health: Health, names: readonly string[], says: string): void {
  for (const name of names) {
    health.degraded.delete(name);
    health.lastWellAt.delete(name);
  }
  const said = Said.safeParse(parsed(says));
  health.elsewhere = said.success ? said.data : { degraded: [], lastWellAt: {} };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/** The name under which the database's trouble is told, whoever met it. */
export const STORE = 'store';

/**
 * Runs `work` and remembers under `name` whether it went well; that the database does not work is nobody else's fault.
 * What it throws is thrown on.
 */
export async function watched<T>(
  health: Health,
  name: string,
  clock: Clock,
  work: () => Promise<T>,
): Promise<T> {
  try {
    const result = await work();
    health.degraded.delete(name);
    health.lastWellAt.set(name, clock.now());
    return result;
  } catch (error) {
    health.degraded.add(error instanceof StoreUnavailable ? STORE : name);
    throw error;
  }
}
