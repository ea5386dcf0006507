import { LRUCache } from 'lru-cache';
import { type SendAccount, UNUSED } from '../services/pacing/send-account.ts';
import type { AccountBook, SendAccountKey } from '../services/store/send-accounts.ts';

/** More conversations than one bot writes to while its database is away. */
const MOST_ACCOUNTS = 10_000;

/** Accounts of this process alone. */
export function memoryBook(): AccountBook {
  const accounts = new LRUCache<string, SendAccount>({ max: MOST_ACCOUNTS });
  const nameOf = ({ kind, id }: SendAccountKey) => `${kind} ${id}`;
  return {
    read: (key) => accounts.get(nameOf(key)) ?? UNUSED,
    write: (key, account) => void accounts.set(nameOf(key), account),
  };
}
