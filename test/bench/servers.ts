import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchWorld } from './bench-world.ts';
import { PEERS, type PinnedServer, startPinnedServer } from './pinned-server.ts';

export const OURS = 'Co-sell Deals, whole';
const PEER_PROGRAMS: Record<string, string> = {
  'node:http, bare': 'node-http.mjs',
  'Agents SDK, bare': 'agents-sdk.mjs',
  'Teams SDK, bare': 'teams-sdk.mjs',
  'botbuilder + restify, bare': 'botbuilder.mjs',
};
export const BARE_BOTBUILDER = 'botbuilder + restify, bare';
export const PEER_NAMES = Object.keys(PEER_PROGRAMS);
/** All peers but bare `node:http`, which is none. */
export const FRAMEWORKS = PEER_NAMES.slice(1);

export interface Start {
  world: BenchWorld;
  /** What peers answer. */
  cardFile: string;
  /** Where our store is made, an empty one. */
  folder: string;
  nodeOptions?: readonly string[];
}

/** The whole bot, as `npm start` starts it. @param nodeOptions on top of those */
export function startOurs(
  environment: Record<string, string>,
  nodeOptions: readonly string[] = [],
): Promise<PinnedServer> {
  const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  const asStarted = scripts.start.match(/--\S+/g) ?? [];
  return startPinnedServer('bot/main.ts', environment, [...asStarted, ...nodeOptions]);
}

/** Ours with an empty store, or a peer by its name, on the world's port. */
export function startServer(
  name: string,
  { world, cardFile, folder, nodeOptions = [] }: Start,
): Promise<PinnedServer> {
  const program = PEER_PROGRAMS[name];
  const port = world.environment['PORT'] ?? '';
  if (program) return startPinnedServer(join(PEERS, program), { PORT: port, CARD_FILE: cardFile });
  const store = mkdtempSync(join(folder, 'store-'));
  return startOurs({ ...world.environment, DATABASE_URL: `sqlite:${join(store, 'cosell.db')}` }, nodeOptions);
}

/** Once: the peers stand in a package of their own, which the product knows nothing of. */
export function installPeers(): void {
  if (existsSync(join(PEERS, 'node_modules'))) return;
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-progress'], {
    cwd: PEERS,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('npm ci in test/bench/peers failed');
}

/** What the peers stand on, for below a table. */
export function peerVersions(): string {
  const { dependencies } = JSON.parse(readFileSync(join(PEERS, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return Object.entries(dependencies)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}
