import { pino } from 'pino';
import type { Log } from '../services/services.ts';

/**
 * JSON lines on stdout. Never a token, never a whole activity: callers log ids and codes; what libraries hang on
 * their errors (requests with headers, bodies) is cut off here.
 */
export function createLog(level: string): Log {
  return pino({
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: toLoggedError },
  });
}

function toLoggedError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack } = error;
  return { type: name, message, stack, ...(error.cause instanceof Error && { cause: error.cause.message }) };
}
