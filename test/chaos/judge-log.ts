import type { Evidence } from './evidence.ts';
import type { LogError } from './log-errors.ts';

/** From a bad answer until what came of it is in the log: a client that waits and tries again. */
const AFTER_A_FAULT_MS = 20_000;
const AFTER_THE_DATABASE_MS = 8000;
/** Never the world's fault. */
const OURS = new Set(['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError']);

/** An error in the log needs a fault that was in play: Partner Center's to this very bot, or a database that was away. */
export function judgeLog(evidence: Evidence): string[] {
  return evidence.errors
    .filter((error) => !isExcused(evidence, error))
    .map(({ line }) => `an error in the log: ${line.slice(0, 600)}`);
}

function isExcused({ struck, databaseAway }: Evidence, { caller, at, type }: LogError): boolean {
  if (type !== null && OURS.has(type)) return false;
  if (type === 'ReferralServiceError')
    return struck.some(
      (one) => one.caller === caller && at >= one.at - 100 && at <= one.at + AFTER_A_FAULT_MS,
    );
  return isDatabaseAway({ databaseAway }, at, at);
}

/** Was the database away in this time, or back so shortly that nobody need have noticed? In milliseconds. */
export function isDatabaseAway(
  { databaseAway }: Pick<Evidence, 'databaseAway'>,
  from: number,
  to: number,
): boolean {
  return databaseAway.some((away) => to >= away.from - 200 && from <= away.to + AFTER_THE_DATABASE_MS);
}
