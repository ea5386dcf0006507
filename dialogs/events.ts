import { eventsCard, type EventsBanner, type EventsOffer, type EventsView } from '../cards/events-card.ts';
import type { Reader } from '../cards/reader.ts';
import type { AdaptiveCard } from '../cards/render.ts';
import type { PersonKey } from '../services/people/person.ts';
import { isReferralError } from '../services/referrals/errors.ts';
import {
  type EventHolder,
  eventHolder,
  hostOf,
  wantedEvents,
} from '../services/referrals/events/event-holder.ts';
import type {
  EventRegistration,
  EventRegistrations,
} from '../services/referrals/events/event-registrations.ts';
import { EVENT_NAMES, TEST_EVENT } from '../services/referrals/events/partner-event.ts';
import type { Services } from '../services/services.ts';
import { hasEvent, lastEvents } from '../services/store/events.ts';
import { findFormerRegistration, saveFormerRegistration } from '../services/store/former-registration.ts';

/** How this bot stands to events from Partner Center. */
export interface EventsSetup {
  /** Does it take events (`EVENTS`)? */
  isOn: boolean;
  /** In local mode nothing is registered. */
  isLocal: boolean;
  /** Where they are to be sent; null: not known, as without `BOT_DOMAIN`. */
  callbackUrl: string | null;
  /** null in local mode, and without `EVENTS_CONNECTION`: then nobody can be asked from here. */
  registrations: EventRegistrations | null;
}

/** Who asks, in their own chat. What they may is Partner Center's to say: each call is made under their rights. */
export interface EventsTurn {
  services: Services;
  setup: EventsSetup;
  person: PersonKey;
  reader: Reader;
}

/** What is registered, as far as it could be read. */
type Look =
  | { kind: 'read'; registration: EventRegistration | null }
  | { kind: 'unread'; banner: EventsBanner | null };

/** How it stands. @param testId a test event whose result is wanted too */
export async function showEvents(turn: EventsTurn, testId: string | null = null): Promise<AdaptiveCard> {
  const banner = testId === null ? null : await testBanner(turn, testId);
  const isOpen = banner !== null && banner.kind !== 'testArrived';
  return draw(turn, await look(turn), { banner, testId: isOpen ? testId : null });
}

/**
 * Has Partner Center send its events here. Where another system gets them, that is asked about first (API-05).
 * @param warnedOf the fingerprint of what the person was warned of; null: of nothing
 */
export async function takeEvents(turn: EventsTurn, warnedOf: string | null): Promise<AdaptiveCard> {
  const { services, setup, person } = turn;
  const { registrations, callbackUrl } = setup;
  const before = await look(turn);
  if (!registrations || callbackUrl === null || !setup.isOn || before.kind === 'unread')
    return draw(turn, before);
  const holder = eventHolder(before.registration, callbackUrl);
  if (holder.kind === 'other' && holder.fingerprint !== warnedOf)
    return draw(turn, before, { banner: { kind: 'takeOver', args: { host: holder.host } } });
  try {
    const events = wantedEvents(await registrations.eventNames(person));
    // Kept before it is overwritten: nobody else remembers it.
    if (holder.kind !== 'us') await saveFormerRegistration(services.store.db, before.registration);
    const wanted = { webhookUrl: callbackUrl, events, inMsHeader: true };
    const registration = await registrations.save(person, wanted, holder.kind === 'nobody');
    services.log.info({ person: person.personId, from: hostIn(holder) }, 'events are sent here from now on');
    return draw(turn, { kind: 'read', registration }, { banner: { kind: 'registered' } });
  } catch (error) {
    return draw(turn, before, { banner: bannerOf(error) });
  }
}

/** Puts back what was registered before this bot. */
export async function giveBackEvents(turn: EventsTurn): Promise<AdaptiveCard> {
  const { services, setup, person } = turn;
  const { registrations, callbackUrl } = setup;
  const before = await look(turn);
  if (!registrations || before.kind === 'unread') return draw(turn, before);
  const former = await findFormerRegistration(services.store.db);
  const holder = eventHolder(before.registration, callbackUrl);
  if (!former || holder.kind !== 'us') return draw(turn, before, { banner: { kind: 'nothingToGiveBack' } });
  try {
    const registration = await registrations.save(person, former, false);
    await saveFormerRegistration(services.store.db, null);
    const host = hostOf(former.webhookUrl);
    services.log.info({ person: person.personId, to: host }, 'events were given back');
    return draw(turn, { kind: 'read', registration }, { banner: { kind: 'gaveBack', args: { host } } });
  } catch (error) {
    return draw(turn, before, { banner: bannerOf(error) });
  }
}

/** Has Partner Center send a test event, which is then waited for. */
export async function testEvents(turn: EventsTurn): Promise<AdaptiveCard> {
  const { registrations } = turn.setup;
  const before = await look(turn);
  if (!registrations || before.kind === 'unread') return draw(turn, before);
  try {
    const testId = await registrations.sendTest(turn.person);
    return draw(turn, before, { banner: { kind: 'testUnderWay' }, testId });
  } catch (error) {
    return draw(turn, before, { banner: bannerOf(error) });
  }
}

/** Said where the answer cannot wait for what was asked. */
export function eventsUnderWay(turn: EventsTurn): Promise<AdaptiveCard> {
  return draw(turn, { kind: 'unread', banner: { kind: 'working' } });
}

async function look({ setup, person }: EventsTurn): Promise<Look> {
  if (!setup.registrations) return { kind: 'unread', banner: null };
  try {
    return { kind: 'read', registration: await setup.registrations.find(person) };
  } catch (error) {
    return { kind: 'unread', banner: bannerOf(error) };
  }
}

/** What came here says more than what Partner Center knows of its tries. */
async function testBanner({ services, setup, person }: EventsTurn, testId: string): Promise<EventsBanner> {
  if (await hasEvent(services.store.db, TEST_EVENT, testId.toLowerCase())) return { kind: 'testArrived' };
  if (!setup.registrations) return { kind: 'testUnderWay' };
  try {
    const { isCompleted, attempts } = await setup.registrations.testResult(person, testId);
    const answers = [...new Set(attempts.map(({ answer }) => answer).filter(Boolean))].slice(0, 3);
    return isCompleted || answers.length > 0
      ? { kind: 'testNotArrived', args: { answers } }
      : { kind: 'testUnderWay' };
  } catch (error) {
    return isReferralError(error, 'notFound') ? { kind: 'testUnderWay' } : bannerOf(error);
  }
}

async function draw(
  turn: EventsTurn,
  looked: Look,
  { banner = null, testId = null }: { banner?: EventsBanner | null; testId?: string | null } = {},
): Promise<AdaptiveCard> {
  const { services, setup, reader } = turn;
  const { db } = services.store;
  const former = await findFormerRegistration(db);
  const { any, named } = await lastEvents(db, TEST_EVENT);
  const holder = looked.kind === 'read' ? eventHolder(looked.registration, setup.callbackUrl) : null;
  const shown = banner ?? (looked.kind === 'unread' ? looked.banner : null);
  const view: EventsView = {
    banner: shown,
    isOn: setup.isOn,
    isLocal: setup.isLocal,
    isConnected: setup.registrations !== null,
    callbackUrl: setup.callbackUrl,
    holder: holder ?? { kind: 'unknown' },
    events: holder && holder.kind !== 'nobody' ? holder.events : [],
    wantedEvents: EVENT_NAMES,
    lastEventAt: any,
    lastTestAt: named,
    formerHost: former && hostOf(former.webhookUrl),
    offers: holder ? offersFor(holder, setup, former) : shown?.kind === 'signIn' ? ['signIn'] : [],
    testId,
  };
  return eventsCard(reader, view);
}

function offersFor(
  holder: EventHolder,
  { isOn, callbackUrl }: EventsSetup,
  former: EventRegistration | null,
): EventsOffer[] {
  const canTake = isOn && callbackUrl !== null;
  if (holder.kind === 'nobody') return canTake ? ['register'] : [];
  if (holder.kind === 'other') return canTake ? ['takeOver'] : [];
  const lacksSome = EVENT_NAMES.some((name) => !holder.events.includes(name));
  return [
    ...(isOn && holder.events.includes(TEST_EVENT) ? (['test'] as const) : []),
    ...(canTake && lacksSome ? (['register'] as const) : []),
    ...(former ? (['giveBack'] as const) : []),
  ];
}

function hostIn(holder: EventHolder): string | null {
  return holder.kind === 'other' ? holder.host : null;
}

function bannerOf(error: unknown): EventsBanner {
  if (!isReferralError(error)) throw error;
  if (error.wrote === 'unknown') return { kind: 'unconfirmed' };
  if (error.insufficientClaims) return { kind: 'signIn' };
  switch (error.kind) {
    case 'unauthorized':
      return { kind: 'signIn' };
    case 'forbidden':
      return { kind: 'notAllowed' };
    case 'throttled':
      return { kind: 'throttled' };
    case 'notFound':
    case 'conflict':
    case 'rejected':
      return { kind: 'rejected', args: { code: error.code } };
    case 'unavailable':
    case 'malformed':
      return { kind: 'unavailable' };
  }
}
