import { DatabaseError } from 'pg';
import { type StoreTrouble, StoreUnavailable } from './store-unavailable.ts';

/** SQLSTATE codes, or the class that they begin with (https://www.postgresql.org/docs/18/errcodes-appendix.html). */
const TROUBLES: [code: string, trouble: StoreTrouble][] = [
  ['08', 'away'], // connection
  ['25006', 'readOnly'],
  ['53100', 'full'],
  ['53', 'away'], // no memory, no connection left
  ['57014', 'away'], // took too long
  ['57P', 'away'], // shuts down, starts up
  ['58', 'away'], // the server's own disk
];

/**
 * What came of a connection or a query, as `StoreUnavailable` where the server is at fault. Whatever pg throws that is no
 * answer of the server, nor a refusal of ours (TypeError), is a connection that could not be made, broke, or kept silent.
 */
export function toStoreTrouble(error: unknown): unknown {
  if (error instanceof StoreUnavailable || error instanceof TypeError) return error;
  if (!(error instanceof DatabaseError)) return new StoreUnavailable('away', error);
  const [, trouble] = TROUBLES.find(([code]) => error.code?.startsWith(code)) ?? [];
  return trouble ? new StoreUnavailable(trouble, error) : error;
}
