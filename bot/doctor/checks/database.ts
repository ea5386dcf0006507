import { inspectStore, type StoreState } from '../../../services/store/inspect-store.ts';
import { fault, type Finding, good, warning } from '../finding.ts';

/** Looks at the store, which the other checks then read. */
export async function lookAtDatabase(
  url: string,
): Promise<{ store: StoreState | null; findings: Finding[] }> {
  try {
    const store = await inspectStore(url);
    return { store, findings: [...said(store), ...(url.startsWith('sqlite:') ? [oneMachine] : [])] };
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    const text = `the database cannot be opened${typeof code === 'string' ? ` (${code})` : ''}`;
    const cure = 'check host, name, user and password in DATABASE_URL; may the bot reach the server?';
    return { store: null, findings: [fault(text, cure)] };
  }
}

const oneMachine = warning(
  'DATABASE_URL is a SQLite file: one bot on one machine, with a disk that outlives it',
  'use PostgreSQL for several replicas, or where the disk goes with the container',
);

function said(store: StoreState): Finding[] {
  switch (store.kind) {
    case 'new':
      return [good('the database is empty: the first start makes its tables')];
    case 'inUse':
      return [good('the database is held by a running bot')];
    case 'readable':
      return [
        good(
          store.pending === 0
            ? 'the database is up to date'
            : `the database is of an earlier version: the next start runs ${store.pending} migrations`,
        ),
      ];
  }
}
