import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openBenchWorld, type BenchWorld, TO_ACCEPT, type Work } from './bench-world.ts';
import { canPin, LOAD_CORE, pinMyself } from './cores.ts';
import { runFanOut } from './fan-out.ts';
import { runLoad, type LoadResult } from './load.ts';
import { PEERS, type PinnedServer, startPinnedServer } from './pinned-server.ts';
import { markdownTable } from './markdown-table.ts';
import { median } from './median.ts';
import { runReplicas } from './replicas.ts';
import { runSoak } from './soak.ts';
import { runStarts } from './start.ts';

/**
 * `npm run bench [-- --seconds 5 --rounds 2 --connections 16 --only show --profile <folder>]`: the whole bot in live mode beside
 * bare bots on other frameworks, in turns, each alone on one core. `npm run bench -- soak [--turns 100000 --people 2000]`:
 * the bot's memory over so many turns. `npm run bench -- replicas`: 1, 2 and 4 bots on one PostgreSQL. `npm run bench -- start
 * [--rounds 7]`: starts, beside those of a bare botbuilder. `npm run bench -- fan-out [--people 2000 --deals 500 --groups 20]`:
 * what many posts make of our own budget. See README.md.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '2' },
    connections: { type: 'string', default: '16' },
    only: { type: 'string' },
    ours: { type: 'boolean', default: false },
    profile: { type: 'string' },
    turns: { type: 'string', default: '100000' },
    people: { type: 'string', default: '2000' },
    deals: { type: 'string', default: '500' },
    groups: { type: 'string', default: '20' },
  },
});
const seconds = Number(values.seconds);
const connections = Number(values.connections);

const OURS = 'Co-sell Deals, whole';
const PEER_PROGRAMS: Record<string, string> = {
  'node:http, bare': 'node-http.mjs',
  'Agents SDK, bare': 'agents-sdk.mjs',
  'Teams SDK, bare': 'teams-sdk.mjs',
  'botbuilder + restify, bare': 'botbuilder.mjs',
};
const FRAMEWORKS = Object.keys(PEER_PROGRAMS).slice(1);
const SERVERS = values.ours ? [OURS] : [OURS, ...Object.keys(PEER_PROGRAMS)];

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

interface Measured extends LoadResult {
  cpuPerTurn: number;
  memoryMb: number;
  startMs: number;
}

// Servers under measurement end with this program.
process.once('SIGINT', () => process.exit(130));
// What many bots do together needs the whole machine, and no peers.
if (positionals[0] !== 'fan-out') {
  installPeers();
  pinMyself(LOAD_CORE);
}
const folder = mkdtempSync(join(tmpdir(), 'cosell-bench-'));
const cardFile = join(folder, 'card.json');
const measured = new Map<string, Measured[]>();
const loadBefore = loadavg()[0] ?? 0;
try {
  if (positionals[0] === 'soak') await soak();
  else if (positionals[0] === 'fan-out') await fanOut();
  else if (positionals[0] === 'replicas') await runReplicas({ counts: [1, 2, 4], seconds, connections }, say);
  else if (positionals[0] === 'start') await starts();
  else await compare();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Memory over many turns (`soak.ts`). */
async function soak(): Promise<void> {
  const [turns, people] = [Number(values.turns), Number(values.people)];
  await runSoak({ turns, people, connections, folder }, say);
}

/** Many posts within Teams' limits (`fan-out.ts`). */
async function fanOut(): Promise<void> {
  const [people, deals, groups] = [Number(values.people), Number(values.deals), Number(values.groups)];
  await runFanOut({ people, deals, groups }, say);
}

/** From the spawn to the ready line and to the first answer (`start.ts`). */
async function starts(): Promise<void> {
  await runStarts({ rounds: Number(values.rounds), folder }, say);
  const load = `load average ${loadBefore.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after`;
  say(`\nmedian of ${values.rounds} starts, Node ${process.version}, ${load}${canPin ? '' : '; not pinned'}`);
}

async function compare(): Promise<void> {
  const cases = CASES.filter(({ name }) => !values.only || name.includes(values.only));
  for (let round = 0; round < Number(values.rounds); round++)
    for (const one of cases) for (const server of SERVERS) await measure(one, server);
  report(cases.map(({ name }) => name));
}

/** One server, started anew with an empty store, warmed up, and measured. */
async function measure(one: Case, server: string): Promise<void> {
  const world = await openBenchWorld();
  const isOurs = server === OURS;
  const process = await start(world, server);
  try {
    const url = world.environment['PORT'] ? `http://127.0.0.1:${world.environment['PORT']}/api/messages` : '';
    const headers = { 'content-type': 'application/json', authorization: world.authorization };
    if (isOurs) await checkForged(world, url);
    if (isOurs) await keepCard(world, url, headers);
    const { bodies, expected } = one.work(world);
    const load = {
      url,
      headers,
      connections,
      expected: one.isMessage ? '' : isOurs ? expected : 'AdaptiveCard',
      ...(one.requests && isOurs ? { requests: one.requests } : { seconds }),
    };
    const warmUp = one.requests ? world.show.bodies : bodies;
    await runLoad({
      ...load,
      bodies: warmUp,
      expected: one.isMessage ? '' : isOurs ? '' : 'AdaptiveCard',
      requests: undefined,
      seconds: Math.min(3, seconds),
    });
    if (one.delayMs) world.cloud.partnerCenter.fault({ delayMs: one.delayMs, times: 1_000_000 });
    world.posts();
    const cpuBefore = process.cpuMs();
    const result = await runLoad({ ...load, bodies });
    const cpuPerTurn = (process.cpuMs() - cpuBefore) / result.answered;
    if (one.isMessage) checkPosts(world, result, isOurs);
    if (result.wrong > 0)
      throw new Error(`${server}, ${one.name}: ${result.wrong} wrong answers: ${result.sample}`);
    const { startMs } = process;
    const key = `${one.name} ${server}`;
    measured.set(key, [
      ...(measured.get(key) ?? []),
      { ...result, cpuPerTurn, memoryMb: process.memoryMb(), startMs },
    ]);
    say(
      `${one.name}, ${server}: ${result.perSecond.toFixed(0)}/s, p50 ${result.p50} ms, p99 ${result.p99} ms`,
    );
  } finally {
    await process.stop();
    await world.stop();
  }
}

function start(world: BenchWorld, server: string): Promise<PinnedServer> {
  const program = PEER_PROGRAMS[server];
  const port = world.environment['PORT'] ?? '';
  if (program) return startPinnedServer(join(PEERS, program), { PORT: port, CARD_FILE: cardFile });
  const store = mkdtempSync(join(folder, 'store-'));
  return startPinnedServer(
    'bot/main.ts',
    { ...world.environment, DATABASE_URL: `sqlite:${join(store, 'cosell.db')}` },
    values.profile ? ['--cpu-prof', `--cpu-prof-dir=${values.profile}`] : [],
  );
}

/** Speed that costs the check would be none: a token signed by somebody else is refused, before and after a good one. */
async function checkForged({ show, forged, authorization }: BenchWorld, url: string): Promise<void> {
  for (const [token, status] of [
    [forged, 401],
    [authorization, 200],
    [forged, 401],
    ['', 401],
  ] as const) {
    const answer = await post(url, show.bodies[0] ?? '', { authorization: token });
    if (answer.status !== status)
      throw new Error(`A token was answered with ${answer.status}, not ${status}`);
  }
}

/** Peers answer what the bot answered: the same bytes on every wire. */
async function keepCard({ show }: BenchWorld, url: string, headers: Record<string, string>): Promise<void> {
  const answer = await post(url, show.bodies[0] ?? '', headers);
  const { value } = (await answer.json()) as { value?: { type?: string; lang?: string } };
  if (value?.type !== 'AdaptiveCard' || value.lang !== 'fr')
    throw new Error('The bot did not answer with a French card');
  writeFileSync(cardFile, JSON.stringify(value));
}

/** Each message was answered by a post, and it is the list that was asked for. */
function checkPosts({ posts }: BenchWorld, { answered }: LoadResult, isOurs: boolean): void {
  const { count, last } = posts();
  if (count < answered) throw new Error(`${answered} messages, ${count} posts`);
  const names = isOurs ? Array.from({ length: 10 }, (_, index) => `Plant ${index}`) : ['AdaptiveCard'];
  for (const name of names)
    if (!last.includes(name)) throw new Error(`The answer lacks ${name}: ${last.slice(0, 300)}`);
}

function post(url: string, body: string, headers: Record<string, string>): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
}

function report(names: string[]): void {
  const best = (name: string, server: string, of: (one: Measured) => number): number =>
    median((measured.get(`${name} ${server}`) ?? []).map(of));
  const load = `load average ${loadBefore.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after`;
  say(
    `\n${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}, ${load}`,
  );
  say(
    `${connections} connections, ${seconds} s, median of ${values.rounds} rounds${canPin ? '' : '; not pinned: no taskset'}`,
  );
  say(versions());
  for (const name of names) {
    const frameworks = values.ours
      ? []
      : FRAMEWORKS.map((server) => best(name, server, ({ perSecond }) => perSecond));
    const top = Math.max(...frameworks);
    say(`\n**${name}**\n`);
    say(
      markdownTable(
        [
          'server',
          'per second',
          'of the best framework',
          'p50 ms',
          'p99 ms',
          'CPU ms a turn',
          'memory MB',
          'start ms',
        ],
        SERVERS.map((server) => {
          const of = (pick: (one: Measured) => number) => best(name, server, pick);
          const perSecond = of((one) => one.perSecond);
          return [
            server,
            perSecond.toFixed(0),
            Number.isFinite(top) ? `${(perSecond / top).toFixed(2)} x` : '',
            of((one) => one.p50).toFixed(0),
            of((one) => one.p99).toFixed(0),
            of((one) => one.cpuPerTurn).toFixed(2),
            of((one) => one.memoryMb).toFixed(0),
            of((one) => one.startMs).toFixed(0),
          ];
        }),
      ),
    );
  }
}

function versions(): string {
  const { dependencies } = JSON.parse(readFileSync(join(PEERS, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return Object.entries(dependencies)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}

/** Once: the peers stand in a package of their own, which the product knows nothing of. */
function installPeers(): void {
  if (existsSync(join(PEERS, 'node_modules'))) return;
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-progress'], {
    cwd: PEERS,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('npm ci in test/bench/peers failed');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
