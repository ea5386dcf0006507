import { parseArgs } from 'node:util';
import { examine } from './examine.ts';
import type { Finding } from './finding.ts';

/** `npm run doctor [-- --package <zip>]`: says what is missing for the live mode. Exit code 1 where there is a fault. */
const { values } = parseArgs({ options: { package: { type: 'string' } } });

const SIGNS: Record<Finding['level'], string> = { good: 'ok  ', warning: 'warn', fault: 'FAIL' };

let faults = 0;
for await (const { name, findings } of examine(process.env, values.package ?? null)) {
  process.stdout.write(`${name}\n`);
  for (const { level, text, cure } of findings) {
    if (level === 'fault') faults += 1;
    process.stdout.write(`  ${SIGNS[level]}  ${text}\n${cure === null ? '' : `        -> ${cure}\n`}`);
  }
}
process.stdout.write(faults === 0 ? '\nNothing is in the way.\n' : `\n${faults} to mend.\n`);
process.exitCode = faults === 0 ? 0 : 1;
