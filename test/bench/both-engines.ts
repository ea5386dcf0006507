import type { Engine } from '../../services/store/database.ts';
import { databases, type OpenDatabase } from '../support/databases.ts';

/** The same measurement on a store of each engine, SQLite first. Within `withPostgres`. */
export async function onBothEngines<T>(
  measure: (opened: OpenDatabase, engine: Engine) => Promise<T>,
): Promise<Record<Engine, T>> {
  const measured: Partial<Record<Engine, T>> = {};
  for (const { name, open } of databases()) {
    const opened = await open();
    try {
      measured[name] = await measure(opened, name);
    } finally {
      await opened.stop();
    }
  }
  return measured as Record<Engine, T>;
}

/** What was measured on both, by what it is called there. */
export function pairs<T>({ sqlite, postgres }: Record<Engine, ReadonlyMap<string, T>>) {
  return [...sqlite].flatMap(([what, one]) => {
    const other = postgres.get(what);
    return other === undefined ? [] : [{ what, sqlite: one, postgres: other }];
  });
}
