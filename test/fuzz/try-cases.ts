import { randomInt } from 'node:crypto';
import * as fc from 'fast-check';

/** `npm run fuzz`: many cases; in `npm test` a handful, in a few seconds. */
export const IS_LONG = process.env['FUZZ'] === 'long';

/** `FUZZ_SEED=...` repeats a run. The short form always tries the same cases, so that nobody's run fails by chance. */
export const SEED = Number(process.env['FUZZ_SEED'] ?? (IS_LONG ? randomInt(2 ** 31) : 20_261_128));

/** How often a property is tried. */
export interface Cases {
  short: number;
  long: number;
}

/** Cases tried so far, by door. */
const tried = new Map<string, number>();

/**
 * Tries a property with made-up values. A failure names the seed, the path to the case, and the smallest case that
 * fails.
 */
export async function tryCases<T>(
  door: string,
  cases: Cases,
  values: fc.Arbitrary<T>,
  holds: (value: T) => void | Promise<void>,
): Promise<void> {
  const numRuns = IS_LONG ? cases.long : cases.short;
  const counted = fc.asyncProperty(values, async (value) => {
    tried.set(door, (tried.get(door) ?? 0) + 1);
    await holds(value);
  });
  await fc.assert(counted, { numRuns, seed: SEED, endOnFailure: !IS_LONG });
}

/** What was tried, a line a door; the seed with it. */
function figures(): string {
  const total = [...tried.values()].reduce((sum, count) => sum + count, 0);
  const lines = [...tried].map(([door, count]) => `${String(count).padStart(8)}  ${door}`);
  return [...lines, `${String(total).padStart(8)}  cases in all, seed ${SEED}`].join('\n');
}

if (IS_LONG) process.once('exit', () => process.stdout.write(`${figures()}\n`));
