import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBenchWorld } from './bench-world.ts';
import { click, headersOf, messagesUrl } from './click.ts';
import { runLoad } from './load.ts';
import { markdownTable } from './markdown-table.ts';
import { OURS, PEER_NAMES, peerVersions, startServer } from './servers.ts';

export interface Memory {
  /** Of each server, the same for all. */
  turns: number;
  connections: number;
  /** For stores and the card. */
  folder: string;
}

/** Shares of the turns after which memory is told. */
const LOOKS = [0.1, 0.5, 1];

/**
 * Resident memory of ours (an empty store) beside each peer, after the same number of clicks on deals. Nobody asks for
 * garbage to be thrown away: it is what a container would be charged for.
 */
export async function runMemory(
  { turns, connections, folder }: Memory,
  say: (line: string) => void,
): Promise<void> {
  const looks = looksAt(turns);
  const cardFile = join(folder, 'card.json');
  const rows: string[][] = [];
  for (const server of [OURS, ...PEER_NAMES]) {
    const world = await openBenchWorld();
    const process = await startServer(server, { world, cardFile, folder });
    try {
      const told = [process.memoryMb()];
      // Peers answer what the bot answered.
      if (server === OURS) writeFileSync(cardFile, await click(world));
      const { bodies } = world.show;
      const load = { url: messagesUrl(world), headers: headersOf(world), bodies, connections };
      const expected = server === OURS ? world.show.expected : 'AdaptiveCard';
      for (const [index, look] of looks.entries()) {
        const result = await runLoad({ ...load, expected, requests: look - (looks[index - 1] ?? 0) });
        if (result.wrong > 0) throw new Error(`${server}: ${result.wrong} wrong answers: ${result.sample}`);
        // The stand-ins keep what they were asked, and share the machine.
        world.cloud.partnerCenter.requests.length = 0;
        told.push(process.memoryMb());
      }
      told.push(process.highestMemoryMb());
      rows.push([server, ...told.map((megabytes) => megabytes.toFixed(0))]);
      say(rows.at(-1)?.join('  ') ?? '');
    } finally {
      await process.stop();
      await world.stop();
    }
  }
  const head = looks.map((look) => `after ${look.toLocaleString('en')} turns`);
  say(`\n**Resident memory, MB**\n\n${markdownTable(['server', 'ready', ...head, 'highest'], rows)}`);
  say(`\n${connections} connections; ${peerVersions()}`);
}

/** After how many turns memory is told. */
export function looksAt(turns: number): number[] {
  return LOOKS.map((share) => Math.ceil(turns * share));
}
