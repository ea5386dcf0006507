import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CompiledQuery, Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { countDeliveries, wantDeliveries } from '../../../services/store/deliveries.ts';
import { openStore, openUnchanged } from '../../../services/store/database.ts';
import { findSettings, saveSetting } from '../../../services/store/settings.ts';
import { sqliteDialect } from '../../../services/store/sqlite.ts';
import { StoreInUseError } from '../../../services/store/store-in-use-error.ts';
import { StoreIsNewerError } from '../../../services/store/store-is-newer-error.ts';
import { migrations } from '../../../services/store/migrations/migrations.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';

describeOnEveryEngine('store', (opened, engine) => {
  it('keeps its rows and runs no migration twice when it is opened again', async () => {
    await saveSetting(opened().store.db, 'bot', 'language', 'fr');
    const { db } = await opened().reopen();
    assert.deepEqual(await findSettings(db, 'bot'), { language: 'fr' });
    const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
    assert.deepEqual(
      rows.map((row) => row.name),
      Object.keys(migrations),
    );
  });

  it('refuses tables that a newer version has changed, and leaves them alone', async () => {
    const { db } = opened().store;
    await saveSetting(db, 'bot', 'language', 'fr');
    const later = { name: '9999-later', timestamp: '2030-01-01T00:00:00.000Z' };
    await sql`insert into kysely_migration values (${later.name}, ${later.timestamp})`.execute(db);
    await assert.rejects(opened().reopen(), (error) => {
      assert.ok(error instanceof StoreIsNewerError);
      assert.deepEqual(error.unknown, ['9999-later']);
      return true;
    });
    const found = await openUnchanged(opened().url);
    assert.deepEqual(await findSettings(found.db, 'bot'), { language: 'fr' });
    await found.stop();
  });

  it('lets transactions that come at the same time wait for each other', async () => {
    const { db } = opened().store;
    await saveSetting(db, 'bot', 'count', '0');
    const count = () =>
      db.transaction().execute(async (trx) => {
        // The first statement writes, so that PostgreSQL too gives the row to one at a time.
        await trx.updateTable('settings').set({ scope: 'bot' }).where('name', '=', 'count').execute();
        const { count } = await findSettings(trx, 'bot');
        await saveSetting(trx, 'bot', 'count', String(Number(count) + 1));
      });
    await Promise.all(Array.from({ length: 20 }, count));
    assert.deepEqual(await findSettings(db, 'bot'), { count: '20' });
  });

  it('takes back what a failed transaction wrote, and goes on', async () => {
    const { db } = opened().store;
    const failing = db.transaction().execute(async (trx) => {
      await saveSetting(trx, 'bot', 'language', 'fr');
      throw new Error('planned');
    });
    await assert.rejects(failing, /planned/);
    assert.deepEqual(await findSettings(db, 'bot'), {});
  });

  for (const [what, value] of [
    ['a Date', new Date()],
    ['an object', { a: 1 }],
    ['undefined', undefined],
  ] as const) {
    it(`refuses ${what} as a column value`, async () => {
      const { db } = opened().store;
      const query = sql`insert into settings (scope, name, value) values (${value}, 'n', 'v')`;
      await assert.rejects(async () => query.execute(db), TypeError);
      assert.equal((await sql`select * from settings`.execute(db)).rows.length, 0);
    });
  }

  it('leaves out NUL characters, which PostgreSQL cannot keep', async () => {
    const { db } = opened().store;
    await saveSetting(db, 'bot', 'na\0me', 'v\0');
    assert.deepEqual(await findSettings(db, 'bot\0'), { name: 'v' });
  });

  it('counts in numbers', async () => {
    const { db } = opened().store;
    const now = new Date();
    const want = { placeId: 'p', subject: 's', occasion: 'new', dueAt: now, wantedVersion: 1 };
    await wantDeliveries(db, [want], now);
    assert.deepEqual(await countDeliveries(db), {
      due: 1,
      posting: 0,
      settled: 0,
      retired: 0,
      dead: 0,
      dropped: 0,
    });
  });

  it('finishes the transaction in hand before it stops, and may be stopped twice', async () => {
    const { store } = opened();
    const slow = store.db.transaction().execute(async (trx) => {
      await saveSetting(trx, 'bot', 'language', 'fr');
      await new Promise((resolve) => setTimeout(resolve, 30));
      await saveSetting(trx, 'bot', 'zone', 'Europe/Paris');
    });
    await started();
    await Promise.all([slow, store.stop(), store.stop()]);
    await assert.rejects(findSettings(store.db, 'bot'), /destroyed/);
    const { db } = await opened().reopen();
    assert.deepEqual(await findSettings(db, 'bot'), { language: 'fr', zone: 'Europe/Paris' });
  });

  it('has every committed row, and no half of a transaction, after kill -9', async () => {
    const { store, url } = opened();
    await store.stop();
    const holder = hold(url);
    const lines: string[] = [];
    for await (const line of createInterface({ input: holder.stdout })) {
      lines.push(line);
      if (line === 'half') holder.kill('SIGKILL');
    }
    assert.deepEqual(lines.slice(0, 2), ['open', 'row-1']);

    const { db } = await opened().reopen();
    const kept = Object.keys(await findSettings(db, 'holder'));
    assert.deepEqual(kept.sort(), lines.filter((line) => line.startsWith('row-')).sort());
    assert.equal(kept.length, 10);
  });

  if (engine === 'postgres') {
    it('lets two bots open an empty database at the same time', async () => {
      const { store, url } = opened();
      await sql`drop schema public cascade`.execute(store.db);
      await sql`create schema public`.execute(store.db);
      const stores = await Promise.all([openStore(url), openStore(url)]);
      for (const { db } of stores) assert.deepEqual(await findSettings(db, 'bot'), {});
      await Promise.all(stores.map((store) => store.stop()));
    });

    it('goes on after the server has closed its idle connections', async () => {
      const { store, url } = opened();
      const other = await openStore(url);
      await findSettings(store.db, 'bot');
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`.execute(other.db);
      await other.stop();
      // The news of it may reach us with the next query or two.
      const settings = await untilItWorks(() => findSettings(store.db, 'bot'));
      assert.deepEqual(settings, {});
    });
  }

  if (engine === 'sqlite') {
    it('refuses a second opener, in this program and in another, and says why', async () => {
      const { url, store } = opened();
      await assert.rejects(openStore(url), (error) => {
        assert.ok(error instanceof StoreInUseError);
        assert.match(error.message, /cosell\.db is in use by another running bot/);
        return true;
      });
      const second = hold(url);
      for await (const line of createInterface({ input: second.stdout }))
        assert.equal(line, 'StoreInUseError');
      await ended(second);
      assert.deepEqual(await findSettings(store.db, 'bot'), {});
    });

    it('is made by one of two that start at once on no file yet, and the other one says why it does not', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'store-'));
      const url = `sqlite:${join(folder, 'made', 'cosell.db')}`;
      const both = [hold(url), hold(url)];
      const lines = await Promise.all(both.map(firstLine));
      assert.deepEqual(lines.sort(), ['StoreInUseError', 'open']);
      for (const holder of both) holder.kill('SIGKILL');
      await Promise.all(both.map(ended));
      // What the first one made is whole.
      const store = await openStore(url);
      const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(store.db);
      assert.equal(rows.length, Object.keys(migrations).length);
      await store.stop();
      await rm(folder, { recursive: true });
    });

    it('writes ahead and flushes each commit to the disk', async () => {
      const { db } = opened().store;
      const journal = await sql<{ journal_mode: string }>`pragma journal_mode`.execute(db);
      const flushing = await sql<{ synchronous: number }>`pragma synchronous`.execute(db);
      assert.equal(journal.rows[0]?.journal_mode, 'wal');
      assert.equal(flushing.rows[0]?.synchronous, 2, '2 is full');
    });

    it('refuses a Date in hand-written SQL too', async () => {
      const { db } = opened().store;
      const query = CompiledQuery.raw('select ? as moment', [new Date()]);
      await assert.rejects(db.executeQuery(query), TypeError);
    });
  }
});

describe('openStore', () => {
  it('opens a store in memory', async () => {
    const store = await openStore('sqlite::memory:');
    assert.equal(store.engine, 'sqlite');
    await saveSetting(store.db, 'bot', 'language', 'fr');
    assert.deepEqual(await findSettings(store.db, 'bot'), { language: 'fr' });
    await store.stop();
  });

  it('refuses an address of another kind without repeating its password', async () => {
    await assert.rejects(openStore('mysql://bot:secret@db.example/x'), (error) => {
      assert.ok(error instanceof Error);
      assert.match(error.message, /DATABASE_URL/);
      assert.doesNotMatch(error.message, /secret/);
      return true;
    });
    await assert.rejects(openStore('sqlite:'), /path/);
  });

  it('says so when PostgreSQL is not there', async () => {
    await assert.rejects(openStore('postgres://bot:secret@127.0.0.1:1/none'), { code: 'ECONNREFUSED' });
  });

  it('leaves nothing of a migration that fails half way', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'store-'));
    const db = new Kysely<Record<string, never>>({ dialect: sqliteDialect(join(folder, 'half.db')) });
    const failing = {
      async up(db: Kysely<unknown>) {
        await sql`create table half (id text)`.execute(db);
        throw new Error('planned');
      },
    };
    const migrator = new Migrator({
      db,
      provider: { getMigrations: async () => ({ '0001-half': failing }) },
    });
    const { error } = await migrator.migrateToLatest();
    assert.match(String(error), /planned/);
    const { rows } = await sql`select name from sqlite_master where name = 'half'`.execute(db);
    assert.deepEqual(rows, []);
    await db.destroy();
    await rm(folder, { recursive: true });
  });
});

function hold(url: string): ChildProcess & { stdout: NodeJS.ReadableStream } {
  const program = join(import.meta.dirname, 'store-holder.ts');
  return spawn(process.execPath, [program, url], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function firstLine({ stdout }: ReturnType<typeof hold>): Promise<string> {
  for await (const line of createInterface({ input: stdout })) return line;
  return '';
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** Lets what was started reach its first statement. */
function started(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function untilItWorks<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; attempt < 10; attempt += 1) {
    try {
      return await work();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  return work();
}
