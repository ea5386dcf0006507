/**
 * `full`: no room for what was to be written; `readOnly`: nothing may be written; `away`: it does not answer, or not in
 * time. Reading may still work in the first two.
 */
export type StoreTrouble = 'full' | 'readOnly' | 'away';

/** The database could not do its part. Nothing is wrong with what was asked: it may be asked again later. */
export class StoreUnavailable extends Error {
  readonly trouble: StoreTrouble;
  /** The driver's own, such as `ECONNREFUSED`; null where it gave none. */
  readonly code: string | null;

  constructor(trouble: StoreTrouble, cause: unknown) {
    super(`The store is ${trouble}`, { cause });
    this.name = 'StoreUnavailable';
    this.trouble = trouble;
    const code = cause instanceof Error && 'code' in cause ? cause.code : null;
    this.code = typeof code === 'string' ? code : null;
  }
}
