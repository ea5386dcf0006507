import { z } from 'zod';

/** Bad days on order. Each one meets the next `times` requests that it matches. */
const fault = z.strictObject({
  /** Any method when left out or `*`. */
  method: z.string().default('*'),
  /** Part of the path with its query, such as `/v1.0/engagements/referrals`; any path when left out. */
  path: z.string().default(''),
  /** Answers this instead of doing the work; left out: the work is done (useful with `delayMs`). */
  status: z.int().min(400).max(599).optional(),
  /** Default 1. */
  times: z.int().min(1).max(100_000).default(1),
  retryAfterSeconds: z.number().min(0).optional(),
  /** Waits before anything else; at most 2 minutes. */
  delayMs: z.int().min(0).max(120_000).optional(),
  /** Does the work, then breaks the connection instead of answering. `status` does not count then. */
  loseAnswer: z.boolean().optional(),
});

export type Fault = z.infer<typeof fault>;

export const parseFaults = (body: unknown) => z.array(fault).max(1000).safeParse(body);

export interface Faults {
  /** These and no others from now on. */
  replace(faults: readonly Fault[]): void;
  /** The fault that this request runs into, counted down; null for a good day. */
  take(method: string, pathWithQuery: string): Fault | null;
}

export function createFaults(): Faults {
  let pending: { fault: Fault; left: number }[] = [];
  return {
    replace(faults) {
      pending = faults.map((one) => ({ fault: one, left: one.times }));
    },
    take(method, pathWithQuery) {
      const hit = pending.find(
        ({ fault, left }) =>
          left > 0 &&
          (fault.method === '*' || fault.method.toUpperCase() === method) &&
          pathWithQuery.toLowerCase().includes(fault.path.toLowerCase()),
      );
      if (!hit) return null;
      hit.left -= 1;
      return hit.fault;
    },
  };
}
