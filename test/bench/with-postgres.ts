import { POSTGRES, startPostgres } from '../support/postgres-server.ts';

/** One server for all that is measured, as one for a run of tests: tables that are made once are copied on it. */
export async function withPostgres(work: () => Promise<void>): Promise<void> {
  const server = await startPostgres();
  process.env[POSTGRES] = server.url;
  try {
    await work();
  } finally {
    await server.stop();
  }
}
