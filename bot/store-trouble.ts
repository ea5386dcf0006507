import type { InvokeResponse } from 'botbuilder';
import { noticeCard } from '../cards/notice-card.ts';
import type { Reader } from '../cards/reader.ts';
import type { AdaptiveCard } from '../cards/render.ts';
import { strings } from '../cards/strings.ts';
import { personScope } from '../services/deals/settings-of-places.ts';
import { findStoredPerson } from '../services/store/people.ts';
import { answersWithin, probeRoom, probeStore } from '../services/store/probe-store.ts';
import { findSettings } from '../services/store/settings.ts';
import { StoreUnavailable } from '../services/store/store-unavailable.ts';
import { within } from '../services/within.ts';
import type { Envelope } from './activity.ts';
import type { App } from './app.ts';
import { wordsFor } from './extension/result.ts';
import { STORE } from './health.ts';
import { type InvokeAnswer, invokeWords } from './invoke-answer.ts';
import { timeLeft } from './time-left.ts';
import { chosenLocale } from './turn.ts';

/** An invoke is answered within 3 s (teams.md 1.5): then is the moment to ask whether it is the store that is silent. */
const ASK_AFTER_MS = 2700;
const ANSWERS_WITHIN_MS = 150;

/** The answer of a click, or words that the bot's database does not work: the card stays as it is, with what was typed. */
export function clickAnswer(
  app: App,
  envelope: Envelope,
  work: Promise<InvokeAnswer>,
): Promise<InvokeAnswer> {
  return answerOrWords(app, envelope, work, invokeWords);
}

/** The answer of the message extension, or the same words in its place. */
export function extensionAnswer(
  app: App,
  envelope: Envelope,
  work: Promise<InvokeResponse | null>,
): Promise<InvokeResponse | null> {
  const said = (words: string) => ({ status: 200, body: wordsFor(envelope.name, words) });
  return answerOrWords<InvokeResponse | null>(app, envelope, work, said);
}

/** Work that is late only because of Partner Center is waited for. @param said the words as this kind of answer */
async function answerOrWords<T>(
  app: App,
  envelope: Envelope,
  work: Promise<T>,
  said: (words: string) => T,
): Promise<T> {
  const inTrouble = async (error: unknown) => {
    const reader = await readerInTrouble(app, envelope, error);
    return said(strings(reader.locale)('notice.storeAway.text'));
  };
  try {
    const answer = await Promise.race([work, whenSilent(app, envelope, work)]);
    if (answer !== SILENT) return answer;
  } catch (error) {
    return inTrouble(error);
  }
  app.background('work behind its notice', work);
  return inTrouble(new StoreUnavailable('away', null));
}

const SILENT = Symbol('the store is silent');

/** `SILENT` as soon as the store is found so while `work` still goes on; its answer else. */
async function whenSilent<T>(app: App, envelope: Envelope, work: Promise<T>): Promise<T | typeof SILENT> {
  const ended = work.then(
    () => true,
    () => true,
  );
  const isSilent =
    !(await within(timeLeft(envelope, ASK_AFTER_MS), ended, false)) &&
    !(await answersWithin(app.store.db, ANSWERS_WITHIN_MS));
  return isSilent ? SILENT : work;
}

/** What is said to a message that the database kept from being answered. @throws what is no trouble of the database */
export async function storeAwayCard(app: App, envelope: Envelope, error: unknown): Promise<AdaptiveCard> {
  return noticeCard({ kind: 'storeAway' }, await readerInTrouble(app, envelope, error));
}

/** In the language that the person set, where the store still reads; else in Teams' own. */
async function readerInTrouble(app: App, envelope: Envelope, error: unknown): Promise<Reader> {
  if (!(error instanceof StoreUnavailable)) throw error;
  app.health.degraded.add(STORE);
  app.log.warn({ trouble: error.trouble, code: error.code, activity: envelope.activityId }, 'no store');
  const known = error.trouble === 'away' ? null : await knownLocale(app, envelope).catch(() => null);
  return { locale: known ?? envelope.locale ?? 'en', timeZone: 'UTC', redaction: 'redacted' };
}

async function knownLocale({ store: { db } }: App, { person }: Envelope): Promise<'en' | 'fr' | null> {
  if (!person) return null;
  const chosen = chosenLocale(await findSettings(db, personScope(person)));
  if (chosen) return chosen;
  const known = await findStoredPerson(db, person);
  return known ? (known.spoken ?? known.locale) : null;
}

/** One pass: can the store be written? Where it could not, whether there is room for more than a little. */
export async function lookAtStore({ store: { db }, health, clock }: App): Promise<void> {
  if (health.degraded.has(STORE)) await probeRoom(db);
  await probeStore(db, clock.now());
}
