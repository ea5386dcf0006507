import MarkdownIt from 'markdown-it';
import { nodesOf } from '../cards/card-rules.ts';

const markdown = new MarkdownIt({ linkify: false });

/** What our own texts have: paragraphs, and bold in a history. */
const OURS = /^(p|strong|br|\/p|\/strong)$/;

/** Reordering and control characters that no reader should get. */
const INVISIBLE = /(?![\n\t])\p{Cc}|[\u202A-\u202E\u2066-\u2069\u200B\u200E\u200F\uFEFF\u{E0000}-\u{E007F}]/u;

/** Places where Teams reads Markdown. */
function readTexts(card: unknown): string[] {
  return nodesOf(card).flatMap((node) => {
    if (node['type'] === 'TextBlock') return [String(node['text'])];
    if (node['type'] !== 'FactSet') return [];
    return (node['facts'] as { title: string; value: string }[]).flatMap(({ title, value }) => [
      title,
      value,
    ]);
  });
}

/** What in a card acts, and must not: as sentences; none for a good one. */
export function markupIn(card: unknown): string[] {
  const json = JSON.stringify(card);
  const faults: string[] = [];
  // Escaped, a mention and a date function begin with a backslash, which JSON doubles.
  if (json.includes('${')) faults.push('an expression');
  for (const text of readTexts(card)) {
    if (/<at>|\{\{/.test(text)) faults.push(`live: ${text}`);
    if (INVISIBLE.test(text)) faults.push(`invisible: ${JSON.stringify(text)}`);
    if (!text.isWellFormed()) faults.push(`half a character: ${JSON.stringify(text)}`);
    const tags = [...markdown.render(text).matchAll(/<(\/?[a-z0-9]+)/g)].map(([, tag]) => tag ?? '');
    const odd = tags.find((tag) => !OURS.test(tag));
    if (odd) faults.push(`<${odd}> of ${JSON.stringify(text)}`);
  }
  const names = nodesOf(card).flatMap((node) =>
    Object.keys(node).filter((name) => name.startsWith('$') && name !== '$schema'),
  );
  return [...faults, ...names.map((name) => `a part named ${name}`)];
}
