import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBenchWorld, type BenchWorld, TO_ACCEPT, type Work } from './bench-world.ts';
import { checkForged, click, headersOf, messagesUrl } from './click.ts';
import { runLoad, type LoadResult } from './load.ts';
import { markdownTable } from './markdown-table.ts';
import { median } from './median.ts';
import { FRAMEWORKS, OURS, PEER_NAMES, peerVersions, startServer } from './servers.ts';

export interface Compare {
  seconds: number;
  rounds: number;
  connections: number;
  /** Part of the names of the cases that are measured; undefined: all. */
  only: string | undefined;
  /** No peers. */
  isOursAlone: boolean;
  /** A folder for `--cpu-prof` of ours. */
  profile: string | undefined;
  /** For stores and the card. */
  folder: string;
}

interface Case {
  name: string;
  work: (world: BenchWorld) => Work;
  /** Partner Center's answers take so long more. */
  delayMs?: number;
  /** So many requests rather than so many seconds. */
  requests?: number;
  /** A message's answer is a post: it is looked for there. */
  isMessage?: boolean;
}

const CASES: Case[] = [
  { name: 'click deal.show, Partner Center 0 ms', work: ({ show }) => show },
  { name: 'click deal.show, Partner Center 150 ms', work: ({ show }) => show, delayMs: 150 },
  { name: 'click deal.accept', work: ({ accept }) => accept, requests: TO_ACCEPT },
  { name: 'command inbound, 10 deals', work: ({ inbound }) => inbound, isMessage: true },
];

/** Of each server alike, before it is measured: until then V8 compiles (README.md). */
const WARM_UP_TURNS = 2000;

interface Measured extends LoadResult {
  cpuPerTurn: number;
  memoryMb: number;
  startMs: number;
}

const COLUMNS: [string, (one: Measured) => number, digits: number][] = [
  ['p50 ms', ({ p50 }) => p50, 0],
  ['p99 ms', ({ p99 }) => p99, 0],
  ['CPU ms a turn', ({ cpuPerTurn }) => cpuPerTurn, 2],
  ['memory MB', ({ memoryMb }) => memoryMb, 0],
  ['start ms', ({ startMs }) => startMs, 0],
];

/** Ours beside bare bots on other frameworks, in turns, each alone on one core, case by case. */
export async function runCompare(compare: Compare, say: (line: string) => void): Promise<void> {
  const cases = CASES.filter(({ name }) => !compare.only || name.includes(compare.only));
  const servers = compare.isOursAlone ? [OURS] : [OURS, ...PEER_NAMES];
  const measured = new Map<string, Measured[]>();
  const of = (one: Case, server: string) => measured.get(`${one.name} ${server}`) ?? [];
  for (let round = 0; round < compare.rounds; round++)
    for (const one of cases)
      for (const server of servers) {
        const result = await measure(one, server, compare);
        measured.set(`${one.name} ${server}`, [...of(one, server), result]);
        const { perSecond, p50, p99 } = result;
        say(`${one.name}, ${server}: ${perSecond.toFixed(0)}/s, p50 ${p50} ms, p99 ${p99} ms`);
      }
  say(`\n${compare.connections} connections, ${compare.seconds} s, median of ${compare.rounds} rounds`);
  say(peerVersions());
  for (const one of cases) {
    say(`\n**${one.name}**\n`);
    say(table(servers, (server) => of(one, server)));
  }
}

/** One server, started anew with an empty store, warmed up, and measured. */
async function measure(one: Case, server: string, compare: Compare): Promise<Measured> {
  const { seconds, connections, profile, folder } = compare;
  const world = await openBenchWorld();
  const isOurs = server === OURS;
  const cardFile = join(folder, 'card.json');
  const nodeOptions = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : [];
  const process = await startServer(server, { world, cardFile, folder, nodeOptions });
  try {
    if (isOurs) await checkForged(world);
    if (isOurs) await keepCard(world, cardFile);
    const { bodies, expected } = one.work(world);
    const load = {
      url: messagesUrl(world),
      headers: headersOf(world),
      connections,
      expected: one.isMessage ? '' : isOurs ? expected : 'AdaptiveCard',
      ...(one.requests && isOurs ? { requests: one.requests } : { seconds }),
    };
    const warmUp = one.requests ? world.show.bodies : bodies;
    await runLoad({
      ...load,
      bodies: warmUp,
      expected: one.isMessage ? '' : isOurs ? '' : 'AdaptiveCard',
      requests: WARM_UP_TURNS,
    });
    if (one.delayMs) world.cloud.partnerCenter.fault({ delayMs: one.delayMs, times: 1_000_000 });
    world.posts();
    const cpuBefore = process.cpuMs();
    const result = await runLoad({ ...load, bodies });
    const cpuPerTurn = (process.cpuMs() - cpuBefore) / result.answered;
    if (one.isMessage) checkPosts(world, result, isOurs);
    if (result.wrong > 0)
      throw new Error(`${server}, ${one.name}: ${result.wrong} wrong answers: ${result.sample}`);
    return { ...result, cpuPerTurn, memoryMb: process.memoryMb(), startMs: process.startMs };
  } finally {
    await process.stop();
    await world.stop();
  }
}

/** Peers answer what the bot answered: the same bytes on every wire. */
async function keepCard(world: BenchWorld, cardFile: string): Promise<void> {
  const card = await click(world);
  if ((JSON.parse(card) as { lang?: string }).lang !== 'fr')
    throw new Error('The bot did not answer with a French card');
  writeFileSync(cardFile, card);
}

/** Each message was answered by a post, and it is the list that was asked for. */
function checkPosts({ posts }: BenchWorld, { answered }: LoadResult, isOurs: boolean): void {
  const { count, last } = posts();
  if (count < answered) throw new Error(`${answered} messages, ${count} posts`);
  const names = isOurs ? Array.from({ length: 10 }, (_, index) => `Plant ${index}`) : ['AdaptiveCard'];
  for (const name of names)
    if (!last.includes(name)) throw new Error(`The answer lacks ${name}: ${last.slice(0, 300)}`);
}

function table(servers: readonly string[], measured: (server: string) => Measured[]): string {
  const middle = (server: string, pick: (one: Measured) => number) => median(measured(server).map(pick));
  const perSecond = (server: string) => middle(server, (one) => one.perSecond);
  const top = Math.max(...FRAMEWORKS.map(perSecond));
  return markdownTable(
    ['server', 'per second', 'of the best framework', ...COLUMNS.map(([name]) => name)],
    servers.map((server) => [
      server,
      perSecond(server).toFixed(0),
      Number.isFinite(top) ? `${(perSecond(server) / top).toFixed(2)} x` : '',
      ...COLUMNS.map(([, pick, digits]) => middle(server, pick).toFixed(digits)),
    ]),
  );
}
