import { StoreInUseError } from '../services/store/store-in-use-error.ts';
import { StoreIsNewerError } from '../services/store/store-is-newer-error.ts';
import { ConfigError } from './config/config-error.ts';

/** What is said where the program cannot start: a line for what somebody can put right, the stack for a surprise. */
export function startFailure(error: unknown): string {
  if (error instanceof ConfigError || error instanceof StoreInUseError || error instanceof StoreIsNewerError)
    return error.message;
  if (!(error instanceof Error)) return String(error);
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') {
    return `Cannot start: port ${port} is in use by another program. Choose another PORT, SANDBOX_PORT or PLAYGROUND_PORT.`;
  }
  // The machine says no: a folder that may not be written to, a database server that is away.
  if (code !== undefined) return `Cannot start: ${error.message} (${code})`;
  return error.stack ?? error.message;
}
