import { readdirSync, readFileSync } from 'node:fs';
import { sql } from 'kysely';
import type { Store } from '../../services/store/database.ts';

/** Processor time so far, in milliseconds, of all that works for a store: this process, and the database's own. */
export async function cpuOfStore({ db, engine }: Store): Promise<() => number> {
  const ours = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  if (engine === 'sqlite') return ours;
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
  const server = Number(statOf(rows[0]?.pid ?? 0)[PARENT]);
  return () => ours() + cpuWithChildren(server);
}

/** Places behind the name in brackets in `/proc/<pid>/stat`; times are in ticks of 10 ms. */
const PARENT = 1;
const TIMES = { user: 11, system: 12, userOfEnded: 13, systemOfEnded: 14 };
const TICK_MS = 10;

/** A server of PostgreSQL: one process, with children that serve; of those that have ended it keeps the sum. */
function cpuWithChildren(server: number): number {
  const alive = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(statOf)
    .filter((stat) => Number(stat[PARENT]) === server);
  const ticksOf = (stat: string[], ...places: number[]) =>
    places.reduce((sum, place) => sum + Number(stat[place] ?? 0), 0);
  const ticks = alive.reduce(
    (sum, stat) => sum + ticksOf(stat, TIMES.user, TIMES.system),
    ticksOf(statOf(server), ...Object.values(TIMES)),
  );
  return ticks * TICK_MS;
}

/** Empty where the process has ended meanwhile. */
function statOf(pid: string | number): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  } catch {
    return [];
  }
}
