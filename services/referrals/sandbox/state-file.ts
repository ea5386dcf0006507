import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const saved = z.object({ value: z.array(z.unknown()), clockShift: z.number().nullable() });

export type SandboxState = z.infer<typeof saved>;

export interface StateFile {
  /** Saves soon; many changes in a row are one save. */
  changed(): void;
  /** Saves what is not saved yet, and no more after that. */
  stop(): Promise<void>;
}

const SAVE_AFTER_MS = 300;

/** What was saved; null when there is no file. A broken one is set aside as `<file>.broken` and counts as none. */
export async function loadState(file: string): Promise<SandboxState | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  try {
    return saved.parse(JSON.parse(text));
  } catch {
    await rename(file, `${file}.broken`);
    return null;
  }
}

/** Keeps a file up to date with `state()`. A save that fails is reported and tried again with the next change. */
export function createStateFile(
  file: string,
  state: () => SandboxState,
  onError: (error: unknown) => void,
): StateFile {
  let timer: NodeJS.Timeout | null = null;
  let saving: Promise<void> = Promise.resolve();
  const save = (): void => {
    timer = null;
    saving = saving.then(() => write(file, state())).catch(onError);
  };
  return {
    changed() {
      timer ??= setTimeout(save, SAVE_AFTER_MS).unref();
    },
    async stop() {
      if (timer) {
        clearTimeout(timer);
        save();
      }
      await saving;
    },
  };
}

/** First beside it, then over it: a reader or a crash never meets half a file. */
async function write(file: string, state: SandboxState): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(state));
  await rename(`${file}.new`, file);
}
