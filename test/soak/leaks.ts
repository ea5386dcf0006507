import { EventEmitter } from 'node:events';
import { LRUCache } from 'lru-cache';
import type { Held } from './held.ts';
import { held } from './in-the-program.ts';

/** A program that keeps something of each of its turns, one way after the other, and tells what it held before and after. */

export interface LeakLook {
  what: string;
  before: Held;
  after: Held;
  turns: number;
}

const TURNS = 1000;

const kept: unknown[] = [];
const map = new Map<string, string>();
const set = new Set<string>();
const list: string[] = [];
const limitless = new LRUCache<string, string>({ maxSize: 1e9, sizeCalculation: () => 1 });
const emitter = new EventEmitter().setMaxListeners(0);
process.setMaxListeners(0);

const LEAKS: Record<string, (turn: number) => void> = {
  'nothing at all': () => undefined,
  'an entry in a map': (turn) => map.set(`turn ${turn}`, 'kept'),
  'an entry in a set': (turn) => set.add(`turn ${turn}`),
  'a text in a list': (turn) => void list.push(`turn ${turn}`),
  'an answer in a list that was made big at once': (turn) => {
    const big = (kept[0] ??= Array.from({ length: 2 * TURNS })) as unknown[];
    big[turn] = { type: 'message', from: { id: turn }, value: { action: { data: [] } } };
  },
  'a timer': () => void setTimeout(() => undefined, 1e6),
  'a listener on the process': () => void process.on('beforeExit', () => undefined),
  'a listener on something else': (turn) => void emitter.on('news', () => ({ turn })),
  'a promise that waits for ever': () => void new Promise((resolve) => emitter.once('end', resolve)),
  // The last one: from its first use on it is told.
  'an entry in a cache without a limit': (turn) => limitless.set(`turn ${turn}`, 'kept'),
};

// What is compiled and made once is there before.
for (const leak of Object.values(LEAKS).slice(0, -1)) leak(-1);
process.stdout.write(`${JSON.stringify(held())}\n`);
for (const [what, leak] of Object.entries(LEAKS)) {
  const before = held();
  for (let turn = 0; turn < TURNS; turn += 1) leak(turn);
  const look: LeakLook = { what, before, after: held(), turns: TURNS };
  process.stdout.write(`${JSON.stringify(look)}\n`);
}
process.exit(0);
