import { readdirSync, readlinkSync } from 'node:fs';
import { isAbsolute } from 'node:path';

/** What a bot could leave behind in the process that it ran in, as lines to compare. Sorted; equal ones stand as often as they are. */
export function whatIsThere(): string[] {
  return [
    ...process.getActiveResourcesInfo().map((name) => `keeps the process from its end: ${name}`),
    ...process
      .eventNames()
      .flatMap((name) =>
        Array.from({ length: process.listenerCount(name) }, () => `listens to the process: ${String(name)}`),
      ),
    ...globals(globalThis, ''),
    ...Object.keys(process.env).map((name) => `setting: ${name}`),
    ...openFiles().map((path) => `open file: ${path}`),
  ].toSorted();
}

/** The lines of `now` that `before` does not have, or has less often. */
export function whatIsLeft(before: readonly string[], now: readonly string[]): string[] {
  const known = [...before];
  return now.filter((line) => {
    const at = known.indexOf(line);
    if (at >= 0) known.splice(at, 1);
    return at < 0;
  });
}

/** Names on the global object, and on what libraries keep there under a symbol: OpenTelemetry's providers, undici's dispatcher. */
function globals(of: object, path: string): string[] {
  return Reflect.ownKeys(of).flatMap((key) => {
    const name = `${path}${String(key)}`;
    const value: unknown = typeof key === 'symbol' ? Reflect.get(of, key) : null;
    const inner =
      path === '' && typeof value === 'object' && value !== null ? globals(value, `${name}.`) : [];
    return [`global: ${name}`, ...inner];
  });
}

/** Where the machine tells (Linux): a database that is still open is one. Not pipes and sockets, and not the program's own. */
function openFiles(): string[] {
  const list = '/proc/self/fd';
  try {
    return readdirSync(list)
      .flatMap((fd) => linkOf(`${list}/${fd}`))
      .filter((path) => isAbsolute(path) && !/^\/(dev|proc)\//.test(path));
  } catch {
    return [];
  }
}

function linkOf(path: string): string[] {
  try {
    return [readlinkSync(path)];
  } catch {
    return []; // The one that lists them is closed by now.
  }
}
