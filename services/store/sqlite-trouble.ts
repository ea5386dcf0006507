import { type StoreTrouble, StoreUnavailable } from './store-unavailable.ts';

/** SQLite's primary result codes (https://sqlite.org/rescode.html). */
const TROUBLES: Record<number, StoreTrouble> = {
  8: 'readOnly',
  10: 'away', // input or output failed
  13: 'full',
  14: 'away', // cannot be opened
};

/** Runs a statement; what is the file's fault becomes `StoreUnavailable`. */
export function unlessInTrouble<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const trouble = TROUBLES[primaryCode(error)];
    throw trouble ? new StoreUnavailable(trouble, error) : error;
  }
}

/** 0: no error of SQLite. */
export function primaryCode(error: unknown): number {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
}
