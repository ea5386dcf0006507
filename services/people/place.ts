import type { Locale } from './person.ts';

/** A Teams conversation that we may write to. */
export interface Place {
  id: string;
  kind: 'personal' | 'groupChat' | 'channel';
  tenantId: string;
  /** For a channel without `;messageid=`. */
  conversationId: string;
  serviceUrl: string;
  /** Teams' id of the bot in this conversation (`28:...`). */
  botId: string;
  /** Whose chat it is; only for `personal`. */
  personId: string | null;
  locale: Locale;
  /** IANA name such as `Europe/Paris`. */
  timeZone: string;
  /** `redacted` leaves customer contact, value and notes out. */
  redaction: 'full' | 'redacted';
  /** Do deals get posted here? */
  following: boolean;
  /**
   * Is that only because a personal chat follows unless told otherwise? Then it is spared what a shared place of the
   * same person shows.
   */
  byDefault: boolean;
  /** Teams' id of the team that a channel belongs to; null elsewhere. */
  teamId: string | null;
  joinedAt: Date;
  /** Set when Teams told us that we may not write here any more. */
  retiredAt: Date | null;
}
