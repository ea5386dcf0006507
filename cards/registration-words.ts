import type { Cure, Finding } from '../services/deals/registration-rules.ts';
import type { ExceptionWay } from '../services/deals/registration-exception.ts';
import type { RegistrationState } from '../services/deals/registration-state.ts';
import type { DealView } from './deal-view.ts';
import { calendarDate, moment } from './format.ts';
import { escapeMarkdown } from './markdown.ts';
import type { Reader } from './reader.ts';
import { strings, type StringArgs, type StringKey } from './strings.ts';

/** A registration's state in words; one that we do not know in the service's own. */
export function registrationWords(state: RegistrationState, word: string | null, locale: string): string {
  return strings(locale)(`registration.${state}`, { word: escapeMarkdown(word, 60) || '?' });
}

/** What a card of a won deal says about its registration: its state, or whether there can be one, ready for Markdown. */
export function registrationLines({ registration, deal }: DealView, reader: Reader): string[] {
  if (!registration) return [];
  const { locale } = reader;
  const t = strings(locale);
  const { state, word, reason, several = [], exception, findings, frozenUntil } = registration;
  if (state !== 'none' && state !== 'pending') {
    const said = reader.redaction === 'full' ? escapeMarkdown(reason, 300) : '';
    const states = several.length > 0 ? several : [{ state, word }];
    const named = states.map((one) => registrationWords(one.state, one.word, locale)).join(' · ');
    return [
      t('registered.line', { state: named }),
      ...(said ? [t('registered.reason', { reason: said })] : []),
      ...(state === 'actionRequired' ? [t('registered.act')] : []),
      ...(exception ? [exceptionWords(exception, reader)] : []),
    ];
  }
  const isWon = deal.substatus === 'Won';
  const walls = findings.filter((finding) => finding.isWall && finding.state === 'notMet');
  if (walls.length > 0) {
    const isOnlyWaiting = walls.every(({ cure }) => cure?.code === 'waitForMicrosoft');
    const words = walls.map((finding) => findingWords(finding, reader, isWon));
    return [t(isOnlyWaiting ? 'registrable.notYet' : 'registrable.not'), ...words];
  }
  const warnings = findings.filter((finding) => finding.state === 'notMet');
  return [
    t('registrable.line'),
    ...warnings.map((finding) => findingWords(finding, reader, isWon)),
    ...(frozenUntil ? [t('registrable.frozen', { at: moment(frozenUntil, reader) })] : []),
  ];
}

function exceptionWords({ until }: ExceptionWay, reader: Reader): string {
  const at = until ? calendarDate(until, reader.locale) : '';
  return strings(reader.locale)('registered.exception', { dated: until ? 'yes' : 'no', at });
}

/** One criterion with its sign, and what would change it. @param isWon is the deal final, so that nothing can be added? */
export function findingWords({ criterion, state, cure }: Finding, reader: Reader, isWon: boolean): string {
  const t = strings(reader.locale);
  const what = t(`criterion.${criterion}`);
  if (!cure) return t('criterion.met', { what });
  return t(`criterion.${signOf(state, cure)}`, { what, cure: cureWords(cure, reader, isWon) });
}

/** What time or a click will cure is no failure yet. */
const PASSING = new Set<Cure['code']>(['markWon', 'waitUntil', 'waitForMicrosoft']);

function signOf(state: Finding['state'], { code }: Cure): 'metBecause' | 'later' | 'notMet' | 'unknown' {
  if (state === 'met') return 'metBecause';
  if (state === 'unknown') return 'unknown';
  return PASSING.has(code) ? 'later' : 'notMet';
}

/** Cures that end with Won have other words after it. */
const AFTER_WON: Partial<Record<Cure['code'], StringKey>> = {
  noSolution: 'cure.noSolutionWon',
  inviteMicrosoft: 'cure.inviteMicrosoftWon',
  askSolution: 'cure.askSolutionWon',
};

function cureWords(cure: Cure, reader: Reader, isWon: boolean): string {
  const key = (isWon && AFTER_WON[cure.code]) || (`cure.${cure.code}` as const);
  const fill = ARGS[cure.code] as ((cure: Cure, reader: Reader) => StringArgs) | undefined;
  return strings(reader.locale)(key, fill?.(cure, reader) ?? {});
}

type Args = { [C in Cure['code']]?: (cure: Extract<Cure, { code: C }>, reader: Reader) => StringArgs };

/** What goes into the words of the cures that have a gap to fill. */
const ARGS: Args = {
  solutionNotListed: ({ ids }) => ({ ids: escapeMarkdown(ids.join(', '), 120) }),
  incentiveHint: ({ level }) => ({ level: escapeMarkdown(level, 60) }),
  microsoftClosed: ({ substatus }) => ({ substatus: escapeMarkdown(substatus, 40) }),
  valueNotCompared: ({ currency }) => ({ currency: escapeMarkdown(currency, 10) }),
  waitUntil: ({ at }, reader) => ({ at: moment(at, reader) }),
};
