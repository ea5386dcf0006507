/** What a program holds at one moment, without what is garbage. */
export interface Held {
  /** Objects of all kinds, functions and promises among them. */
  objects: number;
  heapBytes: number;
  /** What keeps the program alive, such as timers and sockets, by kind. */
  resources: Record<string, number>;
  /** Listeners on the process, by event. */
  listeners: Record<string, number>;
  /** Caches with a limit, in the order in which they were first used. */
  caches: { where: string; size: number; max: number }[];
  /** Maps, sets and arrays that were big once, in the order in which they became so. */
  collections: { where: string; size: number }[];
}

/** What is counted may grow by one in so many turns: less than what is kept of each turn of one kind only. */
const ONE_IN = 20;
/** Some connections, which come and go. */
const OBJECTS = 500;
/** Code that is compiled, statements that are prepared, what the engine learns meanwhile. */
const HEAP_BYTES = 12 * 1024 * 1024;

/** What was kept of the turns between two looks, a line each. None: what a turn needs goes with it. */
export function grownBetween(before: Held, after: Held, turns: number): string[] {
  const oneByOne = [
    ...Object.entries(after.resources).map(([kind, to]) => ({
      what: kind,
      from: before.resources[kind] ?? 0,
      to,
    })),
    ...after.collections.map(({ where, size }, index) => ({
      what: where,
      from: before.collections[index]?.size ?? 0,
      to: size,
    })),
  ];
  const listeners = Object.entries(after.listeners).map(([event, to]) => ({
    what: `listeners of ${event}`,
    from: before.listeners[event] ?? 0,
    to,
  }));
  const { objects, heapBytes } = before;
  return [
    { what: 'objects', from: objects, to: after.objects, most: turns / ONE_IN + OBJECTS },
    { what: 'bytes of heap', from: heapBytes, to: after.heapBytes, most: HEAP_BYTES },
    ...oneByOne.map((one) => ({ ...one, most: turns / ONE_IN })),
    ...listeners.map((one) => ({ ...one, most: 0 })),
    ...after.caches.map(({ where, size, max }) => ({ what: `cache ${where}`, from: 0, to: size, most: max })),
  ]
    .filter(({ from, to, most }) => to - from > most)
    .map(({ what, from, to }) => `${what}: ${from}, then ${to}`);
}
