import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { judge } from './model.ts';
import type { ChaosSize } from './plan.ts';
import { runChaos } from './run-chaos.ts';

/** `npm run chaos`: see README.md. Ends with 1 where a promise was broken. */
const LONG: Omit<ChaosSize, 'seed'> = {
  operations: 14_000,
  deals: 500,
  people: 50,
  places: 20,
  kills: 200,
  restarts: 15,
  cuts: 15,
  databaseRestarts: 4,
  faults: 800,
  clockJumps: 60,
  clockWrongSeconds: 6 * 3600,
  returns: 40,
  remindedAfterSeconds: 30,
  killEverySeconds: 8,
};

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    replicas: { type: 'string', default: '3' },
    part: { type: 'string', default: '1' },
    /** A file for all that the run leaves behind, for whoever looks for a fault. */
    evidence: { type: 'string' },
  },
});
const part = Number(values.part);
const replicas = values.replicas === 'file' ? 'file' : Number(values.replicas);
const size: ChaosSize = {
  ...(Object.fromEntries(
    Object.entries(LONG).map(([name, count]) => [
      name,
      ['people', 'places'].includes(name) || name.endsWith('Seconds') ? count : Math.ceil(count * part),
    ]),
  ) as typeof LONG),
  seed: Number(values.seed),
  // A bot on a file has no other clock than the machine's: what waits, waits by it.
  ...(replicas === 'file' && { clockWrongSeconds: 20 }),
};
const told = (line: string) => process.stdout.write(`${line}\n`);

told(
  `seed ${size.seed}; the same again: npm run chaos -- --seed ${size.seed} --replicas ${replicas} --part ${part}`,
);
const startedAt = performance.now();
const { evidence, done, notPossible } = await runChaos(size, replicas, told);
if (values.evidence) writeFileSync(values.evidence, JSON.stringify(evidence));
const { figures, broken } = judge(evidence);
const operations = Object.values(done).reduce((sum, count) => sum + count, 0);
const table = {
  seconds: Math.round((performance.now() - startedAt) / 1000),
  operations,
  'not possible just then': notPossible,
  ...done,
  ...Object.fromEntries(
    Object.entries(evidence.faults)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, count]) => [`struck: ${name}`, count]),
  ),
  ...figures,
  broken: broken.length,
};
for (const [name, count] of Object.entries(table)) told(`${name.padEnd(64)} ${count}`);
const MOST_OF_A_KIND = 5;
const kinds = Map.groupBy(broken, (what) => what.split(':')[0]?.replaceAll(/\d+/g, 'n'));
for (const [kind, list] of kinds) {
  told(`BROKEN ${list.length} times: ${kind}`);
  for (const what of list.slice(0, MOST_OF_A_KIND)) told(`  ${what}`);
}
if (broken.length > 0) for (const line of evidence.deliveries) told(`deliveries: ${line}`);
process.exit(broken.length > 0 ? 1 : 0);
