import { markdownTable } from './markdown-table.ts';
import type { Timing } from './time-runs.ts';

/**
 * What was timed on both engines, a line each, in milliseconds.
 * @param goalMs a p95 above it is printed in bold, and the line is marked. Default: there is no goal
 */
export function timingTable(
  rows: readonly { what: string; sqlite: Timing; postgres: Timing }[],
  goalMs = Infinity,
): string {
  const isAbove = ({ p95Ms }: Timing) => p95Ms > goalMs;
  const cells = (one: Timing) => {
    const p95 = figure(one.p95Ms);
    return [figure(one.medianMs), isAbove(one) ? `**${p95}**` : p95, figure(one.cpuMs), String(one.runs)];
  };
  const columns = ['median', 'p95', 'CPU', 'runs'];
  return markdownTable(
    ['', ...['SQLite', 'PostgreSQL'].flatMap((engine) => columns.map((column) => `${engine} ${column}`))],
    rows.map(({ what, sqlite, postgres }) => [
      [sqlite, postgres].some(isAbove) ? `${what} (above ${goalMs} ms)` : what,
      ...cells(sqlite),
      ...cells(postgres),
    ]),
  );
}

function figure(ms: number): string {
  return ms.toFixed(ms < 100 ? 1 : 0);
}
