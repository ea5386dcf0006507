/** The SQLite file is held by another program (or by another `openStore` in this one). */
export class StoreInUseError extends Error {
  readonly path: string;

  constructor(path: string, cause: unknown) {
    super(
      `The store ${path} is in use by another running bot. Stop that one, or give this one another DATABASE_URL.`,
      { cause },
    );
    this.name = 'StoreInUseError';
    this.path = path;
  }
}
