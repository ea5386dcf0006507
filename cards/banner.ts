import type { Banner } from './deal-view.ts';
import { byArgs, verbStem, type BoxStyle } from './deal-words.ts';
import { registrationWords } from './registration-words.ts';
import { moment } from './format.ts';
import { namesArgs } from './people-words.ts';
import { escapeMarkdown } from './markdown.ts';
import type { Reader } from './reader.ts';
import { isStringKey, strings, type StringArgs } from './strings.ts';

type Kind = Banner['kind'];
type Of<K extends Kind> = Extract<Banner, { kind: K }>;

const STYLES: Record<Kind, BoxStyle> = {
  accepted: 'good',
  dealCreated: 'good',
  declined: 'good',
  won: 'good',
  lost: 'good',
  wonContinuedInChat: 'good',
  registrationSent: 'good',
  registrationOffer: 'accent',
  registrationNews: 'accent',
  registrationDeadline: 'warning',
  notWonYet: 'accent',
  acceptFirst: 'accent',
  assessment: 'accent',
  alreadyDecided: 'accent',
  changed: 'warning',
  working: 'accent',
  unconfirmed: 'warning',
  beingDecided: 'accent',
  unavailable: 'warning',
  throttled: 'warning',
  tooLate: 'attention',
  rejected: 'attention',
  notAllowed: 'warning',
  notPossible: 'accent',
  favorited: 'good',
  unfavorited: 'emphasis',
  favoriteNews: 'accent',
  microsoftNews: 'accent',
  microsoftReminder: 'warning',
  leadWon: 'accent',
  cancelled: 'emphasis',
  edited: 'good',
  shared: 'good',
  invited: 'accent',
  notShared: 'accent',
  ownNews: 'accent',
  shareGaps: 'warning',
  unchanged: 'emphasis',
  draftKept: 'accent',
  continuedBelow: 'accent',
  continuedInChat: 'accent',
  reminder: 'emphasis',
  forManager: 'warning',
  asOf: 'warning',
};

/** An invitation that is sent is good news, one that was refused or waits for a sign-in is not. */
const INVITED_STYLES: Record<Of<'invited'>['args']['state'], BoxStyle> = {
  none: 'accent',
  sent: 'good',
  pending: 'accent',
  signIn: 'warning',
  refused: 'warning',
};

/** What goes into the words of the banners that have a gap to fill. */
const ARGS: { [K in Kind]?: (args: NonNullable<Of<K>['args']>, reader: Reader) => StringArgs } = {
  alreadyDecided: ({ by, at }, reader) => ({
    ...byArgs(by, reader.locale),
    dated: at === null ? 'no' : 'yes',
    at: at === null ? '' : moment(at, reader),
  }),
  registrationSent: ({ state, word }, { locale }) => ({ state: registrationWords(state, word, locale) }),
  registrationNews: ({ state, word }, { locale }) => ({ state: registrationWords(state, word, locale) }),
  registrationDeadline: ({ at, basis }, reader) => ({ at: moment(at, reader), basis }),
  microsoftNews: ({ answer }) => ({ answer }),
  forManager: ({ people }) => namesArgs(people),
  dealCreated: ({ isInvited }) => ({ invited: isInvited ? 'yes' : 'no' }),
  invited: ({ state }) => ({ state }),
  notShared: ({ block }) => ({ block }),
  ownNews: ({ what, by }, { locale }) => ({ what, ...byArgs(by, locale) }),
  shareGaps: ({ gaps }, { locale }) => ({
    gaps: gaps.map((gap) => strings(locale)(`share.gap.${gap}`)).join(', '),
  }),
  changed: ({ fields }, { locale }) => ({ what: fieldWords(fields, locale) }),
  beingDecided: ({ by }, { locale }) => byArgs(by, locale),
  throttled: ({ seconds }) => ({ seconds: Math.ceil(seconds ?? 0) }),
  rejected: ({ code }) => ({ known: code === null ? 'no' : 'yes', code: escapeMarkdown(code, 60) }),
  asOf: ({ at }, reader) => ({ at: moment(at, reader) }),
};

export function bannerBox(banner: Banner | null, reader: Reader): { text: string; style: BoxStyle } {
  if (banner === null) return { text: '', style: 'default' };
  const t = strings(reader.locale);
  const fill = ARGS[banner.kind] as ((args: unknown, reader: Reader) => StringArgs) | undefined;
  const args = fill?.(banner.args, reader);
  const key =
    banner.kind === 'alreadyDecided'
      ? (`banner.already.${verbStem(banner.args.verb)}` as const)
      : (`banner.${banner.kind}` as const);
  const style = banner.kind === 'invited' ? INVITED_STYLES[banner.args.state] : STYLES[banner.kind];
  return { text: t(key, args), style };
}

function fieldWords(fields: readonly string[], locale: string): string {
  const t = strings(locale);
  const words = fields.map((field) => {
    const key = `changed.${field}`;
    return isStringKey(key) ? t(key) : t('changed.other');
  });
  return [...new Set(words.length > 0 ? words : [t('changed.other')])].join(', ');
}
