/** The tables were made by a newer version of this program, which an older one cannot understand. */
export class StoreIsNewerError extends Error {
  /** Migrations that this version does not know. */
  readonly unknown: readonly string[];

  constructor(unknown: readonly string[], cause: unknown) {
    super(
      `The store was brought up to date by a newer version (${unknown.join(', ')}). Start that one, or restore the store as it was before.`,
      { cause },
    );
    this.name = 'StoreIsNewerError';
    this.unknown = unknown;
  }
}
