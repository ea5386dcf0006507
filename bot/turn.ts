import { isDeepStrictEqual } from 'node:util';
import type { Reader } from '../cards/reader.ts';
import type { DialogTurn } from '../dialogs/dialog-turn.ts';
import type { SignInWay } from '../services/auth/sign-in-way.ts';
import type { Locale, PersonKey } from '../services/people/person.ts';
import { whoIs } from '../services/people/who-is.ts';
import type { Place } from '../services/people/place.ts';
import { personScope } from '../services/deals/settings-of-places.ts';
import { newId } from '../services/store/new-id.ts';
import { findStoredPerson, savePerson, type StoredPerson } from '../services/store/people.ts';
import { findPlaceByConversation, savePlace } from '../services/store/places.ts';
import { findSettings } from '../services/store/settings.ts';
import type { Envelope } from './activity.ts';
import type { App } from './app.ts';
import { catchUpPlace, redrawPlace } from './redraw-place.ts';

/** One activity of a person, with what we know of the person and the place. */
export interface Turn {
  envelope: Envelope;
  person: StoredPerson;
  place: Place;
  /** For whom the answer is drawn. */
  reader: Reader;
  /** Was the place not known before? Default false. */
  isFirst?: boolean;
  /** How the person signed in for this very turn; absent: they did not have to. */
  signedIn?: SignInWay;
}

export const DEFAULT_TIME_ZONE = 'UTC';

/**
 * Learns who speaks and where from one activity, and keeps it (serviceUrl, language and zone may change any time).
 * A conversation first met in a turn is a place; only a personal one follows deals without being asked.
 * @param spoken the language that a command asked for; null: Teams' own again; absent: as before
 * @param isJoining the bot is just being added there. Default false
 */
export async function openTurn(
  app: App,
  envelope: Envelope,
  key: NonNullable<Envelope['person']>,
  spoken?: Locale | null,
  isJoining?: boolean,
): Promise<Turn> {
  const person = await keepPerson(app, envelope, key, spoken);
  const chosen = await findSettings(app.store.db, personScope(person));
  const locale = chosenLocale(chosen) ?? person.spoken ?? person.locale;
  const timeZone = chosen['timeZone'] ?? person.timeZone;
  const { place, isFirst } = await meetPlace(app, envelope, { locale, timeZone }, isJoining);
  return { envelope, person, place, isFirst, reader: { locale, timeZone, redaction: place.redaction } };
}

/** What a person set goes before what Teams says and what they type. */
export function chosenLocale({ language }: Record<string, string>): Locale | null {
  return language === 'en' || language === 'fr' ? language : null;
}

/** A turn as the dialogs see it. */
export function dialogTurn(app: App, { person, place, reader, envelope }: Turn): DialogTurn {
  const { tenantId, personId, name } = person;
  const decider = { tenantId, personId, name };
  return {
    services: app,
    decider,
    reader,
    placeId: place.id,
    isOwnChat: place.kind === 'personal',
    activityId: envelope.replyToId,
    takesFiles: takesFiles(app, place),
  };
}

/** Teams' file consent is for chats of one person with the bot only (bots-filesv4). */
export function takesFiles({ messenger }: App, { kind }: Place): boolean {
  return kind === 'personal' && messenger.postFile !== null;
}

/** Remembers a person as the activity tells of them. */
export async function keepPerson(
  app: App,
  envelope: Envelope,
  key: NonNullable<Envelope['person']>,
  spoken: Locale | null | undefined,
): Promise<StoredPerson> {
  const { db } = app.store;
  const before = await findStoredPerson(db, key);
  const locale = envelope.locale ?? before?.locale ?? 'en';
  const person: StoredPerson = {
    tenantId: key.tenantId,
    personId: key.personId,
    name: key.name ?? before?.name ?? (await whoIs(app, key, null)).name,
    userId: key.userId,
    locale,
    spoken: spoken === undefined ? (before?.spoken ?? null) : spoken === locale ? null : spoken,
    timeZone: envelope.timeZone ?? before?.timeZone ?? DEFAULT_TIME_ZONE,
    seenAt: app.clock.now(),
  };
  if (!before || isNews(before, person) || isLongAgo(before.seenAt, person.seenAt))
    await savePerson(db, person);
  return person;
}

/** What tells one conversation. */
type Whereabouts = Pick<
  Envelope,
  'kind' | 'tenantId' | 'conversationId' | 'serviceUrl' | 'botId' | 'teamId'
> & {
  person: PersonKey | null;
};

/**
 * Knows the place of a conversation, making it if it is new. A place that was gone is there again, and shown what it
 * missed; not so where the bot is just joining: what it is shown then is for `joinPlace` alone to say.
 */
export async function keepPlace(...met: Parameters<typeof meetPlace>): Promise<Place> {
  return (await meetPlace(...met)).place;
}

async function meetPlace(
  app: App,
  envelope: Whereabouts,
  { locale, timeZone }: Pick<Place, 'locale' | 'timeZone'>,
  isJoining = false,
): Promise<{ place: Place; isFirst: boolean }> {
  const { db } = app.store;
  const before = await findPlaceByConversation(db, envelope.tenantId, envelope.conversationId);
  const isPersonal = envelope.kind === 'personal';
  const place: Place = {
    ...(before ?? newPlace(app, envelope, { locale, timeZone })),
    serviceUrl: envelope.serviceUrl,
    botId: envelope.botId || (before?.botId ?? ''),
    ...(isPersonal && { locale, timeZone, personId: envelope.person?.personId ?? before?.personId ?? null }),
    retiredAt: isJoining ? (before?.retiredAt ?? null) : null,
  };
  const isFirst = before === null;
  if (before && !isNews(before, place)) return { place: before, isFirst };
  const saved = await savePlace(db, place);
  if (saved.retiredAt) return { place: saved, isFirst };
  if (before?.retiredAt) await catchUpPlace(app, saved);
  // Teams tells the zone with what a person writes, and not when the app is installed.
  else if (before && before.timeZone !== saved.timeZone) await redrawPlace(app, saved);
  return { place: saved, isFirst };
}

function newPlace(
  app: App,
  envelope: Whereabouts,
  { locale, timeZone }: Pick<Place, 'locale' | 'timeZone'>,
): Place {
  const isPersonal = envelope.kind === 'personal';
  return {
    id: newId(),
    kind: envelope.kind,
    tenantId: envelope.tenantId,
    conversationId: envelope.conversationId,
    serviceUrl: envelope.serviceUrl,
    botId: envelope.botId,
    personId: isPersonal ? (envelope.person?.personId ?? null) : null,
    locale,
    timeZone,
    redaction: isPersonal ? 'full' : 'redacted',
    following: isPersonal,
    byDefault: isPersonal,
    teamId: envelope.teamId,
    joinedAt: app.clock.now(),
    retiredAt: null,
  };
}

/** When somebody was last seen, for retention: to the day. */
const SEEN_TO_MS = 24 * 60 * 60 * 1000;

function isLongAgo(before: Date, now: Date): boolean {
  return Math.abs(now.getTime() - before.getTime()) >= SEEN_TO_MS;
}

/** When somebody was last seen is worth no write of its own each time. */
function isNews<T extends object>(before: T, after: T): boolean {
  return !isDeepStrictEqual({ ...before, seenAt: null }, { ...after, seenAt: null });
}
