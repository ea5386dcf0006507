import { type EventsBanner, eventsCard, type EventsView } from '../../cards/events-card.ts';
import type { Reader } from '../../cards/reader.ts';
import type { AdaptiveCard } from '../../cards/render.ts';
import { NOW } from './sample-deal.ts';

/** Every kind of banner; the compiler asks for a new one. */
function eventsBanners(text: string): EventsBanner[] {
  const all: { [K in EventsBanner['kind']]: Extract<EventsBanner, { kind: K }> } = {
    takeOver: { kind: 'takeOver', args: { host: text } },
    registered: { kind: 'registered' },
    nothingToGiveBack: { kind: 'nothingToGiveBack' },
    gaveBack: { kind: 'gaveBack', args: { host: text } },
    testArrived: { kind: 'testArrived' },
    testUnderWay: { kind: 'testUnderWay' },
    testNotArrived: { kind: 'testNotArrived', args: { answers: [text, text] } },
    signIn: { kind: 'signIn' },
    notAllowed: { kind: 'notAllowed' },
    unavailable: { kind: 'unavailable' },
    unconfirmed: { kind: 'unconfirmed' },
    throttled: { kind: 'throttled' },
    working: { kind: 'working' },
    rejected: { kind: 'rejected', args: { code: text } },
  };
  return Object.values(all);
}

export const NAMES = [
  'referral-created',
  'referral-updated',
  'related-referral-created',
  'related-referral-updated',
  'test-created',
];

/** This bot gets the events, after another system had them. */
export function eventsView(changes: Partial<EventsView> = {}): EventsView {
  return {
    banner: null,
    isOn: true,
    isLocal: false,
    isConnected: true,
    callbackUrl: 'https://bot.lamna.example/api/partner-center/events',
    holder: { kind: 'us' },
    events: NAMES,
    wantedEvents: NAMES,
    lastEventAt: NOW,
    lastTestAt: null,
    formerHost: 'crm.lamna.example',
    offers: ['test', 'giveBack'],
    testId: null,
    ...changes,
  };
}

/** The cards about events, with other people's text wherever there is any. */
export function eventsCards(reader: Reader, text: string): [string, AdaptiveCard][] {
  const other = { kind: 'other', host: text, fingerprint: 'f-1' } as const;
  const views: [string, Partial<EventsView>][] = [
    ['ours', { events: [] }],
    [
      'of another system',
      { holder: other, events: [text, text], wantedEvents: [], offers: ['takeOver'], lastEventAt: null },
    ],
    ['of nobody', { holder: { kind: 'nobody' }, events: [], offers: ['register'], testId: 't-1' }],
    ['not known', { holder: { kind: 'unknown' }, events: [], offers: ['signIn'] }],
    ['off', { isOn: false, callbackUrl: null, isConnected: false, holder: { kind: 'unknown' }, offers: [] }],
    ['off, and ours', { isOn: false, offers: ['giveBack'] }],
    [
      'of a local bot',
      { isLocal: true, isConnected: false, holder: { kind: 'unknown' }, events: [], offers: [] },
    ],
    [
      'of a local bot that takes none',
      { isOn: false, isLocal: true, isConnected: false, holder: { kind: 'unknown' }, events: [], offers: [] },
    ],
    ['by hand', { isConnected: false, holder: { kind: 'unknown' }, events: [], offers: [] }],
    ...eventsBanners(text).map((banner): [string, Partial<EventsView>] => [
      banner.kind,
      { banner, holder: other },
    ]),
    ['refused without a code', { banner: { kind: 'rejected', args: { code: null } } }],
    ['test without answers', { banner: { kind: 'testNotArrived', args: { answers: [] } } }],
  ];
  const texts = { callbackUrl: text, events: [text], wantedEvents: [text], formerHost: text };
  return views.map(([name, changes]) => [
    `events ${name}`,
    eventsCard(reader, eventsView({ ...texts, ...changes })),
  ]);
}
