import type { Contact, Deal } from '../services/deals/deal.ts';
import type { FormerColleague } from '../services/people/former-colleague.ts';
import type { Locale } from '../services/people/person.ts';
import type { DeadlineBand, DealView, Gap } from './deal-view.ts';
import { country, midnightBetween, moment, money, relative, shortMoment } from './format.ts';
import { escapeMarkdown } from './markdown.ts';
import type { Reader } from './reader.ts';
import { isStringKey, strings, type StringKey } from './strings.ts';

/** The words for parts of a deal, ready for Markdown. Every card uses these, so that one thing has one name. */

export type Tone = 'default' | 'accent' | 'good' | 'warning' | 'attention';
export type BoxStyle = Tone | 'emphasis';

/** `other`: a state pair that Microsoft added since (LIFE-03). */
export type DealState = 'new' | 'accepted' | 'declined' | 'expired' | 'won' | 'lost' | 'unknown';

const STATES: Readonly<Record<string, DealState>> = {
  'New/Pending': 'new',
  'New/Received': 'new',
  'Active/Accepted': 'accepted',
  'Closed/Won': 'won',
  'Closed/Lost': 'lost',
  'Closed/Declined': 'declined',
  'Closed/Expired': 'expired',
};

export function dealState(deal: Deal): DealState {
  const pair = `${deal.status}/${deal.substatus}`;
  return Object.hasOwn(STATES, pair) ? (STATES[pair] ?? 'unknown') : 'unknown';
}

export function stateWords(deal: Deal, locale: string): string {
  return strings(locale)(`state.${dealState(deal)}`, { state: rawState(deal) });
}

/** The service's own words for a state; the sub-status says more where there is one. */
export function rawState(deal: Deal): string {
  return escapeMarkdown(deal.substatus === 'None' ? deal.status : `${deal.status} / ${deal.substatus}`, 80);
}

const LONGEST_NAME = 120;

export function customerName(deal: Deal, locale: string): string {
  return escapeMarkdown(deal.customer.name, LONGEST_NAME) || strings(locale)('noCustomer');
}

export function dealName(deal: Deal, locale: string): string {
  return escapeMarkdown(deal.name, LONGEST_NAME) || strings(locale)('noName');
}

/** 'Datacentre move · France'; what is not given is left out. */
export function dealNameAndCountry(deal: Deal, locale: string): string {
  return [dealName(deal, locale), customerCountry(deal, locale)].filter(Boolean).join(' · ');
}

export function customerCountry(deal: Deal, locale: string): string {
  return escapeMarkdown(country(deal.customer.country, locale), 60);
}

/** Who asks for our help: 'Microsoft', a partner's name, or '' where nobody is named. */
export function inviterName(deal: Deal, locale: string): string {
  const { organizationId, organizationName } = deal.invitation;
  if (organizationId === 'msft') return strings(locale)('microsoft');
  const named = escapeMarkdown(organizationName, 80);
  return named || (organizationId ? strings(locale)('somePartner') : '');
}

/** '📥 Co-sell': which way the deal goes, and its type where it is known (SEED-21, TYPE-01 to TYPE-04). */
export function typeWords({ kind, dealType }: DealView, locale: string): string {
  const t = strings(locale);
  return t('row.type', { kind, type: t(`type.${kind === 'lead' ? 'lead' : dealType}`) });
}

/** '' where there is none, or where the reader may not know it. */
export function valueWords(deal: Deal, reader: Reader): string {
  return reader.redaction === 'redacted'
    ? ''
    : escapeMarkdown(money(deal.value, deal.currency, reader.locale), 80);
}

/** The first three names, then '+2'. */
export function solutionWords(deal: Deal, locale: string): string {
  const names = deal.solutions
    .map((solution) => escapeMarkdown(solution.name ?? solution.id, 80))
    .filter(Boolean);
  const shown = names.slice(0, 3).join(' · ');
  const more = deal.solutions.length - Math.min(names.length, 3);
  return more > 0 && shown ? strings(locale)('list.more', { shown, more }) : shown;
}

/** FLD-11 in words; an unknown code as it came, nothing for `Unknown`. */
export function helpWords(deal: Deal, locale: string): string {
  const code = deal.invitation.help;
  return code === null || code === 'Unknown' ? '' : known(`help.${code}`, code, locale);
}

export function marketplaceWords(deal: Deal, locale: string): string {
  const id = deal.marketplaceIntent;
  return id === null ? '' : known(`marketplace.${id}`, id, locale);
}

function known(key: string, raw: string, locale: string): string {
  return isStringKey(key) ? strings(locale)(key) : escapeMarkdown(raw, 80);
}

export function gapWords(gaps: readonly Gap[], locale: string): string {
  const words = gaps.map((gap) => strings(locale)(`gap.${gap}`));
  return words.join(', ');
}

export function personName(contact: Contact, locale: string): string {
  const name = [contact.firstName, contact.lastName].filter(Boolean).join(' ');
  return escapeMarkdown(name, 80) || escapeMarkdown(contact.email, 80) || strings(locale)('contact.unnamed');
}

const BAND_BOX: Record<DeadlineBand, BoxStyle> = {
  none: 'emphasis',
  calm: 'emphasis',
  soon: 'accent',
  urgent: 'warning',
  critical: 'attention',
  passed: 'attention',
};

export interface DeadlineWords {
  text: string;
  /** '' where there is nothing to add. */
  note: string;
  style: BoxStyle;
}

/** What is to be said about time while a deal waits for an answer; null in every other state. */
export function deadlineWords(view: DealView, reader: Reader): DeadlineWords | null {
  const { deal, band } = view;
  if (view.kind === 'outbound' && deal.status === 'Active') return microsoftDeadline(view, reader);
  if (deal.status !== 'New' || view.kind === 'sister' || view.kind === 'peer') return null;
  if (view.kind === 'lead' && deal.expiresAt === null) return null;
  const words = view.kind === 'outbound' ? othersDeadline(view, reader) : ourDeadline(view, band, reader);
  // In a state that we do not know nothing can be done here (LIFE-03): no call to act.
  return words && dealState(deal) === 'unknown' ? { ...words, note: '' } : words;
}

function ourDeadline(view: DealView, band: DeadlineBand, reader: Reader): DeadlineWords {
  const t = strings(reader.locale);
  const { expiresAt } = view.deal;
  if (band === 'none' || expiresAt === null) {
    return { text: t('deadline.none'), note: t('deadline.noteNone'), style: BAND_BOX.none };
  }
  const note = band === 'passed' ? t('deadline.notePassed') : t('deadline.note');
  return {
    text: withTimeLeft(t(`deadline.${band}`, { when: moment(expiresAt, reader) }), expiresAt, view, reader),
    note: [midnightWords(expiresAt, reader), note].filter(Boolean).join(' '),
    style: BAND_BOX[band],
  };
}

/** SEED-02, EXP-05: on our own invitations the other side's clock runs. */
function othersDeadline(view: DealView, reader: Reader): DeadlineWords | null {
  const { expiresAt } = view.deal;
  if (expiresAt === null) return null;
  const key: StringKey = view.band === 'passed' ? 'deadline.outboundPassed' : 'deadline.outbound';
  const text = strings(reader.locale)(key, { when: moment(expiresAt, reader) });
  return { text: withTimeLeft(text, expiresAt, view, reader), note: '', style: 'emphasis' };
}

/** Its time is not ours to decide in, so it never looks as grave as our own. */
const MICROSOFT_BOX: Record<DeadlineBand, BoxStyle> = {
  none: 'emphasis',
  calm: 'emphasis',
  soon: 'accent',
  urgent: 'warning',
  critical: 'warning',
  passed: 'emphasis',
};

/** Microsoft's clock on a deal of ours (SEED-02, EXP-05); null where it does not run. */
function microsoftDeadline({ microsoft, readAtOnce }: DealView, reader: Reader): DeadlineWords | null {
  if (!microsoft || dealState(microsoft.deal) !== 'new') return null;
  const t = strings(reader.locale);
  const { band, deal } = microsoft;
  const style = MICROSOFT_BOX[band];
  if (deal.expiresAt === null)
    return { text: t('deadline.microsoftNone'), note: t('deadline.microsoftNote'), style };
  const key = band === 'passed' ? 'deadline.microsoftPassed' : 'deadline.microsoft';
  const text = t(key, { when: moment(deal.expiresAt, reader) });
  return {
    text: withTimeLeft(text, deal.expiresAt, { readAtOnce }, reader),
    note: [midnightWords(deal.expiresAt, reader), t('deadline.microsoftNote')].filter(Boolean).join(' '),
    style,
  };
}

function withTimeLeft(
  deadline: string,
  at: Date,
  view: Pick<DealView, 'readAtOnce'>,
  reader: Reader,
): string {
  if (view.readAtOnce === null) return deadline;
  const left = relative(view.readAtOnce, at, reader.locale).replaceAll(' ', '\u00A0');
  return strings(reader.locale)('deadline.left', { deadline, left });
}

function midnightWords(at: Date, reader: Reader): string {
  const between = midnightBetween(at, reader);
  return between ? strings(reader.locale)('deadline.midnight', between) : '';
}

/** The end of a row in a list: time left, or the state where no clock runs. */
export function rowTime(view: DealView, reader: Reader): { text: string; tone: Tone } {
  const t = strings(reader.locale);
  const { deal, band, microsoft } = view;
  if (microsoft && view.kind === 'outbound' && deal.status === 'Active')
    return microsoftTime(microsoft, view, reader);
  if (deal.status !== 'New') return { text: stateWords(deal, reader.locale), tone: 'default' };
  if (band === 'none' || deal.expiresAt === null) return { text: t('row.noDeadline'), tone: 'default' };
  const when = view.readAtOnce
    ? relative(view.readAtOnce, deal.expiresAt, reader.locale)
    : shortMoment(deal.expiresAt, reader);
  return { text: t(`row.${band}`, { when }), tone: ROW_TONE[band] };
}

/** In the list of our own deals it is Microsoft's side that differs (NAV-05). */
function microsoftTime(
  { deal, band }: NonNullable<DealView['microsoft']>,
  { readAtOnce }: DealView,
  reader: Reader,
): { text: string; tone: Tone } {
  const t = strings(reader.locale);
  if (dealState(deal) !== 'new')
    return { text: t('row.microsoft', { state: stateWords(deal, reader.locale) }), tone: 'default' };
  if (deal.expiresAt === null)
    return { text: t('row.microsoft', { state: t('row.noDeadline') }), tone: 'default' };
  const when = readAtOnce
    ? relative(readAtOnce, deal.expiresAt, reader.locale)
    : shortMoment(deal.expiresAt, reader);
  const tone = band === 'critical' ? 'warning' : band === 'passed' ? 'default' : ROW_TONE[band];
  return { text: t('row.microsoft', { state: t(`row.${band === 'none' ? 'calm' : band}`, { when }) }), tone };
}

const ROW_TONE: Record<DeadlineBand, Tone> = {
  none: 'default',
  calm: 'default',
  soon: 'accent',
  urgent: 'warning',
  critical: 'attention',
  passed: 'attention',
};

/** 'Accepted by Ann Lee, Monday, ...' */
export function decidedWords(decided: NonNullable<DealView['decided']>, reader: Reader): string {
  return strings(reader.locale)(`decided.${verbStem(decided.verb)}`, {
    ...byArgs(decided.by, reader.locale),
    at: moment(decided.at, reader),
  });
}

export type VerbStem = 'accept' | 'decline' | 'won' | 'lost' | 'register' | 'other';
const STEMS: readonly VerbStem[] = ['accept', 'decline', 'won', 'lost', 'register'];

/** `deal.accept` and `accept` are the same act. */
export function verbStem(verb: string): VerbStem {
  const bare = verb.replace(/^deal\./, '');
  return STEMS.find((stem) => stem === bare) ?? 'other';
}

/** Arguments for texts that choose between a name and 'in Partner Center'. */
export function byArgs(by: string | null, locale: Locale): { known: 'yes' | 'no'; by: string } {
  return { known: by === null ? 'no' : 'yes', by: by === null ? '' : whoWords(by, locale) };
}

const FORMER_COLLEAGUE: FormerColleague = 'former-colleague';

/** Somebody's name; of somebody who asked to be forgotten, that they were a colleague. */
export function whoWords(who: string, locale: Locale): string {
  return who === FORMER_COLLEAGUE ? strings(locale)('formerColleague') : escapeMarkdown(who, 80);
}
