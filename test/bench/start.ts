import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchWorld, openBenchWorld } from './bench-world.ts';
import { click } from './click.ts';
import { markdownTable } from './markdown-table.ts';
import { median } from './median.ts';
import { PEERS, type PinnedServer, startPinnedServer } from './pinned-server.ts';

/** One start: until the ready line, and until the click that was sent at once has its answer. */
interface Start {
  readyMs: number;
  readyCpuMs: number;
  answerMs: number;
  answerCpuMs: number;
}

const COLUMNS: (keyof Start)[] = ['readyMs', 'readyCpuMs', 'answerMs', 'answerCpuMs'];

/** The whole bot in live mode starts again on its own small store, in turns with a bare botbuilder that has none. */
export async function runStarts(
  { rounds, folder }: { rounds: number; folder: string },
  say: (line: string) => void,
): Promise<void> {
  const world = await openBenchWorld();
  const cardFile = join(folder, 'card.json');
  const ours = () =>
    startPinnedServer('bot/main.ts', {
      ...world.environment,
      // As `npm start` and the container do.
      NODE_COMPILE_CACHE: join(import.meta.dirname, '../../node_modules/.cache/compiled'),
      DATABASE_URL: `sqlite:${join(folder, 'start.db')}`,
    });
  const bare = () =>
    startPinnedServer(join(PEERS, 'botbuilder.mjs'), {
      PORT: world.environment['PORT'] ?? '',
      CARD_FILE: cardFile,
    });
  try {
    // What a first start does is done: the tables, the kept code, the card that the bare bot answers too.
    const first = await ours();
    try {
      writeFileSync(cardFile, await click(world));
    } finally {
      await first.stop();
    }
    const starts: Record<'ours' | 'bare', Start[]> = { ours: [], bare: [] };
    for (let round = 0; round < rounds; round++) {
      starts.ours.push(await measure(ours, world));
      starts.bare.push(await measure(bare, world));
    }
    say(table(starts));
    say(`\nmedian of ${rounds} starts`);
  } finally {
    await world.stop();
  }
}

async function measure(start: () => Promise<PinnedServer>, world: BenchWorld): Promise<Start> {
  const spawnedAt = performance.now();
  const server = await start();
  try {
    const readyCpuMs = server.cpuMs();
    await click(world);
    return {
      readyMs: server.startMs,
      readyCpuMs,
      answerMs: performance.now() - spawnedAt,
      answerCpuMs: server.cpuMs(),
    };
  } finally {
    await server.stop();
  }
}

function table({ ours, bare }: Record<'ours' | 'bare', Start[]>): string {
  const medians = (starts: Start[]) => COLUMNS.map((column) => median(starts.map((one) => one[column])));
  const [mine, theirs] = [medians(ours), medians(bare)];
  const row = (name: string, figures: number[]) => [name, ...figures.map((figure) => figure.toFixed(0))];
  return markdownTable(
    ['', 'ready, ms', 'CPU ms', 'first click answered, ms', 'CPU ms'],
    [
      row('Co-sell Deals, whole', mine),
      row('botbuilder + restify, bare', theirs),
      ['ratio', ...mine.map((figure, index) => `${(figure / (theirs[index] ?? NaN)).toFixed(2)} x`)],
    ],
  );
}
