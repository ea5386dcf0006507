import type { Reader } from '../../cards/reader.ts';
import type { StoredPerson } from '../../services/store/people.ts';
import { findPlaceByConversation } from '../../services/store/places.ts';
import type { Envelope } from '../activity.ts';
import type { App } from '../app.ts';
import { keepPerson } from '../turn.ts';

/** Who asks from the compose box. */
export interface Asker {
  person: StoredPerson;
  /** For whom an inserted card is drawn: everybody in the conversation. */
  reader: Reader;
}

/** Answers one kind of invoke; `signIn`: not before the person has signed in. @param value as it came from the client */
export type Answer = (app: App, asker: Asker, value: unknown) => Promise<object | 'signIn'>;

/** The compose box makes no place known, and a place that is not known may not see customer data. */
export async function askerOf(
  app: App,
  envelope: Envelope,
  key: NonNullable<Envelope['person']>,
): Promise<Asker> {
  const person = await keepPerson(app, envelope, key, undefined);
  const place = await findPlaceByConversation(app.store.db, envelope.tenantId, envelope.conversationId);
  const { spoken, locale, timeZone } = person;
  return {
    person,
    reader: { locale: spoken ?? locale, timeZone, redaction: place?.redaction ?? 'redacted' },
  };
}
