import { bannerBox } from './banner.ts';
import { dealFallbackText } from './deal-summary.ts';
import { dealButtons } from './deal-buttons.ts';
import template from './deal-card.template.json' with { type: 'json' };
import type { DealView } from './deal-view.ts';
import {
  customerName,
  deadlineWords,
  dealNameAndCountry,
  dealState,
  decidedWords,
  gapWords,
  helpWords,
  inviterName,
  rawState,
  solutionWords,
  valueWords,
  type DealState,
  type Tone,
} from './deal-words.ts';
import { leadLines } from './lead-words.ts';
import { microsoftLines } from './detail-microsoft.ts';
import { calendarDate, moment } from './format.ts';
import { escapeMarkdown } from './markdown.ts';
import type { Reader } from './reader.ts';
import { registrationLines } from './registration-words.ts';
import { cardTemplate, type AdaptiveCard } from './render.ts';
import { strings } from './strings.ts';

const draw = cardTemplate(template);

/** How much of the inviter's message a card carries; the detail card has all of it. */
const LONGEST_QUOTE = 300;

/** A deal from its arrival to its end: the new-deal card and every later state are this one card. */
export function dealCard(view: DealView, reader: Reader): AdaptiveCard {
  const { deal } = view;
  const { locale } = reader;
  const t = strings(locale);
  const isClosed = deal.status === 'Closed';
  const header = headerWords(view, locale);
  const deadline = deadlineWords(view, reader);
  const quote =
    reader.redaction === 'full' && !isClosed ? escapeMarkdown(deal.invitation.notes, LONGEST_QUOTE) : '';
  return draw(locale, dealFallbackText(view, locale), {
    banner: bannerBox(view.banner, reader),
    header,
    customer: customerName(deal, locale),
    deal: dealNameAndCountry(deal, locale),
    deadline: deadline ? [deadline] : [],
    outcome: [...outcomeLines(view, reader), ...microsoftLines(view, reader).map((text) => ({ text }))],
    facts: facts(view, reader),
    asked: quote ? [{ title: t('asked'), text: quote }] : [],
    remarks: remarkLines(view, reader),
    redacted: reader.redaction === 'redacted' ? t('redacted') : '',
    buttons: dealButtons(view, reader),
    footer: t(isWaiting(view) && !view.isAsked ? 'footer.stop' : 'footer.dealId', {
      id: escapeMarkdown(deal.id, 60),
    }),
  });
}

const HEADER_TONE: Record<DealState, Tone> = {
  new: 'accent',
  accepted: 'good',
  declined: 'default',
  expired: 'attention',
  won: 'good',
  lost: 'default',
  unknown: 'warning',
};

/** What this is, in one line: who asks while the deal is new, afterwards what became of it. */
export function headerWords(view: DealView, locale: string): { text: string; tone: Tone } {
  const t = strings(locale);
  const state = dealState(view.deal);
  const tone = HEADER_TONE[state];
  if (state === 'unknown') return { text: t('header.unknown', { state: rawState(view.deal) }), tone };
  if (view.kind === 'lead' || view.kind === 'sister' || view.kind === 'peer')
    return { text: t(`header.${view.kind}`), tone: 'default' };
  // Our own deals begin as accepted (LIFE-07): what counts is whether they are open.
  if (view.kind === 'outbound' && state === 'accepted') return { text: t('header.ours'), tone: 'default' };
  if (state !== 'new') return { text: t(`header.${state}`), tone };
  if (view.kind === 'outbound') return { text: t('header.outbound'), tone };
  if (view.deal.invitation.organizationId === 'msft') return { text: t('header.new.microsoft'), tone };
  const partner = inviterName(view.deal, locale);
  return { text: partner ? t('header.new.partner', { partner }) : t('header.new.unknown'), tone };
}

function outcomeLines(view: DealView, reader: Reader): { text: string }[] {
  const t = strings(reader.locale);
  if (dealState(view.deal) === 'expired') {
    const { expiresAt } = view.deal;
    return [
      { text: expiresAt ? t('expired.noteAt', { when: moment(expiresAt, reader) }) : t('expired.note') },
    ];
  }
  return view.decided ? [{ text: decidedWords(view.decided, reader) }] : [];
}

function facts(view: DealView, reader: Reader): { title: string; value: string }[] {
  const { deal } = view;
  const { locale } = reader;
  const t = strings(locale);
  const all = [
    { title: t('fact.value'), value: valueWords(deal, reader) },
    { title: t('fact.closeDate'), value: deal.closesAt ? calendarDate(deal.closesAt, locale) : '' },
    { title: t('fact.solutions'), value: solutionWords(deal, locale) },
    { title: t('fact.help'), value: deal.status === 'Closed' ? '' : helpWords(deal, locale) },
    {
      title: t('fact.from'),
      // The header of a new deal says it already; our own deals are invited by us.
      value: dealState(deal) === 'new' || view.kind !== 'inbound' ? '' : inviterName(deal, locale),
    },
  ];
  return all.filter((fact) => fact.value !== '');
}

function remarkLines(view: DealView, reader: Reader): { text: string }[] {
  const { locale } = reader;
  const t = strings(locale);
  const lines: { text: string }[] = [];
  if (view.verbs.includes('deal.accept') && view.gaps.length > 0)
    lines.push({ text: t('gaps', { gaps: gapWords(view.gaps, locale) }) });
  lines.push(...leadLines(view, locale).map((text) => ({ text })));
  if (dealState(view.deal) === 'unknown') lines.push({ text: t('readOnly') });
  lines.push(...registrationLines(view, reader).map((text) => ({ text })));
  return lines;
}

function isWaiting(view: DealView): boolean {
  return view.kind === 'inbound' && view.deal.status === 'New';
}
