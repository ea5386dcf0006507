import { copyFileSync, existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type BenchWorld, openBenchWorld } from './bench-world.ts';
import { click } from './click.ts';
import { makeGrownStore } from './grown-store.ts';
import { markdownTable } from './markdown-table.ts';
import { median } from './median.ts';
import type { PinnedServer } from './pinned-server.ts';
import { BARE_BOTBUILDER, OURS, startOurs, startServer } from './servers.ts';

export interface Starts {
  rounds: number;
  /** In the larger of the two stores. */
  deals: number;
  /** For the stores and the card. */
  folder: string;
}

/** One start: until the ready line, and until the click that was sent at once has its answer. */
interface Start {
  readyMs: number;
  readyCpuMs: number;
  /** Resident. */
  readyMb: number;
  answerMs: number;
  answerCpuMs: number;
  answerMb: number;
}

const COLUMNS: [keyof Start, head: string][] = [
  ['readyMs', 'ready, ms'],
  ['readyCpuMs', 'CPU ms'],
  ['readyMb', 'memory MB'],
  ['answerMs', 'first click answered, ms'],
  ['answerCpuMs', 'CPU ms'],
  ['answerMb', 'memory MB'],
];

/** A bot that has used no processor for so long has done what there was to do. */
const QUIET_MS = 2000;

/**
 * The whole bot in live mode starts again and again on an empty store and on one with many deals, in turns with a bare
 * botbuilder that has none. Each start has a copy of a store on which a bot ran before and was stopped.
 */
export async function runStarts(
  { rounds, deals, folder }: Starts,
  say: (line: string) => void,
): Promise<void> {
  const world = await openBenchWorld();
  const cardFile = join(folder, 'card.json');
  const used = join(folder, 'used.db');
  const ours = (path: string) =>
    startOurs({
      ...world.environment,
      // As `npm start` and the container do.
      NODE_COMPILE_CACHE: join(import.meta.dirname, '../../node_modules/.cache/compiled'),
      DATABASE_URL: `sqlite:${path}`,
    });
  const onCopyOf = (path: string) => () => {
    rmSync(used, { force: true });
    copyFileSync(path, used);
    return measure(() => ours(used), world);
  };
  const empty = join(folder, 'empty.db');
  const grown = join(folder, 'grown.db');
  try {
    await makeGrownStore({
      url: `sqlite:${grown}`,
      deals,
      now: new Date(),
      tenantId: world.cloud.teams.tenantId,
      botId: world.cloud.teams.memory.bot.id,
      serviceUrl: world.serviceUrl,
    });
    // What a first start does is done: the tables, the kept code, reminders, the card that the bare bot answers too.
    for (const path of [empty, grown]) {
      const first = await ours(path);
      try {
        writeFileSync(cardFile, await click(world));
        await quiet(first);
      } finally {
        await first.stop();
      }
      if (existsSync(`${path}-wal`)) throw new Error(`${path} was not closed`);
      say(`${path}: ${(statSync(path).size / 1024 / 1024).toFixed(1)} MB`);
    }
    const measures: Record<string, () => Promise<Start>> = {
      [`${OURS}, empty store`]: onCopyOf(empty),
      [`${OURS}, ${deals.toLocaleString('en')} deals`]: onCopyOf(grown),
      [BARE_BOTBUILDER]: () =>
        measure(() => startServer(BARE_BOTBUILDER, { world, cardFile, folder }), world),
    };
    const starts = new Map(Object.keys(measures).map((name): [string, Start[]] => [name, []]));
    for (let round = 0; round < rounds; round++)
      for (const [name, start] of Object.entries(measures)) starts.get(name)?.push(await start());
    say(startTable(starts, BARE_BOTBUILDER));
    say(`\nmedian of ${rounds} starts`);
  } finally {
    await world.stop();
  }
}

async function quiet(server: PinnedServer): Promise<void> {
  for (let before = -1; before !== server.cpuMs(); ) {
    before = server.cpuMs();
    await pause(QUIET_MS);
  }
}

async function measure(start: () => Promise<PinnedServer>, world: BenchWorld): Promise<Start> {
  const spawnedAt = performance.now();
  const server = await start();
  try {
    const [readyCpuMs, readyMb] = [server.cpuMs(), server.memoryMb()];
    await click(world);
    return {
      readyMs: server.startMs,
      readyCpuMs,
      readyMb,
      answerMs: performance.now() - spawnedAt,
      answerCpuMs: server.cpuMs(),
      answerMb: server.memoryMb(),
    };
  } finally {
    await server.stop();
  }
}

/** Medians, and what each is to the bare one. */
export function startTable(starts: ReadonlyMap<string, readonly Start[]>, bare: string): string {
  const medians = new Map(
    [...starts].map(([name, all]) => [
      name,
      COLUMNS.map(([column]) => median(all.map((one) => one[column]))),
    ]),
  );
  const theirs = medians.get(bare) ?? [];
  const ratios = [...medians]
    .filter(([name]) => name !== bare)
    .map(([name, mine]) => [
      `${name}, to the bare one`,
      ...mine.map((figure, index) => `${(figure / (theirs[index] ?? NaN)).toFixed(2)} x`),
    ]);
  const rows = [...medians].map(([name, figures]) => [name, ...figures.map((figure) => figure.toFixed(0))]);
  return markdownTable(['', ...COLUMNS.map(([, head]) => head)], [...rows, ...ratios]);
}
