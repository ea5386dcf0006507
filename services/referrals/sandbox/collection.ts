import { valueAt, type WireReferral } from './wire-referral.ts';

/** All referrals of the sandbox, in the order in which they came. Stored ones are never changed in place. */
export interface Collection {
  all(): unknown[];
  /** Any letter case. */
  get(id: string): WireReferral | null;
  /** Adds, or replaces the one with the same id. */
  put(referral: WireReferral): void;
  /** Puts these in place of everything; elements without an id are listed but cannot be addressed. */
  replaceAll(items: readonly unknown[]): void;
}

export function createCollection(onChange: () => void): Collection {
  const items = new Map<string, unknown>();
  const keyOf = (item: unknown): string | null => {
    const id = valueAt(item, 'id');
    return typeof id === 'string' ? id.toLowerCase() : null;
  };
  return {
    all: () => [...items.values()],
    get: (id) => (items.get(id.toLowerCase()) as WireReferral | undefined) ?? null,
    put(referral) {
      items.set(keyOf(referral) ?? `\0${items.size}`, referral);
      onChange();
    },
    replaceAll(replacement) {
      items.clear();
      for (const [index, item] of replacement.entries()) {
        const key = keyOf(item);
        items.set(key === null || items.has(key) ? `\0${index}` : key, item);
      }
      onChange();
    },
  };
}
