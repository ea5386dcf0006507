import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { findDeal, saveDeal } from '../../../services/store/deals.ts';
import { type Store, openStore, openUnchanged } from '../../../services/store/database.ts';
import { migrateBack } from '../../../services/store/migrate-back.ts';
import { migrations } from '../../../services/store/migrations/migrations.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';
import { sampleStored } from './sample-deal.ts';

const NAMES = Object.keys(migrations);

async function columnsOf({ db }: Pick<Store, 'db'>): Promise<string[]> {
  const tables = await db.introspection.getTables();
  return tables.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column.name}`)).sort();
}

describeOnEveryEngine('migrations', (opened) => {
  it('go back one by one to the first, and forward again: the same tables, and each deal is still there', async () => {
    const { store, url } = opened();
    const stored = sampleStored();
    const { deal } = stored;
    await saveDeal(store.db, stored);
    const whole = await columnsOf(store);
    await store.stop();
    for (const [index, name] of [...NAMES.entries()].toReversed().slice(1)) {
      assert.deepEqual(await migrateBack(url, name), [NAMES[index + 1]]);
      const found = await openUnchanged(url);
      const { rows } = await sql<{ id: string }>`select id from deals`.execute(found.db);
      assert.deepEqual(
        rows.map(({ id }) => id),
        [deal.id],
        name,
      );
      await found.stop();
    }
    const again = await openStore(url);
    assert.deepEqual(await columnsOf(again), whole);
    assert.deepEqual((await findDeal(again.db, deal.id))?.deal, deal);
    await again.stop();
  });

  it('go back and forward from each: what an earlier version left is read by this one', async function () {
    this.timeout(120_000);
    const { store, url } = opened();
    const stored = sampleStored();
    const { deal } = stored;
    await saveDeal(store.db, stored);
    await store.stop();
    for (const name of NAMES.slice(0, -1)) {
      await migrateBack(url, name);
      const again = await openStore(url);
      assert.deepEqual((await findDeal(again.db, deal.id))?.deal, deal, name);
      await again.stop();
    }
  });

  it('are not taken back to a name that there is none of', () =>
    assert.rejects(migrateBack(opened().url, '0000-nothing'), RangeError));
});
