/** Fixed width, UTC, so that text order is time order on both engines. Refuses an invalid Date. */
export function momentToText(moment: Date): string;
export function momentToText(moment: Date | null): string | null;
export function momentToText(moment: Date | null): string | null {
  return moment && moment.toISOString();
}

export function textToMoment(text: string): Date;
export function textToMoment(text: string | null): Date | null;
export function textToMoment(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

/** `true` is 1: booleans are no column type here. */
export function flagToInteger(flag: boolean): number {
  return flag ? 1 : 0;
}

/**
 * JSON of our own types read back: fields named `...At` are Dates again, as they were written.
 * For a `Deal` and for parts of one, not for what a person typed.
 */
export function jsonToFacts(json: string): unknown {
  return withMoments(JSON.parse(json));
}

/** A walk of its own, because `JSON.parse` takes three times as long with a function that it calls for every value. */
function withMoments(facts: unknown): unknown {
  if (typeof facts !== 'object' || facts === null) return facts;
  const holder = facts as Record<string, unknown>;
  for (const [key, value] of Object.entries(holder)) {
    if (typeof value === 'string') {
      if (key.endsWith('At')) holder[key] = new Date(value);
    } else withMoments(value);
  }
  return facts;
}
