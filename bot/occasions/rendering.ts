import type { Place } from '../../services/people/place.ts';
import type { Delivery } from '../../services/store/deliveries.ts';
import type { PostedCard, StandIns } from '../../services/store/posted-cards.ts';
import type { Reader } from '../../cards/reader.ts';
import type { FeedNotification } from '../../services/people/people-directory.ts';
import type { App } from '../app.ts';
import type { Message } from '../messenger.ts';

/** What a delivery shows now. */
export type Rendering =
  | {
      kind: 'message';
      message: Message;
      version: number;
      /** When the same card may look different without any change of the deal. */
      nextLookAt: Date | null;
      /** The deals that a digest names, so that it is kept up to date with them. */
      dealIds?: readonly string[];
      /** Activity id of the message in whose thread a channel shows this; absent: a thread of its own. */
      thread?: string;
      /** Whom it calls in place of others. */
      standIns?: StandIns | null;
      /** Also told in the person's activity feed, once it is posted. */
      feed?: FeedLine;
    }
  /** There is nothing (more) to show, and what stands may stand. */
  | { kind: 'nothing' }
  /** It cannot be told yet. */
  | { kind: 'later'; seconds: number };

/** A message to be shown. */
export type Drawn = Extract<Rendering, { kind: 'message' }>;

/** Its preview is the message's own summary. */
export type FeedLine = Omit<FeedNotification, 'preview'>;

/** Draws one delivery from what is known now. @param posted what stands already */
export type Render = (
  app: App,
  place: Place,
  delivery: Delivery,
  posted: PostedCard | null,
) => Promise<Rendering>;

export const NOTHING: Rendering = { kind: 'nothing' };

/** Partner Center does not answer, or the person must sign in: soon again. */
export const SOON: Rendering = { kind: 'later', seconds: 30 };

/** As the place reads: everybody in it sees the same card. */
export function placeReader({ locale, timeZone, redaction }: Place): Reader {
  return { locale, timeZone, redaction };
}
