import type { Clock } from '../services/services.ts';
import type { App } from './app.ts';

/** What the program can say about itself on `/readyz`. */
export interface Health {
  isReady: boolean;
  /** Names of what does not work now, such as `partnerCenter`; the bot goes on without it. */
  degraded: Set<string>;
  /** When each of them last went well, by name. */
  lastWellAt: Map<string, Date>;
}

export function createHealth(): Health {
  return { isReady: false, degraded: new Set(), lastWellAt: new Map() };
}

/** Everything that does not work now: passes by their name, features of Microsoft Graph as `graph.<feature>`. */
export function degradedNow({ health, people }: Pick<App, 'health' | 'people'>): string[] {
  return [...health.degraded, ...people.limits().map(({ feature }) => `graph.${feature}`)].sort();
}

/** Runs `work` and remembers under `name` whether it went well. What it throws is thrown on. */
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
    health.degraded.add(name);
    throw error;
  }
}
