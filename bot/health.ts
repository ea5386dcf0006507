/** What the program can say about itself on `/readyz`. */
export interface Health {
  isReady: boolean;
  /** Names of what does not work now, such as `partnerCenter`; the bot goes on without it. */
  degraded: Set<string>;
}

export function createHealth(): Health {
  return { isReady: false, degraded: new Set() };
}

/** Runs `work` and remembers under `name` whether it went well. What it throws is thrown on. */
export async function watched<T>(health: Health, name: string, work: () => Promise<T>): Promise<T> {
  try {
    const result = await work();
    health.degraded.delete(name);
    return result;
  } catch (error) {
    health.degraded.add(name);
    throw error;
  }
}
