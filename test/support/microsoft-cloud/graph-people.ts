import { isJson } from '../teams-wire.ts';
import type { CloudPerson } from './cloud-person.ts';
import type { CloudAnswer } from './cloud-service.ts';
import { type GraphCall, GraphRefusal } from './graph-call.ts';
import { notFound, personNamed, selected } from './graph-directory.ts';
import { GRAPH } from './resources.ts';

/** `GET /users/{id}` */
export function user({ directory, parts: [id = ''], request }: GraphCall): CloudAnswer {
  const person = personNamed(directory, id);
  const context = `${GRAPH}/v1.0/$metadata#users/$entity`;
  return { status: 200, body: { '@odata.context': context, ...selected(person, request.query) } };
}

export function manager({ directory, parts: [id = ''], request }: GraphCall): CloudAnswer {
  const person = personNamed(directory, id);
  if (person.manager === null) throw notFound('manager');
  const context = `${GRAPH}/v1.0/$metadata#directoryObjects/$entity`;
  const body = {
    '@odata.context': context,
    '@odata.type': '#microsoft.graph.user',
    ...selected(person.manager, request.query),
  };
  return { status: 200, body };
}

export function presence({ directory, parts: [id = ''] }: GraphCall): CloudAnswer {
  const context = `${GRAPH}/v1.0/$metadata#users('${id}')/presence/$entity`;
  return { status: 200, body: { '@odata.context': context, ...presenceOf(personNamed(directory, id)) } };
}

/** At most this many ids at once. */
const MOST_PRESENCES = 650;

export function presences({ directory, request }: GraphCall): CloudAnswer {
  const ids = isJson(request.body) ? request.body['ids'] : undefined;
  if (!Array.isArray(ids) || ids.length === 0 || ids.length > MOST_PRESENCES)
    throw new GraphRefusal(400, 'InvalidRequest', `ids must hold 1 to ${MOST_PRESENCES} user ids.`);
  const found = ids.map((id) => directory.people.find((person) => person.aadObjectId === id));
  const value = found.map((person, at) => (person ? presenceOf(person) : unknownPresence(String(ids[at]))));
  return { status: 200, body: { '@odata.context': `${GRAPH}/v1.0/$metadata#Collection(presence)`, value } };
}

function presenceOf({
  aadObjectId,
  presence: { availability, activity },
  automaticReplies,
}: CloudPerson): object {
  const isOutOfOffice = automaticReplies !== null;
  const message = automaticReplies?.message ?? null;
  return { id: aadObjectId, availability, activity, outOfOfficeSettings: { message, isOutOfOffice } };
}

function unknownPresence(id: string): unknown {
  return { id, availability: 'PresenceUnknown', activity: 'PresenceUnknown' };
}

/** Of the mailbox only what says whether somebody is away, with clock and language. */
export function mailboxSettings({ directory, parts: [id = '', only] }: GraphCall): CloudAnswer {
  const person = personNamed(directory, id);
  if (!person.hasMailbox)
    throw new GraphRefusal(
      404,
      'MailboxNotEnabledForRESTAPI',
      'The mailbox is either inactive, soft-deleted, or on-premise.',
    );
  const { automaticReplies: replies, timeZone, locale } = person;
  const automaticRepliesSetting = {
    status: replies === null ? 'disabled' : replies.from || replies.until ? 'scheduled' : 'alwaysEnabled',
    externalAudience: 'all',
    internalReplyMessage: replies?.message ?? '',
    externalReplyMessage: replies?.message ?? '',
    scheduledStartDateTime: graphMoment(replies?.from),
    scheduledEndDateTime: graphMoment(replies?.until),
  };
  const context = `${GRAPH}/v1.0/$metadata#users('${id}')/mailboxSettings`;
  if (only) return { status: 200, body: { '@odata.context': context, ...automaticRepliesSetting } };
  const language = { locale, displayName: locale };
  return { status: 200, body: { '@odata.context': context, automaticRepliesSetting, timeZone, language } };
}

/** Graph's `dateTimeTimeZone`: seven digits, no offset. */
function graphMoment(moment: Date | undefined): { dateTime: string; timeZone: string } {
  const dateTime = (moment ?? new Date(0)).toISOString().replace(/(\.\d{3})Z$/, '$10000');
  return { dateTime, timeZone: 'UTC' };
}
