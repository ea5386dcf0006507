import type { ReminderRules } from '../services/deals/ladder.ts';
import type { PostFilter } from '../services/deals/place-settings.ts';
import { country, moment } from './format.ts';
import { type Directory, directoryWords } from './directory-words.ts';
import { numberFormat } from './formats.ts';
import template from './help-card.template.json' with { type: 'json' };
import { escapeMarkdown } from './markdown.ts';
import type { Reader } from './reader.ts';
import { cardTemplate, type AdaptiveCard } from './render.ts';
import { quietWords, stepWords } from './settings-card.ts';
import { strings, type Words } from './strings.ts';
import { watchButton } from './watch-card.ts';

const draw = cardTemplate(template);

/** How the bot is, and what it does in this place. Carries ids and counts only. */
export interface Status {
  partnerCenter: 'answers' | 'silent' | 'notYetAsked';
  lastReadAt: Date | null;
  /** How many people's sign-ins it watches with; `local`: it needs nobody's. */
  watching: 'local' | number;
  /** Nobody watches, and the reader could. Default false */
  offersWatch?: boolean;
  /** Deliveries that are due and not yet taken by Teams. */
  waiting: number;
  /** Deliveries that Teams refused for good; some of their ids. */
  dead: { count: number; ids: readonly string[] };
  /** Posts made once more, because Teams' answer to the first one was not known. */
  sentAgain: number;
  directory: Directory;
  /** When the last event came from Partner Center, null: none yet; absent where this bot takes none. */
  lastEventAt?: Date | null;
  place: {
    follows: 'yes' | 'byDefault' | 'no';
    redaction: 'full' | 'redacted';
    filter: PostFilter;
    rules: ReminderRules;
  };
}

export function statusCard(reader: Reader, status: Status): AdaptiveCard {
  const t = strings(reader.locale);
  const { place } = status;
  const facts: [string, string][] = [
    [t('status.partnerCenter'), t(`status.partnerCenter.${status.partnerCenter}`)],
    [t('status.lastRead'), status.lastReadAt ? moment(status.lastReadAt, reader) : t('status.never')],
    [t('status.watching'), watchingWords(status.watching, t)],
    ...eventFact(status, reader, t),
    [t('status.waiting'), t('status.count', { count: status.waiting })],
    [t('status.dead'), deadWords(status.dead, t)],
    [t('status.sentAgain'), t('status.count', { count: status.sentAgain })],
    [t('status.following'), t(`status.following.${place.follows}`)],
    [t('field.redaction'), t(`choice.redaction.${place.redaction}`)],
    [t('status.posted'), filterWords(place.filter, reader, t)],
    [t('field.quietHours'), quietWords(place.rules.quietHours, t)],
    [t('field.reminders'), stepsWords(place.rules, t)],
    ...(status.directory.isOn
      ? [[t('status.directory'), directoryWords(status.directory, t)] satisfies [string, string]]
      : []),
  ];
  return draw(reader.locale, t('status.title'), {
    title: t('status.title'),
    lead: status.offersWatch ? [{ text: t('watch.offer') }] : [],
    commands: facts.map(([title, value]) => ({ title, value })),
    hints: [{ text: t('status.hint') }],
    buttons: status.offersWatch ? [watchButton(t)] : [],
  });
}

function watchingWords(watching: Status['watching'], t: Words): string {
  return watching === 'local' ? t('status.watching.local') : t('status.watching.count', { count: watching });
}

function eventFact({ lastEventAt }: Status, reader: Reader, t: Words): [string, string][] {
  if (lastEventAt === undefined) return [];
  return [[t('status.events'), lastEventAt ? moment(lastEventAt, reader) : t('status.never')]];
}

function deadWords({ count, ids }: Status['dead'], t: Words): string {
  const named = ids.map((id) => escapeMarkdown(id, 40)).join(', ');
  return [t('status.count', { count }), named].filter(Boolean).join(' · ');
}

function stepsWords({ ladder }: ReminderRules, t: Words): string {
  return ladder.map((step) => stepWords(step, t)).join(' · ') || t('status.noReminders');
}

function filterWords(filter: PostFilter, { locale }: Reader, t: Words): string {
  const { from, countries, solutions, minimumValue } = filter;
  const parts = [
    from === 'all' ? '' : t(`choice.postFrom.${from}`),
    countries.map((code) => escapeMarkdown(country(code, locale), 60)).join(', '),
    solutions.map((id) => escapeMarkdown(id, 60)).join(', '),
    minimumValue === null
      ? ''
      : t('status.from', { value: numberFormat(locale).format(minimumValue as `${number}`) }),
  ];
  return parts.filter(Boolean).join(' · ') || t('choice.postFrom.all');
}
