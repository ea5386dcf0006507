import type { DealView } from './deal-view.ts';
import { strings } from './strings.ts';

/** What is said of a lead only: its flame (EXP-06), that nobody checked it (VIS-07), and where it is won (LIFE-14). */
export function leadLines({ kind, deal, contactWish }: DealView, locale: string): string[] {
  if (kind !== 'lead') return [];
  const t = strings(locale);
  return [
    contactWish ? t(`lead.contact.${contactWish}`) : '',
    deal.status === 'New' ? t('lead.unchecked') : '',
    deal.status === 'Active' ? t('lead.won') : '',
  ].filter(Boolean);
}
