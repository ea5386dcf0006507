import { escapeMarkdown, plainText } from './markdown.ts';
import type { Reader } from './reader.ts';
import type { AdaptiveCard } from './render.ts';
import { strings } from './strings.ts';

/** Somebody whom Teams shall notify of a card. */
export interface Mentioned {
  /** Teams' own id (`29:...`) or the Entra object id. */
  id: string;
  name: string | null;
}

/**
 * Adds one line that mentions people: a post in a channel notifies nobody else. Its texts and entities must be the
 * same to the letter (teams.md 1.6), so names lose whatever Markdown or a tag could make of them.
 * @param away in whose place they are called
 */
export function withMentions(
  card: AdaptiveCard,
  people: readonly Mentioned[],
  { locale }: Reader,
  away: readonly Mentioned[] = [],
): AdaptiveCard {
  const named = new Map<string, number>();
  const mentions = people.map(({ id, name }) => {
    const text = plainText(name, 80).replace(/[^\p{L}\p{N} .'’-]/gu, '') || id;
    // Two people of one name must not be one mention.
    const count = (named.get(text) ?? 0) + 1;
    named.set(text, count);
    const distinct = count === 1 ? text : `${text} ${count}`;
    return { id, name: distinct, tag: `<at>${distinct}</at>` };
  });
  if (mentions.length === 0) return card;
  const t = strings(locale);
  const absent = away.map(({ name }) => escapeMarkdown(name, 80)).filter(Boolean);
  const line = [
    t('mentions', { people: mentions.map(({ tag }) => tag).join(', ') }),
    absent.length > 0 ? t('mentions.away', { people: absent.join(', '), count: absent.length }) : '',
  ]
    .filter(Boolean)
    .join(' · ');
  const entities = mentions.map(({ id, name, tag }) => ({
    type: 'mention',
    text: tag,
    mentioned: { id, name },
  }));
  return {
    ...card,
    body: [...card.body, { type: 'TextBlock', text: line, wrap: true, spacing: 'Small' }],
    msteams: { width: 'Full', entities },
  };
}
