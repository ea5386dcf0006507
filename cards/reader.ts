import type { Locale } from '../services/people/person.ts';

/** For whom a card is drawn: a person, or everybody in a place. */
export interface Reader {
  locale: Locale;
  /** IANA name such as `Europe/Paris`; an unknown one is read as UTC. */
  timeZone: string;
  /** `redacted` leaves customer contacts, value and notes out. */
  redaction: 'full' | 'redacted';
}
