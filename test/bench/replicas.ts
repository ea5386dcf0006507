import { freePort } from '../support/free-port.ts';
import { postgresGround } from '../support/databases.ts';
import { type BenchWorld, openBenchWorld, type Work } from './bench-world.ts';
import { headersOf } from './click.ts';
import { type LoadResult, runLoad } from './load.ts';
import { markdownTable } from './markdown-table.ts';
import type { PinnedServer } from './pinned-server.ts';
import { startOurs } from './servers.ts';

export interface Replicas {
  /** How many bots, one measurement each. */
  counts: readonly number[];
  seconds: number;
  /** Over all bots together. */
  connections: number;
}

/** Requests to each bot before it is measured. */
const WARM_UP = 1500;

/**
 * So many bots on one PostgreSQL, all of them on the one core that servers have: where the same core answers as many
 * turns whatever the number of bots, being several costs nothing, and a core more is so many turns more.
 */
export async function runReplicas(
  { counts, seconds, connections }: Replicas,
  say: (line: string) => void,
): Promise<void> {
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
      const process = await startOurs(environment);
      bots.push({ url: `http://127.0.0.1:${port}/api/messages`, process });
    }
    const { seconds } = size;
    // Each process compiles its own code as it goes: all are asked as often before, and as long, as a single one.
    const forEach = (work: Work) => bots.map(() => work);
    await askAll(world, bots, size, forEach(world.show), { requests: WARM_UP });
    const shown = await askAll(world, bots, size, forEach(world.show), { seconds: seconds * count });
    const { bodies, expected } = world.accept;
    const parts = bots.map((_, index) => ({
      bodies: bodies.filter((_body, number) => number % count === index),
      expected,
    }));
    const accepted = await askAll(world, bots, size, parts, { requests: bodies.length / count });
    return [String(count), ...shown, ...accepted];
  } finally {
    for (const { process } of bots) await process.stop();
    await world.stop();
    await ground.remove();
  }
}

/** Each bot has its part of the connections, and its own work. */
async function askAll(
  world: BenchWorld,
  bots: readonly { url: string; process: PinnedServer }[],
  { connections }: Pick<Replicas, 'connections'>,
  work: readonly Work[],
  until: { seconds: number } | { requests: number },
): Promise<string[]> {
  const headers = headersOf(world);
  const cpuMs = () => bots.reduce((sum, { process }) => sum + process.cpuMs(), 0);
  const cpuBefore = cpuMs();
  const results = await Promise.all(
    bots.map(({ url }, index) =>
      runLoad({
        url,
        headers,
        ...(work[index] ?? { bodies: [], expected: '' }),
        connections: connections / bots.length,
        ...until,
      }),
    ),
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
