import type { DealView } from './deal-view.ts';
import { dealState } from './deal-words.ts';
import { moment, relative } from './format.ts';
import { plainText } from './markdown.ts';
import type { Reader } from './reader.ts';
import { strings } from './strings.ts';

/** Plain text, one line, for the activity's `summary`: what a notification shows. It is read at once. */
export function dealSummary(view: DealView, reader: Reader, now: Date): string {
  const what = dealFallbackText(view, reader.locale);
  const t = strings(reader.locale);
  if (view.banner?.kind === 'microsoftNews')
    return t('summary.microsoft', { answer: view.banner.args.answer, deal: what });
  if (view.banner?.kind === 'microsoftReminder' && view.microsoft?.deal.expiresAt) {
    const at = view.microsoft.deal.expiresAt;
    const left = relative(now, at, reader.locale);
    return t('summary.microsoftDeadline', { deal: what, when: moment(at, reader), left });
  }
  const { expiresAt } = view.deal;
  if (expiresAt === null || view.verbs.length === 0 || view.deal.status !== 'New') return what;
  return t('summary.deadline', {
    deal: what,
    when: moment(expiresAt, reader),
    left: relative(now, expiresAt, reader.locale),
  });
}

/** What a card says where it cannot be drawn: the state, the customer; nothing that redaction hides. */
export function dealFallbackText({ deal, kind }: DealView, locale: string): string {
  const t = strings(locale);
  const state = plainText(`${deal.status} / ${deal.substatus}`, 60);
  return t('summary.deal', {
    // Our own deals begin as accepted (LIFE-07).
    state:
      kind === 'outbound' && dealState(deal) === 'accepted'
        ? t('header.ours')
        : t(`state.${dealState(deal)}`, { state }),
    customer: plainText(deal.customer.name, 80) || t('noCustomer'),
    name: plainText(deal.name, 80) || t('noName'),
  });
}

/** The notification of a digest. */
export function digestSummary(total: number, locale: string): string {
  return strings(locale)('summary.digest', { total });
}
