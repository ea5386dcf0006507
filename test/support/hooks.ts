import { endHooks } from './ends.ts';
import { POSTGRES, type PostgresServer, startPostgres } from './postgres-server.ts';

/** What mocha does round every test of every file, in each worker. */
export const mochaHooks = endHooks;

let server: PostgresServer | undefined;

/** Once a run, in mocha's own process. */
export async function mochaGlobalSetup(): Promise<void> {
  server = await startPostgres();
  process.env[POSTGRES] = server.url;
}

export async function mochaGlobalTeardown(): Promise<void> {
  await server?.stop();
}
