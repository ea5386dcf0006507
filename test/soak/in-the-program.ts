import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { queryObjects, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { LRUCache } from 'lru-cache';
import type { Held } from './held.ts';

/**
 * Loaded into a program before it (`--import`): on SIGUSR2 it throws away what is garbage, counts what is left, and
 * writes that as a line to the file `HELD_FILE`.
 */

/** Collections are watched once they are so big: of the small ones most last a moment. undici's queues have up to 256. */
const WATCHED_FROM = 300;
/** What ends a little later, such as a pass of the watcher, is not held. A look takes long: all objects are counted. */
const BETWEEN_LOOKS_MS = 300;

interface Watched {
  size: () => number | null;
  /** Where it grew. */
  where: string;
}

const collections: Watched[] = [];
const caches: { cache: WeakRef<LRUCache<object, object>>; where: string }[] = [];
const knownCaches = new WeakSet();

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** The nearest line that is no part of Node or of this file. */
function whereFrom(): string {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 30;
  const lines = new Error('where').stack?.split('\n').slice(1) ?? [];
  Error.stackTraceLimit = stackTraceLimit;
  return (
    lines.find((line) => line.includes('/') && !/node:|in-the-program/.test(line))?.trim() ?? 'Node itself'
  );
}

/** From now on, whatever `method` makes so big is watched. */
function watch<Collection extends object>(
  prototype: Collection,
  method: keyof Collection,
  sizeOf: (collection: Collection) => number,
): void {
  const original = prototype[method] as (...given: unknown[]) => unknown;
  // Called more often than anything else here, mostly with one or two.
  const add = function (this: Collection, ...given: unknown[]): unknown {
    const before = sizeOf(this);
    const result = given.length === 1 ? original.call(this, given[0]) : original.apply(this, given);
    if (before < WATCHED_FROM && sizeOf(this) >= WATCHED_FROM) {
      const weak = new WeakRef(this);
      const size = () => {
        const still = weak.deref();
        return still ? sizeOf(still) : null;
      };
      collections.push({ size, where: `${prototype.constructor.name} ${whereFrom()}` });
    }
    return result;
  };
  Object.defineProperty(prototype, method, { value: add, writable: true, configurable: true });
}

watch(Map.prototype, 'set', ({ size }) => size);
watch(Set.prototype, 'add', ({ size }) => size);
watch(Array.prototype, 'push', ({ length }) => length);

const setInCache = LRUCache.prototype.set;
LRUCache.prototype.set = function (this: LRUCache<object, object>, ...given) {
  if (!knownCaches.has(this)) {
    knownCaches.add(this);
    caches.push({ cache: new WeakRef(this), where: whereFrom() });
  }
  return setInCache.apply(this, given);
};

function counted(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

export function held(): Held {
  collectGarbage();
  const objects = queryObjects(Object, { format: 'count' });
  const listeners = process.eventNames().map((name) => [String(name), process.listenerCount(name)] as const);
  return {
    objects,
    heapBytes: process.memoryUsage().heapUsed,
    resources: counted(process.getActiveResourcesInfo()),
    listeners: Object.fromEntries(listeners),
    caches: caches.flatMap(({ cache, where }) => {
      const { size = 0, max = 0 } = cache.deref() ?? {};
      return { where, size, max };
    }),
    collections: collections.map(({ where, size }) => ({ where, size: size() ?? 0 })),
  };
}

/** Looks twice, and tells the least of what was counted: a pass may have been under way. */
async function heldInTheEnd(): Promise<Held> {
  const first = held();
  await pause(BETWEEN_LOOKS_MS);
  const last = held();
  const [objects, heapBytes] = [
    Math.min(first.objects, last.objects),
    Math.min(first.heapBytes, last.heapBytes),
  ];
  return { ...last, objects, heapBytes };
}

process.on('SIGUSR2', () => {
  void heldInTheEnd().then((all) =>
    appendFileSync(process.env['HELD_FILE'] ?? '', `${JSON.stringify(all)}\n`),
  );
});
