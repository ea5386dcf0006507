import assert from 'node:assert/strict';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { Kysely, sql } from 'kysely';
import { openStore, type Store } from '../../../services/store/database.ts';
import { postgresDialect } from '../../../services/store/postgres.ts';
import { answersWithin, probeRoom, probeStore } from '../../../services/store/probe-store.ts';
import { findSettings, saveSetting } from '../../../services/store/settings.ts';
import { type StoreTrouble, StoreUnavailable } from '../../../services/store/store-unavailable.ts';
import { postgresGround } from '../../support/databases.ts';
import { endAfterTest } from '../../support/ends.ts';
import { POSTGRES, startPostgres } from '../../support/postgres-server.ts';
import { waitFor } from '../../support/wait.ts';
import { freshStore } from '../deals/stage.ts';

const NOW = new Date('2026-11-28T09:00:00.000Z');

function is(trouble: StoreTrouble): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof StoreUnavailable, String(error));
    assert.equal(error.trouble, trouble);
    return true;
  };
}

/** No page more than there are: SQLite's own answer to a full disk. */
async function fill({ db }: Store): Promise<void> {
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db);
  await sql.raw(`pragma max_page_count = ${rows[0]?.page_count}`).execute(db);
}

describe('a SQLite file that takes nothing', () => {
  const store = freshStore();

  it('full: said so, nothing half written, reading goes on, and all is well once there is room', async () => {
    const { db } = store();
    await saveSetting(db, 'bot', 'language', 'fr');
    await fill(store());
    const much = 'x'.repeat(100_000);
    const writing = db.transaction().execute(async (trx) => {
      await saveSetting(trx, 'bot', 'small', 'half of it');
      await saveSetting(trx, 'bot', 'much', much);
    });
    await assert.rejects(writing, is('full'));
    assert.deepEqual(await findSettings(db, 'bot'), { language: 'fr' });
    await probeStore(db, NOW);
    await assert.rejects(probeRoom(db), is('full'), 'a little fits, more does not');
    await sql`pragma max_page_count = 1000000`.execute(db);
    await probeRoom(db);
    await saveSetting(db, 'bot', 'much', much);
    assert.equal((await findSettings(db, 'bot'))['much'], much);
    assert.deepEqual(Object.keys(await findSettings(db, 'probe')), ['writtenAt']);
  });

  it('read-only: said so, reading goes on, and writing does once it may', async () => {
    const { db } = store();
    await sql`pragma query_only = 1`.execute(db);
    await assert.rejects(saveSetting(db, 'bot', 'language', 'fr'), is('readOnly'));
    assert.deepEqual(await findSettings(db, 'bot'), {});
    await sql`pragma query_only = 0`.execute(db);
    await saveSetting(db, 'bot', 'language', 'fr');
  });

  it('other errors stay what they are', async () => {
    await assert.rejects(
      sql`select * from nowhere`.execute(store().db),
      (error) => !(error instanceof StoreUnavailable),
    );
  });
});

describe('a PostgreSQL server that does not do its part', function () {
  this.timeout(60_000);

  it('down: said so at once, also inside a transaction, and all is well when it is up again', async () => {
    const server = await startPostgres();
    const store = await openStore(`${server.url}/postgres`);
    try {
      const { db } = store;
      await saveSetting(db, 'bot', 'language', 'fr');
      const writing = db.transaction().execute(async (trx) => {
        await saveSetting(trx, 'bot', 'small', 'half of it');
        await server.down();
        await saveSetting(trx, 'bot', 'language', 'en');
      });
      await assert.rejects(writing, is('away'));
      await assert.rejects(findSettings(db, 'bot'), is('away'));
      assert.equal(await answersWithin(db, 500), false);
      await server.up();
      const found = await waitFor(() => findSettings(db, 'bot').catch(() => null), { what: 'the server' });
      assert.deepEqual(found, { language: 'fr' });
      await probeStore(db, NOW);
      await probeRoom(db);
    } finally {
      await store.stop();
      await server.stop();
    }
  });

  it('silent: a query is given up, its connection is not used again, and the next one is answered', async () => {
    const ground = await postgresGround();
    const store = await openStore(ground.url);
    const door = await silentDoor(Number(new URL(process.env[POSTGRES] ?? '').port));
    const url = new URL(ground.url);
    url.port = String(door.port);
    const db: Store['db'] = new Kysely({ dialect: postgresDialect(url.href, { querySeconds: 0.3 }) });
    try {
      await findSettings(db, 'bot');
      door.silence(true);
      assert.equal(await answersWithin(db, 100), false);
      await assert.rejects(saveSetting(db, 'bot', 'language', 'fr'), is('away'));
      door.silence(false);
      await saveSetting(db, 'bot', 'language', 'en');
      assert.deepEqual(await findSettings(db, 'bot'), { language: 'en' });
    } finally {
      await db.destroy();
      await store.stop();
      await ground.remove();
    }
  });

  it('read-only: said so, and reading goes on', async () => {
    const ground = await postgresGround();
    const store = await openStore(ground.url);
    try {
      await sql
        .raw(`alter database ${new URL(ground.url).pathname.slice(1)} set default_transaction_read_only = on`)
        .execute(store.db);
      const after = await waitForReadOnly(ground.url);
      await assert.rejects(saveSetting(after.db, 'bot', 'language', 'fr'), is('readOnly'));
      assert.deepEqual(await findSettings(after.db, 'bot'), {});
      await after.stop();
    } finally {
      await store.stop();
      await ground.remove();
    }
  });

  /** A setting of the database counts for new connections. */
  async function waitForReadOnly(url: string): Promise<Pick<Store, 'db' | 'stop'>> {
    const db: Store['db'] = new Kysely({ dialect: postgresDialect(url) });
    return { db, stop: () => db.destroy() };
  }
});

/** Before a server: lets all through, or takes what comes and hands nothing on. */
async function silentDoor(port: number) {
  let isSilent = false;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const behind = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [client, behind],
      [behind, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => void (isSilent || to.write(chunk)));
      from.on('error', () => undefined);
      from.on('close', () => to.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  endAfterTest(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return {
    port: (server.address() as AddressInfo).port,
    silence: (on: boolean) => void (isSilent = on),
  };
}
