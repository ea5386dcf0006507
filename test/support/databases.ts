import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { type Engine, type Store, openStore } from '../../services/store/database.ts';
import { POSTGRES } from './postgres-server.ts';

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
export interface Ground {
  url: string;
  remove: () => Promise<void>;
}

/** Both engines, with nothing on them yet: for who makes the tables another way. */
export function grounds(): { name: Engine; lay: () => Promise<Ground> }[] {
  return [
    { name: 'sqlite', lay: sqliteGround },
    { name: 'postgres', lay: postgresGround },
  ];
}

/**
 * Both engines. `for (const { name, open } of databases()) describe(name, ...)`: a real SQLite file, and a database of
 * its own on a real PostgreSQL server, which `hooks.ts` starts once for the run.
 */
export function databases(): { name: Engine; open: () => Promise<OpenDatabase> }[] {
  return [
    { name: 'sqlite', open: async () => openOn(await copiedSqlite()) },
    { name: 'postgres', open: async () => openOn(await copiedPostgres()) },
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

/**
 * The tables are made once in each of mocha's workers, by `openStore` on empty ground, and copied for each test: making
 * them takes longer than most tests.
 */
let sqliteFile: Promise<Buffer> | undefined;
let postgresTemplate: Promise<string> | undefined;

async function copiedSqlite(): Promise<Ground> {
  const bytes = await (sqliteFile ??= sqliteWithTables());
  const ground = await sqliteGround();
  const path = sqlitePath(ground);
  await mkdir(dirname(path), { mode: 0o700 });
  await writeFile(path, bytes);
  return ground;
}

async function sqliteWithTables(): Promise<Buffer> {
  const ground = await sqliteGround();
  await makeTables(ground);
  const bytes = await readFile(sqlitePath(ground));
  await ground.remove();
  return bytes;
}

async function copiedPostgres(): Promise<Ground> {
  const template = await (postgresTemplate ??= postgresWithTables());
  return postgresDatabase(`template ${template} strategy file_copy`);
}

/** It goes with the run's server. */
async function postgresWithTables(): Promise<string> {
  const ground = await postgresGround();
  await makeTables(ground);
  return new URL(ground.url).pathname.slice(1);
}

async function makeTables({ url }: Ground): Promise<void> {
  const store = await openStore(url);
  await store.stop();
}

function sqlitePath({ url }: Ground): string {
  return url.slice('sqlite:'.length);
}

async function sqliteGround(): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), 'store-'));
  return {
    url: `sqlite:${join(folder, 'made', 'cosell.db')}`,
    remove: () => rm(folder, { recursive: true }),
  };
}

let lastDatabase = 0;

/** An empty database on the run's PostgreSQL, for a bot that migrates it itself. */
export async function postgresGround(): Promise<Ground> {
  return postgresDatabase();
}

async function postgresDatabase(made = ''): Promise<Ground> {
  const server = process.env[POSTGRES];
  if (!server) throw new Error(`no PostgreSQL: ${POSTGRES} is set by test/support/hooks.ts`);
  const database = `test_${process.pid}_${(lastDatabase += 1)}`;
  await onServer(`${server}/postgres`, `create database ${database} ${made}`);
  return {
    url: `${server}/${database}`,
    // `force`: a killed child may have left a connection open.
    remove: () => onServer(`${server}/postgres`, `drop database ${database} with (force)`),
  };
}

export async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  await client.query(statement);
  await client.end();
}
