import type { DealView } from './deal-view.ts';
import { dealState } from './deal-words.ts';
import { plainText } from './markdown.ts';
import type { Reader } from './reader.ts';
import { strings } from './strings.ts';

export interface DealPreview {
  contentType: 'application/vnd.microsoft.card.thumbnail';
  content: { title: string; text: string };
}

/** A deal as a line of search results; Teams takes no Adaptive Card there (teams.md 4.1). Read as HTML. */
export function dealPreview({ deal }: DealView, { locale }: Reader): DealPreview {
  const t = strings(locale);
  const state = plainText(`${deal.status} / ${deal.substatus}`, 60);
  const name = plainText(deal.name, 80) || t('noName');
  return {
    contentType: 'application/vnd.microsoft.card.thumbnail',
    content: {
      title: escapeHtml(plainText(deal.customer.name, 80) || t('noCustomer')),
      text: escapeHtml(`${t(`state.${dealState(deal)}`, { state })} · ${name}`),
    },
  };
}

/** Only what HTML would read as its own, because clients that show it as it is exist, too. */
function escapeHtml(text: string): string {
  return text.replaceAll(/&(?=#|\w+;)/g, '&amp;').replaceAll('<', '&lt;');
}
