import { packAction } from './card-action.ts';
import type { BoxStyle } from './deal-words.ts';
import template from './events-card.template.json' with { type: 'json' };
import { moment } from './format.ts';
import { escapeMarkdown } from './markdown.ts';
import type { Reader } from './reader.ts';
import { cardTemplate, type AdaptiveCard, type Json } from './render.ts';
import { strings, type StringArgs, type Words } from './strings.ts';

const draw = cardTemplate(template);

/** Microsoft's own page about it. */
const DOCUMENTATION = 'https://learn.microsoft.com/partner-center/developer/partner-center-webhooks';

/** Who has the registration, as far as the reader may know. Hosts only: an address may hold a secret. */
export type EventsHolder =
  | { kind: 'us' | 'nobody' | 'unknown' }
  | { kind: 'other'; host: string; fingerprint: string };

/** What has just happened. One line a kind; the words are `events.banner.<kind>`. */
export type EventsBanner =
  /** Asks once more, before the events are taken away from another system. */
  | { kind: 'takeOver'; args: { host: string } }
  | { kind: 'registered'; args?: undefined }
  | { kind: 'gaveBack'; args: { host: string } }
  | { kind: 'nothingToGiveBack'; args?: undefined }
  | { kind: 'testUnderWay'; args?: undefined }
  | { kind: 'testArrived'; args?: undefined }
  /** `answers`: what Partner Center got for its tries. */
  | { kind: 'testNotArrived'; args: { answers: readonly string[] } }
  | { kind: 'signIn'; args?: undefined }
  | { kind: 'notAllowed'; args?: undefined }
  | { kind: 'throttled'; args?: undefined }
  | { kind: 'rejected'; args: { code: string | null } }
  | { kind: 'unavailable'; args?: undefined }
  /** A change was asked for, and nobody knows whether it was made. */
  | { kind: 'unconfirmed'; args?: undefined }
  | { kind: 'working'; args?: undefined };

export type EventsOffer = 'signIn' | 'register' | 'takeOver' | 'giveBack' | 'test';

export interface EventsView {
  banner: EventsBanner | null;
  /** Does this bot take events at all (`EVENTS`)? */
  isOn: boolean;
  /** Local mode: there is nothing to register, and a stand-in on this machine sends events. */
  isLocal: boolean;
  /** Can the registration be seen and changed from here (`EVENTS_CONNECTION`)? */
  isConnected: boolean;
  /** Where Partner Center is to send events for this bot; null: not configured. */
  callbackUrl: string | null;
  holder: EventsHolder;
  /** What the holder gets. */
  events: readonly string[];
  /** What this bot would ask for. */
  wantedEvents: readonly string[];
  lastEventAt: Date | null;
  lastTestAt: Date | null;
  /** Who had the registration before this bot. */
  formerHost: string | null;
  offers: readonly EventsOffer[];
  /** A test that is under way. */
  testId: string | null;
}

const STYLES: Record<EventsBanner['kind'], BoxStyle> = {
  takeOver: 'attention',
  registered: 'good',
  nothingToGiveBack: 'accent',
  testArrived: 'good',
  testUnderWay: 'accent',
  gaveBack: 'good',
  testNotArrived: 'attention',
  signIn: 'accent',
  notAllowed: 'warning',
  unavailable: 'warning',
  unconfirmed: 'warning',
  throttled: 'warning',
  working: 'accent',
  rejected: 'attention',
};

/** How it stands with events from Partner Center, and what can be done about it. */
export function eventsCard(reader: Reader, view: EventsView): AdaptiveCard {
  const t = strings(reader.locale);
  const title = t('events.title');
  return draw(reader.locale, title, {
    banner: bannerBox(view.banner, t),
    title,
    lead: t('events.lead'),
    facts: facts(view, reader, t).map(([name, value]) => ({ title: name, value })),
    notes: notes(view, t).map((text) => ({ text })),
    buttons: view.banner?.kind === 'takeOver' ? takeOverButtons(view, t) : buttons(view, t),
  });
}

/** What goes into the words of the banners that have a gap to fill. */
const ARGS: { [K in EventsBanner['kind']]?: (args: ArgsOf<K>) => StringArgs } = {
  takeOver: ({ host }) => ({ host: escapeMarkdown(host, 100) }),
  gaveBack: ({ host }) => ({ host: escapeMarkdown(host, 100) }),
  testNotArrived: ({ answers }) => ({
    known: answers.length > 0 ? 'yes' : 'no',
    answers: answers.map((answer) => escapeMarkdown(answer, 60)).join(', '),
  }),
  rejected: ({ code }) => ({ known: code === null ? 'no' : 'yes', code: escapeMarkdown(code, 60) }),
};
type ArgsOf<K extends EventsBanner['kind']> = NonNullable<Extract<EventsBanner, { kind: K }>['args']>;

function bannerBox(banner: EventsBanner | null, t: Words): { text: string; style: BoxStyle } {
  if (!banner) return { text: '', style: 'default' };
  const fill = ARGS[banner.kind] as ((args: unknown) => StringArgs) | undefined;
  return { text: t(`events.banner.${banner.kind}`, fill?.(banner.args)), style: STYLES[banner.kind] };
}

function facts(view: EventsView, reader: Reader, t: Words): [string, string][] {
  const when = (at: Date | null) => (at ? moment(at, reader) : t('status.never'));
  const facts: [string, string][] = [
    [t('events.bot'), t(view.isOn ? 'events.bot.on' : 'events.bot.off')],
    [t('events.holder'), view.isLocal ? '' : holderWords(view.holder, t)],
    [t('events.names'), lacksSome(view) ? names(view.events) : ''],
    [t('events.lastEvent'), when(view.lastEventAt)],
    [t('events.lastTest'), when(view.lastTestAt)],
    ...(isAddressTold(view)
      ? ([
          [t('events.webhookUrl'), escapeMarkdown(view.callbackUrl, 300)],
          [t('events.webhookEvents'), names(view.wantedEvents)],
        ] as [string, string][])
      : []),
  ];
  return facts.filter(([, value]) => value !== '');
}

function holderWords(holder: EventsHolder, t: Words): string {
  return holder.kind === 'other'
    ? t('events.holder.other', { host: escapeMarkdown(holder.host, 100) })
    : t(`events.holder.${holder.kind}`);
}

/** Which events somebody gets is worth a line where these are not the ones that we want. */
function lacksSome({ events, wantedEvents }: EventsView): boolean {
  return wantedEvents.some((name) => !events.includes(name));
}

function names(events: readonly string[]): string {
  return events.map((name) => escapeMarkdown(name, 60)).join(', ');
}

/** It cannot be done from here, but it can be said where to. */
function isAddressTold({ isOn, isLocal, isConnected, callbackUrl }: EventsView): boolean {
  return !isConnected && callbackUrl !== null && (isOn || !isLocal);
}

function notes(view: EventsView, t: Words): string[] {
  const { holder, isOn, isLocal, isConnected, formerHost } = view;
  const host = (of: string) => ({ host: escapeMarkdown(of, 100) });
  if (isLocal) return [t(isOn ? 'events.note.local' : 'events.note.offLocal')];
  return [
    isOn ? '' : t('events.note.off'),
    !isOn && holder.kind === 'us' ? t('events.note.nobodyListens') : '',
    holder.kind === 'other' ? t('events.note.other', host(holder.host)) : '',
    holder.kind === 'us' && formerHost ? t('events.note.former', host(formerHost)) : '',
    isConnected ? '' : t('events.note.notConnected'),
    isAddressTold(view) ? t('events.note.byHand') : '',
  ].filter(Boolean);
}

function buttons(view: EventsView, t: Words): Json[] {
  const { offers, testId, isConnected } = view;
  const looks: Record<EventsOffer, () => Json> = {
    signIn: () =>
      packAction({ verb: 'events.signIn' }, { title: t('button.signInForEvents'), style: 'positive' }),
    register: () =>
      packAction({ verb: 'events.register' }, { title: t('button.registerEvents'), style: 'positive' }),
    takeOver: () => packAction({ verb: 'events.register' }, { title: t('button.takeOverEvents') }),
    giveBack: () => packAction({ verb: 'events.giveBack' }, { title: t('button.giveBackEvents') }),
    test: () => packAction({ verb: 'events.test' }, { title: t('button.testEvents') }),
  };
  return [
    ...offers.map((offer) => looks[offer]()),
    lookAgain(testId, t('button.lookAgain')),
    ...(isConnected ? [] : [openUrl(t('button.eventsHelp'), DOCUMENTATION)]),
  ];
}

/** The button carries what was warned of: if somebody else is registered meanwhile, the question is asked again. */
function takeOverButtons({ holder }: EventsView, t: Words): Json[] {
  const fingerprint = holder.kind === 'other' ? holder.fingerprint : null;
  return [
    packAction(
      { verb: 'events.register', holder: fingerprint },
      { title: t('button.takeOverEvents'), style: 'destructive' },
    ),
    lookAgain(null, t('button.leaveEvents')),
  ];
}

function lookAgain(testId: string | null, title: string): Json {
  return packAction({ verb: 'events.show', testId }, { title });
}

function openUrl(title: string, url: string): Json {
  return { type: 'Action.OpenUrl', title, url };
}
