import { StoreUnavailable } from '../services/store/store-unavailable.ts';
import type { Envelope } from './activity.ts';
import type { App } from './app.ts';
import { STORE } from './health.ts';
import { joinPlace, leavePlace, rosterChanged } from './join.ts';

/** Kept at most while the store is away; what comes then is answered as not taken in. */
const MOST_KEPT = 1000;

type News = 'coming' | 'going' | 'roster';

const TAKE_IN: Record<News, (app: App, envelope: Envelope) => Promise<void>> = {
  coming: joinPlace,
  going: leavePlace,
  roster: rosterChanged,
};

/**
 * Teams tells that the app, or somebody, comes or goes. It tells so once: what the store cannot take in is kept in this
 * process and taken in as soon as the store is back, in the order in which it came.
 * @throws StoreUnavailable where too much is kept already
 */
export async function takeInNews(app: App, envelope: Envelope): Promise<void> {
  const { keptNews, health, log } = app;
  // Not before what is kept: who was added and then taken away is away.
  if (keptNews.length > 0 && keptNews.length < MOST_KEPT) return keep(keptNews, envelope);
  try {
    await TAKE_IN[newsOf(envelope)](app, envelope);
  } catch (error) {
    if (!(error instanceof StoreUnavailable) || keptNews.length >= MOST_KEPT) throw error;
    keep(keptNews, envelope);
    health.degraded.add(STORE);
    log.warn({ trouble: error.trouble, code: error.code, activity: envelope.activityId }, 'kept: no store');
  }
}

/** One pass: takes in what is kept. @throws StoreUnavailable: what is left stays kept */
export async function takeInKept(app: App): Promise<void> {
  const { keptNews, log } = app;
  for (let [first] = keptNews; first; [first] = keptNews) {
    try {
      await TAKE_IN[newsOf(first)](app, first);
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      log.error({ err: error, activity: first.activityId }, 'news of Teams could not be taken in');
    }
    // It may have been made void meanwhile.
    if (keptNews[0] === first) keptNews.shift();
  }
}

/** A going makes void the comings before it: taken in late, they would count as later than it. */
function keep(keptNews: Envelope[], envelope: Envelope): void {
  if (newsOf(envelope) === 'going') {
    const stays = (one: Envelope) => !(newsOf(one) === 'coming' && isSamePlace(one, envelope));
    keptNews.splice(0, Infinity, ...keptNews.filter(stays));
  }
  // What was said there is none of it, and may be long.
  keptNews.push({ ...envelope, value: null, text: null });
}

function isSamePlace(one: Envelope, other: Envelope): boolean {
  return one.tenantId === other.tenantId && one.conversationId === other.conversationId;
}

function newsOf({ type, action, botAdded, botRemoved }: Envelope): News {
  if (type === 'installationUpdate') return action?.startsWith('add') ? 'coming' : 'going';
  if (botAdded) return 'coming';
  return botRemoved ? 'going' : 'roster';
}
