import { strings, type StringKey } from './strings.ts';

/** One part of the detail card: a title, facts, and lines of text below them. All of it Markdown already. */
export interface Section {
  title: string;
  facts: { title: string; value: string }[];
  lines: { text: string }[];
}

/** Null where there is nothing to say. Facts without a value are left out. */
export function section(
  locale: string,
  title: Extract<StringKey, `section.${string}`>,
  facts: readonly (readonly [Extract<StringKey, `fact.${string}`>, string])[],
  lines: readonly string[] = [],
): Section | null {
  const t = strings(locale);
  const given = facts.filter(([, value]) => value !== '').map(([key, value]) => ({ title: t(key), value }));
  const said = lines.filter((line) => line !== '').map((text) => ({ text }));
  return given.length + said.length > 0 ? { title: t(title), facts: given, lines: said } : null;
}

/** The first `max` lines, then '... and 3 more'. */
export function firstLines(lines: readonly string[], max: number, locale: string): string[] {
  const rest = lines.length - max;
  return rest > 0 ? [...lines.slice(0, max), strings(locale)('more', { count: rest })] : [...lines];
}
