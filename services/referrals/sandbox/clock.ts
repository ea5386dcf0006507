/** The time that the sandbox lives in. It runs on from whatever it was set to; until then it is the machine's. */
export interface SandboxClock {
  now(): Date;
  set(to: Date): void;
}

export interface ShiftedClock extends SandboxClock {
  /** Milliseconds ahead of the machine; null until set. */
  shift(): number | null;
  shiftBy(milliseconds: number | null): void;
}

export function createClock(onSet: () => void): ShiftedClock {
  let shift: number | null = null;
  return {
    now: () => new Date(Date.now() + (shift ?? 0)),
    set(to) {
      shift = to.getTime() - Date.now();
      onSet();
    },
    shift: () => shift,
    shiftBy(milliseconds) {
      shift = milliseconds;
    },
  };
}
