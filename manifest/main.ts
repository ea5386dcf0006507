import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makePackage } from './make-package.ts';
import { parseOptions, USAGE } from './package-options.ts';

/** `npm run package`: writes the Teams app package, or says what is in its way and writes nothing. */
function run(args: readonly string[]): void {
  const parsed = parseOptions(args);
  if (parsed.kind === 'refused') return refuse(parsed.problems, USAGE);
  const { options, said } = parsed;
  const made = makePackage(options);
  if (made.kind === 'refused') return refuse(made.problems);
  mkdirSync(dirname(options.out), { recursive: true });
  writeFileSync(options.out, made.zip);
  const lines = [
    `${options.out}: ${made.zip.length} bytes, SHA-256 ${createHash('sha256').update(made.zip).digest('hex')}`,
    `version ${options.version}, TEAMS_APP_ID=${options.appId}`,
    ...said.map((line) => `Look at this: ${line}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function refuse(problems: readonly string[], usage?: string): void {
  const list = problems.map((problem) => `- ${problem}`);
  const lines = ['The package was not made:', ...list, ...(usage ? ['', usage] : [])];
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exitCode = 1;
}

run(process.argv.slice(2));
