import type { Deal } from '../services/deals/deal.ts';
import { dealState, helpWords, inviterName, personName, whoWords } from './deal-words.ts';
import { firstLines, section, type Section } from './detail-section.ts';
import { moment } from './format.ts';
import { escapeMarkdown, escapeParagraphs } from './markdown.ts';
import type { Reader } from './reader.ts';
import { strings } from './strings.ts';

const MOST_TEAM = 8;
const MOST_HISTORY = 12;
const LONGEST_NOTES = 1500;

export type HistoryWhat =
  | 'seen'
  | 'changed'
  | 'accepted'
  | 'declined'
  | 'won'
  | 'lost'
  | 'registered'
  | 'created'
  | 'shared'
  | 'invited'
  | 'expired'
  | 'gone';

export interface HistoryLine {
  at: Date;
  /** Null: it happened in Partner Center. */
  who: string | null;
  what: HistoryWhat;
}

export function invitationSection(deal: Deal, { locale, redaction }: Reader): Section | null {
  const notes = redaction === 'full' ? escapeParagraphs(deal.invitation.notes, LONGEST_NOTES) : '';
  return section(
    locale,
    'section.invitation',
    [
      ['fact.from', inviterName(deal, locale)],
      ['fact.help', helpWords(deal, locale)],
    ],
    [notes],
  );
}

/** Notes are on the record between the parties (VIS-06). */
export function notesSection(deal: Deal, { locale, redaction }: Reader): Section | null {
  if (deal.notes === deal.invitation.notes) return null;
  return section(
    locale,
    'section.notes',
    [],
    redaction === 'full' ? [escapeParagraphs(deal.notes, LONGEST_NOTES)] : [],
  );
}

export function teamSection(deal: Deal, { locale }: Reader): Section | null {
  const lines = deal.team.map((member) => {
    const name = personName(member, locale);
    const email = escapeMarkdown(member.email, 100);
    return email && email !== name ? `${name} · ${email}` : name;
  });
  const nobody = dealState(deal) === 'new' ? strings(locale)('team.none') : '';
  return section(
    locale,
    'section.team',
    [],
    lines.length > 0 ? firstLines(lines, MOST_TEAM, locale) : [nobody],
  );
}

export function historySection(history: readonly HistoryLine[], reader: Reader): Section | null {
  const t = strings(reader.locale);
  const newestFirst = [...history].sort((a, b) => b.at.getTime() - a.at.getTime());
  const lines = newestFirst.map(({ at, who, what }) => {
    const line = { at: moment(at, reader), what: t(`history.${what}`) };
    if (what === 'seen' || what === 'gone') return t('history.plain', line);
    return t('history.line', {
      ...line,
      who: who === null ? t('history.elsewhere') : whoWords(who, reader.locale),
    });
  });
  return section(reader.locale, 'section.history', [], firstLines(lines, MOST_HISTORY, reader.locale));
}
