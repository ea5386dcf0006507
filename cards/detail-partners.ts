import type { DealView, PartnerView } from './deal-view.ts';
import { dealState, stateWords } from './deal-words.ts';
import { firstLines, section, type Section } from './detail-section.ts';
import { moment } from './format.ts';
import { escapeMarkdown } from './markdown.ts';
import type { Reader } from './reader.ts';
import { strings } from './strings.ts';

const MOST_PARTNERS = 5;

/** Other partners of the engagement: who, in which state, since when. Only shown; nothing is done with it (TYPE-04). */
export function partnersSection({ partners }: DealView, reader: Reader): Section | null {
  if (!partners || partners.length === 0) return null;
  const lines = partners.map((partner) => partnerWords(partner, reader));
  const note = strings(reader.locale)('partner.note');
  return section(
    reader.locale,
    'section.partners',
    [],
    [...firstLines(lines, MOST_PARTNERS, reader.locale), note],
  );
}

function partnerWords({ deal, since }: PartnerView, reader: Reader): string {
  const t = strings(reader.locale);
  const until = dealState(deal) === 'new' ? deal.expiresAt : null;
  return [
    `**${escapeMarkdown(deal.organizationName, 80) || t('somePartner')}**`,
    stateWords(deal, reader.locale),
    since ? t('partner.since', { at: moment(since, reader) }) : '',
    until ? t('partner.until', { at: moment(until, reader) }) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}
