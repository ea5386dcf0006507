import { freePort } from '../support/free-port.ts';
import { postgresGround } from '../support/databases.ts';
import { POSTGRES, startPostgres } from '../support/postgres-server.ts';
import { type BenchWorld, openBenchWorld, type Work } from './bench-world.ts';
import { type LoadResult, runLoad } from './load.ts';
import { markdownTable } from './markdown-table.ts';
import { type PinnedServer, startPinnedServer } from './pinned-server.ts';

export interface Replicas {
  /** How many bots, one measurement each. */
  counts: readonly number[];
  seconds: number;
  /** Over all bots together. */
  connections: number;
}

/**
 * So many bots on one PostgreSQL, all of them on the one core that servers have: where the same core answers as many
 * turns whatever the number of bots, being several costs nothing, and a core more is so many turns more.
 */
export async function runReplicas(
  { counts, seconds, connections }: Replicas,
  say: (line: string) => void,
): Promise<void> {
  const postgres = await startPostgres();
  process.env[POSTGRES] = postgres.url;
  try {
    const rows: string[][] = [];
    for (const count of counts) {
      rows.push(await measure(count, { seconds, connections }));
      say(rows.at(-1)?.join('  ') ?? '');
    }
    say(
      markdownTable(
        [
          'bots',
          'shows a second',
          'CPU ms a show',
          'p99, ms',
          'accepts a second',
          'CPU ms an accept',
          'p99, ms',
        ],
        rows,
      ),
    );
  } finally {
    await postgres.stop();
  }
}

async function measure(count: number, size: Pick<Replicas, 'seconds' | 'connections'>): Promise<string[]> {
  const ground = await postgresGround();
  const world = await openBenchWorld();
  const bots: { url: string; process: PinnedServer }[] = [];
  try {
    for (let one = 0; one < count; one += 1) {
      const port = await freePort();
      const environment = {
        ...world.environment,
        DATABASE_URL: ground.url,
        PORT: String(port),
        BOT_DOMAIN: `127.0.0.1:${port}`,
      };
      const process = await startPinnedServer('bot/main.ts', environment);
      bots.push({ url: `http://127.0.0.1:${port}/api/messages`, process });
    }
    const { seconds } = size;
    await askAll(world, bots, size, world.show, { seconds: 3 });
    const shown = await askAll(world, bots, size, world.show, { seconds });
    const { bodies, expected } = world.accept;
    const accepted = await askAll(world, bots, size, { bodies, expected }, { requests: bodies.length });
    return [String(count), ...shown, ...accepted];
  } finally {
    for (const { process } of bots) await process.stop();
    await world.stop();
    await ground.remove();
  }
}

/** Each bot has its part of the connections and of the bodies. */
async function askAll(
  world: BenchWorld,
  bots: readonly { url: string; process: PinnedServer }[],
  { connections }: Pick<Replicas, 'connections'>,
  { bodies, expected }: Work,
  until: { seconds: number } | { requests: number },
): Promise<string[]> {
  const headers = { 'content-type': 'application/json', authorization: world.authorization };
  const cpuMs = () => bots.reduce((sum, { process }) => sum + process.cpuMs(), 0);
  const cpuBefore = cpuMs();
  const results = await Promise.all(
    bots.map(({ url }, index) => {
      const own = 'requests' in until ? bodies.filter((_, number) => number % bots.length === index) : bodies;
      return runLoad({
        url,
        headers,
        bodies: own,
        expected,
        connections: connections / bots.length,
        ...('requests' in until ? { requests: own.length } : until),
      });
    }),
  );
  const wrong = results.find((result) => result.wrong > 0);
  if (wrong) throw new Error(`${wrong.wrong} wrong answers: ${wrong.sample}`);
  const sum = (pick: (one: LoadResult) => number) => results.reduce((all, one) => all + pick(one), 0);
  return [
    sum(({ perSecond }) => perSecond).toFixed(0),
    ((cpuMs() - cpuBefore) / sum(({ answered }) => answered)).toFixed(2),
    Math.max(...results.map(({ p99 }) => p99)).toFixed(0),
  ];
}
