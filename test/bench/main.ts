import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCompare } from './compare.ts';
import { LOAD_CORE, pinMyself } from './cores.ts';
import { runFanOut } from './fan-out.ts';
import { runLists } from './lists.ts';
import { tellMachine } from './machine.ts';
import { runMemory } from './memory.ts';
import { runPasses } from './passes.ts';
import { runReplicas } from './replicas.ts';
import { installPeers } from './servers.ts';
import { runSoak } from './soak.ts';
import { runStarts } from './start.ts';
import { withPostgres } from './with-postgres.ts';

/**
 * `npm run bench [-- <what> --<option> <value>]`. What there is to measure stands in `COMMANDS`; without a word, the whole
 * bot is measured beside bare bots on other frameworks. See README.md.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string' },
    connections: { type: 'string', default: '16' },
    only: { type: 'string' },
    ours: { type: 'boolean', default: false },
    profile: { type: 'string' },
    runs: { type: 'string' },
    turns: { type: 'string' },
    people: { type: 'string' },
    deals: { type: 'string' },
    groups: { type: 'string' },
    reminders: { type: 'string', default: '1000,100000,1000000' },
  },
});
const seconds = Number(values.seconds);
const connections = Number(values.connections);
/** How many of what has another number in each measurement. */
const count = (of: 'rounds' | 'runs' | 'turns' | 'people' | 'deals' | 'groups', otherwise: number): number =>
  Number(values[of] ?? otherwise);
const folder = mkdtempSync(join(tmpdir(), 'cosell-bench-'));

interface Command {
  run: () => Promise<void>;
  /** Servers have a core of their own, this program and all stand-ins the other one. Else all share the machine. */
  isPinned: boolean;
}

const COMMANDS: Record<string, Command> = {
  compare: {
    isPinned: true,
    run: () => {
      const { only, ours: isOursAlone, profile } = values;
      const rounds = count('rounds', 1);
      return runCompare({ seconds, rounds, connections, only, isOursAlone, profile, folder }, say);
    },
  },
  soak: {
    isPinned: true,
    run: () => {
      const [turns, people] = [count('turns', 100_000), count('people', 2000)];
      return runSoak({ turns, people, connections, folder }, say);
    },
  },
  start: {
    isPinned: true,
    run: () => runStarts({ rounds: count('rounds', 5), deals: count('deals', 10_000), folder }, say),
  },
  memory: {
    isPinned: true,
    run: () => runMemory({ turns: count('turns', 20_000), connections, folder }, say),
  },
  replicas: {
    isPinned: true,
    run: () => withPostgres(() => runReplicas({ counts: [1, 2, 4], seconds, connections }, say)),
  },
  'fan-out': {
    isPinned: false,
    run: () => {
      const [people, deals, groups] = [count('people', 2000), count('deals', 500), count('groups', 20)];
      return withPostgres(() => runFanOut({ people, deals, groups }, say));
    },
  },
  lists: {
    isPinned: false,
    run: () => {
      const [deals, runs] = [count('deals', 100_000), count('runs', 100)];
      return withPostgres(() => runLists({ deals, runs }, say));
    },
  },
  passes: {
    isPinned: false,
    run: () => {
      const reminders = values.reminders.split(',').map(Number);
      const [deals, runs] = [count('deals', 10_000), count('runs', 20)];
      return withPostgres(() => runPasses({ reminders, deals, runs }, say));
    },
  },
};

const [what = 'compare'] = positionals;
const command = COMMANDS[what];
// Servers under measurement end with this program.
process.once('SIGINT', () => process.exit(130));
try {
  if (!command) throw new Error(`There is ${Object.keys(COMMANDS).join(', ')}; not ${what}`);
  if (command.isPinned) {
    installPeers();
    pinMyself(LOAD_CORE);
  }
  await command.run();
  say(`\n${tellMachine(command)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
