import { registerHooks } from 'node:module';

/**
 * For a bot's NODE_OPTIONS (`held-load.ts`): what it loads behind its door, `bot/begin-work.ts`, comes only when the file
 * HELD_UNTIL is there, and fails with what stands in it, if anything does.
 */
const held = `
  import { existsSync, readFileSync } from 'node:fs';
  import { setTimeout } from 'node:timers/promises';
  while (!existsSync(process.env.HELD_UNTIL)) await setTimeout(10);
  const wrong = readFileSync(process.env.HELD_UNTIL, 'utf8');
  if (wrong) throw new Error(wrong);
  export const { beginWork } = await import(import.meta.url + '?itself');
`;

registerHooks({
  load: (url, context, next) =>
    url.endsWith('/bot/begin-work.ts')
      ? { format: 'module', source: held, shortCircuit: true }
      : next(url, context),
});
