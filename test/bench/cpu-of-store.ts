import { readdirSync } from 'node:fs';
import { sql } from 'kysely';
import type { Store } from '../../services/store/database.ts';
import { cpuMsIn, PARENT, statOf, TIMES } from './cpu-times.ts';

/** Processor time so far, in milliseconds, of all that works for a store: this process, and the database's own. */
export async function cpuOfStore({ db, engine }: Store): Promise<() => number> {
  const ours = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  if (engine === 'sqlite') return ours;
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
  const server = Number(statOrNone(rows[0]?.pid ?? 0)[PARENT]);
  return () => ours() + cpuWithChildren(server);
}

/** A server of PostgreSQL: one process, with children that serve; of those that have ended it keeps the sum. */
function cpuWithChildren(server: number): number {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(statOrNone)
    .filter((stat) => Number(stat[PARENT]) === server)
    .reduce((sum, stat) => sum + cpuMsIn(stat), cpuMsIn(statOrNone(server), Object.values(TIMES)));
}

/** Empty where the process has ended meanwhile. */
function statOrNone(pid: string | number): string[] {
  try {
    return statOf(pid);
  } catch {
    return [];
  }
}
