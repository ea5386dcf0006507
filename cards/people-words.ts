import { escapeMarkdown } from './markdown.ts';
import type { StringArgs } from './strings.ts';

/** Most people who are named in a sentence. */
const MOST_NAMED = 3;

/** People in a sentence: `people` and `count` as its words take them. */
export function namesArgs(people: readonly string[]): StringArgs {
  const named = people.slice(0, MOST_NAMED).map((name) => escapeMarkdown(name, 80));
  return { people: named.join(', ') + (people.length > MOST_NAMED ? ', …' : ''), count: people.length };
}
