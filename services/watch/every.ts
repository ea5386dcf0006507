import type { Log } from '../services.ts';

export interface Repeating {
  /** Runs the pass as soon as the present one (if any) has ended. */
  wake(): void;
  /** Ends after the pass in hand; no pass starts any more. */
  stop(): Promise<void>;
}

/**
 * Runs `pass` now and then again `seconds` after each end, never two at once. What a pass throws is logged and
 * forgotten: the next one starts anew. Each pass gets a signal that says 'the program stops'.
 */
export function every(
  seconds: number,
  name: string,
  pass: (signal: AbortSignal) => Promise<void>,
  log: Log,
): Repeating {
  const stopping = new AbortController();
  let isWoken = false;
  let wakeSleeper: () => void = () => {};

  const sleep = () =>
    new Promise<void>((resolve) => {
      if (isWoken || stopping.signal.aborted) return resolve();
      const timer = setTimeout(resolve, seconds * 1000);
      wakeSleeper = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const run = async () => {
    while (!stopping.signal.aborted) {
      isWoken = false;
      try {
        await pass(stopping.signal);
      } catch (error) {
        if (!stopping.signal.aborted) log.error({ err: error, pass: name }, 'pass failed');
      }
      await sleep();
    }
  };
  const running = run();

  return {
    wake: () => {
      isWoken = true;
      wakeSleeper();
    },
    stop: async () => {
      stopping.abort();
      wakeSleeper();
      await running;
    },
  };
}
