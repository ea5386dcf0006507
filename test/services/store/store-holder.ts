/**
 * A program that holds a store until it is killed. It prints a line when the store is open, one after each of ten
 * commits, and `half` inside a transaction that it never ends. Where it cannot open: the error's name.
 */
import { openStore } from '../../../services/store/database.ts';
import { saveSetting } from '../../../services/store/settings.ts';

const [, , url = ''] = process.argv;
try {
  const { db } = await openStore(url);
  process.stdout.write('open\n');
  for (let row = 1; row <= 10; row += 1) {
    await saveSetting(db, 'holder', `row-${row}`, 'kept');
    process.stdout.write(`row-${row}\n`);
  }
  await db.transaction().execute(async (trx) => {
    await saveSetting(trx, 'holder', 'half', 'lost');
    process.stdout.write('half\n');
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  });
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.name : 'unknown'}\n`);
}
