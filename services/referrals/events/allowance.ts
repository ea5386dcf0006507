import { LRUCache } from 'lru-cache';

/** So much of something in so much time, for each of several names. */
export interface Allowance {
  /** Is there something left for this name? Takes nothing. */
  has(name: string, now: Date): boolean;
  /** Takes one. @returns false where there was none left */
  take(name: string, now: Date): boolean;
}

/** Names beyond this are forgotten, the longest unused first. */
const MOST_NAMES = 10_000;

/** @param most in each window of so many seconds, which begins with the first one taken */
export function createAllowance({ most, seconds }: { most: number; seconds: number }): Allowance {
  const windows = new LRUCache<string, { endsAt: number; taken: number }>({ max: MOST_NAMES });
  const windowOf = (name: string, now: Date) => {
    const window = windows.get(name);
    return window && now.getTime() < window.endsAt ? window : null;
  };
  return {
    has: (name, now) => (windowOf(name, now)?.taken ?? 0) < most,
    take: (name, now) => {
      const window = windowOf(name, now) ?? { endsAt: now.getTime() + seconds * 1000, taken: 0 };
      if (window.taken >= most) return false;
      windows.set(name, { ...window, taken: window.taken + 1 });
      return true;
    },
  };
}
