import { randomUUID } from 'node:crypto';
import type { PartnerCenterEvents } from '../support/microsoft-cloud/partner-center-events.ts';
import type { EventForgery, EventName, WireEvent } from '../support/microsoft-cloud/signed-event.ts';
import { postJson } from '../support/teams-http.ts';
import { pause } from './pause.ts';

/** A change at Partner Center, of which events tell. */
export interface Change {
  dealId: string;
  name: 'referral-created' | 'referral-updated';
  /** Milliseconds, as all that follow. */
  at: number;
}

/** An event that went to a bot, and what came of it. */
export interface SentEvent {
  /** `unknownDeal`: there is no such deal; `old`: from before all memory of events, and of no deal either; so is `forged`. */
  kind: 'genuine' | 'unknownDeal' | 'old' | 'forged';
  /** What is wrong with it; null: nothing. */
  forgery: EventForgery | null;
  name: EventName;
  dealId: string;
  /** When the change was. */
  changedAt: number;
  /** Which bot got it. */
  bot: number;
  sentAt: number;
  endedAt: number;
  /** Of the answer; null: nobody listened, the connection broke, or nothing came. */
  status: number | null;
}

/** Partner Center's events on their way to the bots. */
export interface EventPost {
  /** What the run changed, oldest first. */
  changes: Change[];
  /** In the order in which they went out. */
  sent: SentEvent[];
  /** Sends the event of a change behind the step. `related`: as one of the other party's referral. */
  tell(change: Change, bot: number, options?: { lateSeconds?: number; related?: boolean }): Promise<void>;
  /** Sends an event about a deal that is not there. */
  tellOfNothing(what: 'unknownDeal' | 'old' | EventForgery, bot: number): Promise<void>;
  /** All that was on its way has come, or is lost. */
  arrived(): Promise<void>;
}

/** Partner Center tries ten times where an event was not taken (partner-center-api.md 8.5); how often is not documented. */
const MOST_TRIES = 10;
const TRIED_AGAIN_AFTER_MS = 3000;
/** Longer than a start on a busy machine: who comes meanwhile waits. */
const ANSWERED_WITHIN_MS = 30_000;
/** Bots remember events for seven days. */
const OLD_MS = 8 * 24 * 60 * 60 * 1000;
/** Who is refused too often is not listened to, so forged ones come from all over (addresses for documentation, RFC 5737). */
const SOURCES = 250;

/** @param bots origins such as `http://127.0.0.1:40001` */
export function createEventPost(events: PartnerCenterEvents, bots: readonly string[]): EventPost {
  const sent: SentEvent[] = [];
  const underWay = new Set<Promise<void>>();
  let forged = 0;

  type Wanted = Pick<SentEvent, 'kind' | 'forgery' | 'name' | 'dealId' | 'changedAt' | 'bot'>;
  /** Once; what is not taken is tried again behind. */
  const send = async (wanted: Wanted, lateSeconds = 0, tries = 1): Promise<void> => {
    const { name, dealId, forgery, changedAt, bot } = wanted;
    const forge = forgery === null ? {} : { forge: forgery };
    const event = await events.event(name, dealId, { changedAt: new Date(changedAt), ...forge });
    if (lateSeconds > 0) await pause(lateSeconds * 1000);
    const one: SentEvent = { ...wanted, sentAt: Date.now(), endedAt: Number.POSITIVE_INFINITY, status: null };
    sent.push(one);
    const source = { 'x-forwarded-for': `192.0.2.${(forged += 1) % SOURCES}` };
    const headers = forgery === null ? event.headers : { ...event.headers, ...source };
    one.status = await answerTo({ ...event, headers }, `${bots[bot]}/api/partner-center/events`);
    one.endedAt = Date.now();
    const isTaken = one.status !== null && one.status < 500;
    if (!isTaken && tries < MOST_TRIES) void keepTrack(tryAgain(wanted, tries + 1));
  };
  const tryAgain = async (wanted: Wanted, tries: number) => {
    await pause(TRIED_AGAIN_AFTER_MS);
    await send(wanted, 0, tries);
  };
  const keepTrack = (work: Promise<void>) => {
    const tracked = work.finally(() => underWay.delete(tracked));
    underWay.add(tracked);
    return tracked;
  };

  return {
    changes: [],
    sent,
    tell: ({ dealId, name, at }, bot, { lateSeconds, related = false } = {}) => {
      const asRelated = related ? ('related-referral-updated' as const) : name;
      const wanted = { kind: 'genuine', forgery: null, name: asRelated, dealId, changedAt: at, bot } as const;
      return keepTrack(send(wanted, lateSeconds));
    },
    tellOfNothing: (what, bot) => {
      const isSigned = what === 'unknownDeal' || what === 'old';
      const kind = isSigned ? what : 'forged';
      const changedAt = Date.now() - (what === 'old' ? OLD_MS : 0);
      const about = { name: 'referral-created', dealId: randomUUID(), changedAt, bot } as const;
      return keepTrack(send({ kind, forgery: isSigned ? null : what, ...about }));
    },
    arrived: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

/** A bot itself says neither 502 nor 504: so does who posts, of a connection that broke and of an answer that did not come. */
async function answerTo({ text, headers }: WireEvent, to: string): Promise<number | null> {
  try {
    const { status } = await postJson(to, text, headers, ANSWERED_WITHIN_MS);
    return status === 502 || status === 504 ? null : status;
  } catch {
    // Nobody listens there.
    return null;
  }
}
