/**
 * Other people's text, made safe for a card. Teams reads a small Markdown in TextBlock and FactSet, and `<at>` as a
 * mention; Adaptive Cards expand `{{DATE(...)}}`, templates `${...}`. None of that may come from a customer's name.
 */

/** Characters that reorder, hide or break text: C0/C1 but white space, bidi controls, zero-width space, BOM, tags. ZWJ and ZWNJ stay. */
const INVISIBLE =
  // oxlint-disable-next-line no-control-regex
  /[\x00-\x08\x0E-\x1F\x7F-\x9F\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;
/** Stacks of combining marks that would run over the lines above. */
const MARK_STACK = /(\p{M}{3})\p{M}+/gu;

const LIVE_ANYWHERE = /[\\`*_[\]<>{}~|]/g;
/** `&amp;` and its like; a plain `&` as in `Smith & Sons` stays. */
const ENTITY = /&(?=#?\w+;)/g;
const LIVE_AT_LINE_START = /^(?:[-+#=]|(\d+)([.)]))/;

/** Cuts to at most `max` characters (UTF-16 units), the last of them an ellipsis. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const kept = text
    .slice(0, max - 1)
    .toWellFormed()
    .replace(/\uFFFD$/, '');
  return `${kept.trimEnd()}…`;
}

/**
 * One clean line for places without Markdown: labels, choices, fallback text, notifications.
 * @param max longest result; default 200 characters.
 */
export function plainText(text: string | null | undefined, max = 200): string {
  return cut(oneLine(clean(text)), max).replaceAll('${', '$ {');
}

/** What stands in an input already: lines stay, because people go on typing there. */
export function inputText(text: string | null | undefined, max: number): string {
  return clean(text).slice(0, max).toWellFormed().replaceAll('${', '$ {');
}

/**
 * One line of Markdown that shows exactly the given text.
 * @param max longest text before escaping; default 200 characters.
 */
export function escapeMarkdown(text: string | null | undefined, max = 200): string {
  return escapeLine(cut(oneLine(clean(text)), max));
}

/** Like `escapeMarkdown`, but keeps paragraphs (as blank lines, the only line break that all clients draw). */
export function escapeParagraphs(text: string | null | undefined, max: number): string {
  return cut(clean(text).trim(), max)
    .split(/[\r\n\u2028\u2029]+/)
    .map((line) => escapeLine(oneLine(line)))
    .filter((line) => line !== '')
    .join('\n\n');
}

function clean(text: string | null | undefined): string {
  return (text ?? '').toWellFormed().replace(INVISIBLE, '').replace(MARK_STACK, '$1');
}

/** Joins lines; no-break spaces stay, because numbers and French punctuation need them. */
function oneLine(text: string): string {
  return text.replace(/[\t-\r \u0085\u2028\u2029]+/g, ' ').trim();
}

function escapeLine(line: string): string {
  return line
    .replace(LIVE_ANYWHERE, '\\$&')
    .replace(ENTITY, '\\&')
    .replace(LIVE_AT_LINE_START, (mark: string, digits?: string, dot?: string) =>
      digits ? `${digits}\\${dot}` : `\\${mark}`,
    );
}
