/** An error in a bot's log. */
export interface LogError {
  /** The process, as in its requests. */
  caller: string | null;
  /** By the real clock, whatever the bot's own said. */
  at: number;
  /** Name of the error; null: none was logged. */
  type: string | null;
  line: string;
}

interface Line {
  level?: number;
  time?: string;
  msg?: string;
  caller?: string;
  wrong?: number;
  err?: { type?: string };
}

/** The errors in what one bot wrote over all its starts. `in-the-bot.ts` tells between the lines who writes, and how wrong its clock is. */
export function readLog(output: string): LogError[] {
  const errors: LogError[] = [];
  let caller: string | null = null;
  let wrong = 0;
  for (const text of output.split('\n')) {
    const line = parsed(text);
    if (line?.msg === 'clock') [caller, wrong] = [line.caller ?? null, line.wrong ?? 0];
    if (!line || (line.level ?? 0) < 50) continue;
    errors.push({
      caller,
      at: Date.parse(line.time ?? '') - wrong,
      type: line.err?.type ?? null,
      line: text,
    });
  }
  return errors;
}

function parsed(text: string): Line | null {
  if (!text.startsWith('{')) return null;
  try {
    return JSON.parse(text) as Line;
  } catch {
    // Cut off by a kill in the middle.
    return null;
  }
}
