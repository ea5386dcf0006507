import type { Reader } from '../../cards/reader.ts';
import type { PersonKey } from '../../services/people/person.ts';
import { findStoredPerson } from '../../services/store/people.ts';
import { findPlaceByConversation } from '../../services/store/places.ts';
import type { Envelope } from '../activity.ts';
import type { App } from '../app.ts';
import { DEFAULT_TIME_ZONE } from '../turn.ts';

/** Who asks from the compose box. */
export interface Asker {
  person: PersonKey;
  /** For whom an inserted card is drawn: everybody in the conversation. */
  reader: Reader;
}

/** Answers one kind of invoke. @param value as it came from the client */
export type Answer = (app: App, asker: Asker, value: unknown) => Promise<object>;

/** The compose box makes no place known, and a place that is not known may not see customer data. */
export async function askerOf(
  app: App,
  envelope: Envelope,
  { tenantId, personId }: PersonKey,
): Promise<Asker> {
  const { db } = app.store;
  const person = { tenantId, personId };
  const stored = await findStoredPerson(db, person);
  const place = await findPlaceByConversation(db, tenantId, envelope.conversationId);
  return {
    person,
    reader: {
      locale: stored?.spoken ?? envelope.locale ?? stored?.locale ?? 'en',
      timeZone: envelope.timeZone ?? stored?.timeZone ?? DEFAULT_TIME_ZONE,
      redaction: place?.redaction ?? 'redacted',
    },
  };
}
