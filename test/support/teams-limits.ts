import type { ConnectorCall, Operation } from './teams-faults.ts';

/** At most `most` calls in any `seconds`. */
export interface Limit {
  seconds: number;
  most: number;
}

/** What Teams says it takes from one bot (rate-limit of the Teams documentation). */
export const TEAMS_LIMITS = {
  conversation: [
    { seconds: 1, most: 7 },
    { seconds: 2, most: 8 },
    { seconds: 30, most: 60 },
    { seconds: 3600, most: 1800 },
  ],
  tenant: [{ seconds: 1, most: 50 }],
} as const satisfies Record<string, readonly Limit[]>;

/** What counts for the conversation; all else counts for the tenant alone. */
const SENDS = new Set<Operation | null>(['createConversation', 'post', 'reply', 'update', 'delete']);

/** Sliding windows over the calls that were taken, one set a conversation (a channel with all its threads). */
export class TeamsLimits {
  readonly #taken = new Map<string, number[]>();
  #isKept = false;

  /** From now on calls beyond the limits are refused. */
  keep(): void {
    this.#isKept = true;
  }

  /**
   * Counts this call where it is taken.
   * @param now milliseconds of a clock that never goes back
   * @returns in how many seconds it may be tried again; null: it is taken
   */
  refuse({ operation, conversationId }: ConnectorCall, now: number): number | null {
    if (!this.#isKept) return null;
    const place = conversationId?.split(';')[0];
    const counted: [string, readonly Limit[]][] = [['tenant', TEAMS_LIMITS.tenant]];
    if (place && SENDS.has(operation)) counted.push([place, TEAMS_LIMITS.conversation]);
    const waits = counted.flatMap(([name, limits]) => limits.map((limit) => this.#wait(name, limit, now)));
    const seconds = Math.max(...waits);
    if (seconds > 0) return Math.ceil(seconds);
    for (const [name] of counted) this.#taken.set(name, [...(this.#taken.get(name) ?? []), now]);
    return null;
  }

  /** In seconds; 0: it may go now. */
  #wait(name: string, { seconds, most }: Limit, now: number): number {
    const first = (this.#taken.get(name) ?? []).at(-most);
    return first === undefined ? 0 : Math.max(0, seconds - (now - first) / 1000);
  }
}
