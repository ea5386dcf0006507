import { opensAt, restsAt, type SendAccount, UNUSED } from '../pacing/send-account.ts';
import type { SendRates } from '../pacing/rates.ts';
import { momentToText, textToMoment } from './columns.ts';
import { databaseMoment } from './database-moment.ts';
import type { Db } from './database.ts';
import { inTransaction } from './in-transaction.ts';
import type { SendAccountRow } from './schema.ts';
import { takeTurn } from './take-turn.ts';

/** Whose account: a place's or a tenant's. */
export type SendAccountKey = Pick<SendAccountRow, 'kind' | 'id'>;

/** Accounts that can be read and changed together. */
export interface AccountBook {
  read(key: SendAccountKey): SendAccount;
  write(key: SendAccountKey, account: SendAccount): void;
}

/**
 * Reads these accounts, has `change` write what becomes of them, and keeps that, in one transaction; nobody else changes
 * any meanwhile. `now` is the database's clock in milliseconds, so that the clocks of the bots need not agree.
 * @param rates what a copy of each account's next free moment is counted by, which deliveries are claimed by
 */
export function changeSendAccounts<T>(
  db: Db,
  keys: readonly SendAccountKey[],
  rates: SendRates,
  change: (book: AccountBook, now: number) => T,
): Promise<T> {
  return inTransaction(db, async (trx) => {
    await takeTurn(trx, 'send accounts');
    const rows = await trx
      .selectFrom('send_accounts')
      .selectAll()
      .where('id', 'in', [...new Set(keys.map(({ id }) => id))])
      .execute();
    const { moment } = await trx.selectNoFrom(databaseMoment(trx).as('moment')).executeTakeFirstOrThrow();
    const now = textToMoment(moment).getTime();
    const known = new Map(rows.map((row) => [nameOf(row), rowToAccount(row)]));
    const written = new Map<string, SendAccountRow>();
    const result = change(
      {
        read: (key) => known.get(nameOf(key)) ?? UNUSED,
        write: (key, account) => {
          known.set(nameOf(key), account);
          written.set(nameOf(key), accountToRow(key, account, opensAt(account, rates[key.kind], now)));
        },
      },
      now,
    );
    if (written.size > 0) {
      await trx
        .insertInto('send_accounts')
        .values([...written.values()])
        .onConflict((conflict) =>
          conflict.columns(['kind', 'id']).doUpdateSet((row) => ({
            used_until: row.ref('excluded.used_until'),
            paused_until: row.ref('excluded.paused_until'),
            refused: row.ref('excluded.refused'),
            opens_at: row.ref('excluded.opens_at'),
            rests_at: row.ref('excluded.rests_at'),
          })),
        )
        .execute();
    }
    return result;
  });
}

/** In how many milliseconds the next closed place opens; null: none is closed. */
export async function nextOpening(db: Db): Promise<number | null> {
  const row = await db
    .selectFrom('send_accounts')
    .select((account) => account.fn.min<string | null>('opens_at').as('opens'))
    .select(databaseMoment(db).as('now'))
    .where('kind', '=', 'place')
    .where('opens_at', '>', databaseMoment(db))
    .executeTakeFirst();
  return row?.opens ? textToMoment(row.opens).getTime() - textToMoment(row.now).getTime() : null;
}

/** An account of which all is earned back says what none at all says. */
export async function pruneSendAccounts(db: Db): Promise<void> {
  await db.deleteFrom('send_accounts').where('rests_at', '<', databaseMoment(db)).execute();
}

function nameOf({ kind, id }: SendAccountKey): string {
  return `${kind} ${id}`;
}

function rowToAccount(row: SendAccountRow): SendAccount {
  return {
    usedUntil: JSON.parse(row.used_until) as number[],
    pausedUntil: textToMoment(row.paused_until).getTime(),
    refused: JSON.parse(row.refused) as Record<string, number>,
  };
}

function accountToRow(key: SendAccountKey, account: SendAccount, opens: number): SendAccountRow {
  return {
    kind: key.kind,
    id: key.id,
    used_until: JSON.stringify(account.usedUntil),
    paused_until: momentToText(new Date(account.pausedUntil)),
    refused: JSON.stringify(account.refused),
    opens_at: momentToText(new Date(opens)),
    rests_at: momentToText(new Date(restsAt(account))),
  };
}
