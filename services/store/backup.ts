import { existsSync } from 'node:fs';
import { chmod, copyFile, rename, rm, writeFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { type Db, openUnchanged } from './database.ts';
import { inspectStore } from './inspect-store.ts';

/** A bot holds its file alone, so it makes the copy itself, where this file stands beside its own. */
const wantedBeside = (path: string): string => `${path}.backup-wanted`;
const madeBeside = (path: string): string => `${path}.backup`;
const LOOK_EVERY_MS = 200;

/** What came of a command for admins; all but `done` have changed nothing. */
export type UpkeepOutcome = 'done' | 'noStore' | 'targetExists' | 'inUse' | 'noAnswer' | 'notAStore';

/** The path of a SQLite store; null: PostgreSQL, which is copied by its own tools. */
export function sqlitePath(url: string): string | null {
  return url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : null;
}

/**
 * Copies the SQLite store to a new file, whole and of one moment, also while a bot runs on it.
 * @param answerWithinMs how long a running bot may take. Default 60,000
 */
export async function backUp(path: string, to: string, answerWithinMs = 60_000): Promise<UpkeepOutcome> {
  if (existsSync(to)) return 'targetExists';
  const found = await inspectStore(`sqlite:${path}`);
  if (found.kind === 'new') return 'noStore';
  if (found.kind === 'inUse') return askForBackup(path, to, answerWithinMs);
  try {
    await copyInto(found.store.db, to);
  } finally {
    await found.store.stop();
  }
  return 'done';
}

async function askForBackup(path: string, to: string, answerWithinMs: number): Promise<UpkeepOutcome> {
  const made = madeBeside(path);
  await rm(made, { force: true });
  await writeFile(wantedBeside(path), '');
  for (let waited = 0; !existsSync(made); waited += LOOK_EVERY_MS) {
    if (waited >= answerWithinMs) {
      await rm(wantedBeside(path), { force: true });
      return 'noAnswer';
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  // The target may be on another disk.
  await copyFile(made, to);
  await rm(made);
  return 'done';
}

/** One pass of a running bot: makes the copy that somebody waits for. @returns whether one was made */
export async function backUpIfWanted(db: Db, path: string): Promise<boolean> {
  if (!existsSync(wantedBeside(path))) return false;
  const unfinished = `${madeBeside(path)}-unfinished`;
  await rm(unfinished, { force: true });
  await copyInto(db, unfinished);
  await rm(wantedBeside(path), { force: true });
  await rename(unfinished, madeBeside(path));
  return true;
}

async function copyInto(db: Db, to: string): Promise<void> {
  await sql`vacuum into ${to}`.execute(db);
  // It holds customers' names: only the owner reads it, wherever it is put.
  await chmod(to, 0o600);
}

/** Puts a backup in the place of the store, which is kept as `<path>.before-restore`. No bot may run. */
export async function restore(path: string, from: string): Promise<UpkeepOutcome> {
  const arriving = `${path}.restoring`;
  if (!existsSync(from)) return 'noStore';
  await copyFile(from, arriving);
  const copy = await inspectStore(`sqlite:${arriving}`).catch(() => null);
  if (copy?.kind === 'readable') await copy.store.stop();
  const present = await inspectStore(`sqlite:${path}`);
  // Closed in peace, it is one file.
  if (present.kind === 'readable') await present.store.stop();
  if (copy?.kind !== 'readable' || present.kind === 'inUse') {
    await rm(arriving, { force: true });
    return present.kind === 'inUse' ? 'inUse' : 'notAStore';
  }
  if (existsSync(path)) await rename(path, `${path}.before-restore`);
  await rename(arriving, path);
  await tellRestored(`sqlite:${path}`);
  return 'done';
}

/**
 * Tells a store of either engine that it was restored as it was some time ago. What came since is not known, and the
 * next reading of each steward takes it as a backlog: told as on joining, and not deal by deal once more.
 */
export async function tellRestored(url: string): Promise<void> {
  const store = await openUnchanged(url);
  try {
    await store.db.updateTable('watermarks').set({ reconciled_at: null }).execute();
  } finally {
    await store.stop();
  }
}
