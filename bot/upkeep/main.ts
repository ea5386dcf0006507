import { parseArgs } from 'node:util';
import {
  backUp,
  restore,
  sqlitePath,
  tellRestored,
  type UpkeepOutcome,
} from '../../services/store/backup.ts';
import { migrateBack } from '../../services/store/migrate-back.ts';
import { DEFAULT_DATABASE_URL } from '../config/local-config.ts';
import { startFailure } from '../start-failure.ts';

/**
 * `npm run backup -- <file>`, `npm run restore [-- <file>]`, `npm run migrate-back -- <migration>`: on the store that
 * `DATABASE_URL` names. Exit code 1 where nothing was done.
 */
const url = process.env['DATABASE_URL'] || DEFAULT_DATABASE_URL;
const path = sqlitePath(url);

const WORDS: Record<UpkeepOutcome, string> = {
  done: 'Done.',
  noStore: 'Nothing done: there is no such store.',
  targetExists: 'Nothing done: that file is there already.',
  inUse: 'Nothing done: a bot runs on this store. Stop it first.',
  noAnswer: 'Nothing done: the bot that holds this store did not answer.',
  notAStore: 'Nothing done: that file is no store of this bot.',
};
const POSTGRES_BACKUP =
  'Nothing done: PostgreSQL is copied by its own tools (pg_dump), or by Azure. See manifest/azure/README.md.';
const RESTORED = 'Done: at the next start, what came since the backup is told as a backlog.';

const COMMANDS: Record<string, (argument: string | undefined) => Promise<string>> = {
  async backup(file) {
    if (path === null) return POSTGRES_BACKUP;
    return file === undefined ? 'Which file? npm run backup -- <file>' : WORDS[await backUp(path, file)];
  },
  async restore(file) {
    if (path === null || file === undefined) return await tellRestored(url), RESTORED;
    const outcome = await restore(path, file);
    return outcome === 'done' ? RESTORED : WORDS[outcome];
  },
  async back(migration) {
    if (migration === undefined) return 'Back to which one? npm run migrate-back -- <migration>';
    const names = await migrateBack(url, migration);
    return names.length === 0 ? 'Nothing done: nothing came after that.' : `Done: ${names.join(', ')}`;
  },
};

const { positionals } = parseArgs({ allowPositionals: true });
const [command = '', argument] = positionals;
try {
  const said = (await COMMANDS[command]?.(argument)) ?? 'backup, restore or back?';
  process.stdout.write(`${said}\n`);
  process.exitCode = said.startsWith('Done') ? 0 : 1;
} catch (error) {
  process.stderr.write(`${startFailure(error)}\n`);
  process.exitCode = 1;
}
