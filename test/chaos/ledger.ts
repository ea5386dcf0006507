import { sql } from 'kysely';
import { openStore } from '../../services/store/database.ts';

/**
 * Beside the store, a list of every message that a bot ever kept, with the moment by the real clock: `posted_cards`
 * itself forgets what a place showed before the bot was taken away.
 * @param url of a store that does not exist yet
 */
export async function openLedger(url: string): Promise<void> {
  const store = await openStore(url);
  try {
    const statements = store.engine === 'sqlite' ? OF_SQLITE : OF_POSTGRES;
    for (const statement of statements) await sql.raw(statement).execute(store.db);
  } finally {
    await store.stop();
  }
}

const TABLE =
  'create table chaos_kept (place_id text, subject text, occasion text, activity_id text, at text)';
const ROW = 'insert into chaos_kept values (new.place_id, new.subject, new.occasion, new.activity_id';

const OF_SQLITE = [
  TABLE,
  ...['insert on posted_cards', 'update on posted_cards when old.activity_id <> new.activity_id'].map(
    (event, index) => `create trigger chaos_keep_${index} after ${event} begin
      ${ROW}, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')); end`,
  ),
];

/** Written when the transaction commits, so that the moment is that of the commit. */
const OF_POSTGRES = [
  TABLE,
  `create function chaos_keep() returns trigger language plpgsql as $$ begin
    if tg_op = 'INSERT' or old.activity_id <> new.activity_id then
      ${ROW}, to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
    end if; return null; end $$`,
  `create constraint trigger chaos_keep after insert or update on posted_cards
    deferrable initially deferred for each row execute function chaos_keep()`,
];
