import type { Contact } from '../services/deals/deal.ts';
import type { MicrosoftAnswer } from '../services/deals/plan-microsoft-news.ts';
import type { DealView } from './deal-view.ts';
import { dealState, personName, stateWords } from './deal-words.ts';
import { section, type Section } from './detail-section.ts';
import { moment } from './format.ts';
import { escapeMarkdown } from './markdown.ts';
import type { Reader } from './reader.ts';
import { strings } from './strings.ts';

/** Sellers that are named. */
const MOST_SELLERS = 3;

/** Microsoft's own state, in words with the date, why, who (SEED-12), and what one can do (LIFE-13). */
export function microsoftSection(view: DealView, reader: Reader): Section | null {
  const { locale } = reader;
  const t = strings(locale);
  const { deal, microsoft } = view;
  if (!microsoft) {
    if (deal.engagementId === null) return null;
    const half = invitationLines(view, reader);
    return section(locale, 'section.microsoft', [], half.length > 0 ? half : [t('microsoft.none')]);
  }
  const sister = microsoft.deal;
  const isWaiting = dealState(sister) === 'new';
  const at = microsoft.answeredAt;
  return section(
    locale,
    'section.microsoft',
    [
      ['fact.microsoftState', stateWords(sister, locale)],
      ['fact.microsoftSince', at ? moment(at, reader) : ''],
      ['fact.microsoftDeadline', isWaiting && sister.expiresAt ? moment(sister.expiresAt, reader) : ''],
      ['fact.reason', reasonWords(sister.statusReason, reader)],
      ['fact.seller', sellerWords(view, reader) || (isWaiting ? t('seller.later') : '')],
    ],
    [adviceWords(view, reader)],
  );
}

/** What Microsoft's side says, in lines for the card of a deal; none while its clock runs, which the deadline says. */
export function microsoftLines(view: DealView, reader: Reader): string[] {
  const { microsoft } = view;
  const answer = microsoft?.answer ?? null;
  if (!microsoft) return invitationLines(view, reader);
  if (answer === null || !isTold(view, answer)) return [];
  const t = strings(reader.locale);
  const at = microsoft.answeredAt;
  const seller = sellerWords(view, reader);
  const reason = reasonWords(microsoft.deal.statusReason, reader);
  return [
    t('microsoft.answer', { answer, dated: at ? 'yes' : 'no', at: at ? moment(at, reader) : '' }),
    seller ? t('microsoft.seller', { seller }) : '',
    reason && answer === 'declined' ? t('microsoft.reason', { reason }) : '',
    adviceWords(view, reader),
  ].filter(Boolean);
}

/** Half-done co-sell: the deal is there, and Microsoft's part of it is not yet (SEED-13). */
function invitationLines({ invitation }: DealView, { locale }: Reader): string[] {
  const isHalfDone = invitation === 'pending' || invitation === 'signIn' || invitation === 'refused';
  return isHalfDone ? [strings(locale)(`microsoft.invitation.${invitation}`)] : [];
}

/** Whoever invites has accepted: of a deal that Microsoft sent only the end is worth a line. */
function isTold({ kind }: DealView, answer: MicrosoftAnswer): boolean {
  return kind === 'outbound' || (kind === 'inbound' && answer !== 'accepted');
}

/**
 * What one can do now. A declined or expired invitation cannot be opened again: a deal made anew can be sent again
 * (LIFE-13). No reason is given where it expired, or below USD 25,000 (RSN-04).
 */
function adviceWords({ deal, kind, microsoft }: DealView, { locale }: Reader): string {
  const answer = microsoft?.answer ?? null;
  if (kind !== 'outbound' || deal.status !== 'Active' || !microsoft || answer === null) return '';
  if (answer === 'declined' && !microsoft.deal.statusReason)
    return strings(locale)('microsoft.advice.unexplained');
  const isOver = answer === 'declined' || answer === 'expired' || answer === 'won';
  return isOver ? strings(locale)(`microsoft.advice.${answer}`) : '';
}

function reasonWords(reason: string | null, { redaction }: Reader): string {
  return redaction === 'full' ? escapeMarkdown(reason, 300) : '';
}

/** Only once they have accepted, and how to reach them for a reader of everything only (SEED-12, VIS-02). */
function sellerWords({ microsoft }: DealView, reader: Reader): string {
  const answer = microsoft?.answer ?? null;
  if (!microsoft || (answer !== 'accepted' && answer !== 'won')) return '';
  return microsoft.deal.team
    .slice(0, MOST_SELLERS)
    .map((seller) => [personName(seller, reader.locale), ...contactWords(seller, reader)].join(' · '))
    .join(', ');
}

function contactWords({ firstName, lastName, email, phone }: Contact, { redaction }: Reader): string[] {
  if (redaction !== 'full') return [];
  // Without a name the mail address is the name.
  const mail = firstName || lastName ? escapeMarkdown(email, 100) : '';
  return [mail, escapeMarkdown(phone, 40)].filter(Boolean);
}
