import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { endAfterTest } from './ends.ts';

const HOOK = pathToFileURL(join(import.meta.dirname, 'held-load.mjs')).href;

/** Keeps bots between their ready line and the moment when all is loaded, as long as a story needs. */
export interface HeldLoad {
  /** For the bots that are to be held. */
  env: Record<string, string>;
  /** Those that start from now on stay there. */
  hold(): void;
  /** Lets all go on. */
  letGo(): void;
  /** Loading fails, with these words. */
  fail(words: string): void;
}

/** Nobody is held yet. */
export function heldLoad(): HeldLoad {
  const folder = mkdtempSync(join(tmpdir(), 'cosell-held-'));
  endAfterTest(async () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'until');
  writeFileSync(file, '');
  return {
    env: { NODE_OPTIONS: `--import ${HOOK}`, HELD_UNTIL: file },
    hold: () => rmSync(file),
    letGo: () => writeFileSync(file, ''),
    // In one step: who looks in between must not find it empty.
    fail: (words) => writeFileSync(file, words),
  };
}
