import { watchCard, type WatchNews } from '../cards/watch-card.ts';
import type { DialogAnswer } from '../dialogs/dialog-turn.ts';
import { isWatched } from '../services/stewards/steward-reader.ts';
import { startWatching, stopWatching } from '../services/stewards/volunteer.ts';
import type { App } from './app.ts';
import { whyNotDecide } from './following.ts';
import type { Turn } from './turn.ts';

/**
 * Lets the watcher read with this person's sign-in: in their own chat only, and once their own reading has shown that
 * they have a Referrals role (PERM-01, PERM-06).
 */
export async function beginWatch(app: App, turn: Turn): Promise<DialogAnswer> {
  const refusal = refusalHere(app, turn);
  if (refusal) return said(refusal, turn);
  const why = await whyNotDecide(app, turn);
  if (why) return why;
  const begun = await startWatching(app, turn.person);
  app.wakeWatching();
  return said({ kind: begun }, turn);
}

/** No longer. Nobody is kept from that, whatever they may see. */
export async function endWatch(app: App, turn: Turn): Promise<DialogAnswer> {
  const refusal = refusalHere(app, turn);
  if (refusal) return said(refusal, turn);
  const stopped = await stopWatching(app, turn.person);
  if (stopped === 'notWatching') return said({ kind: 'notWatching' }, turn);
  app.wakeWatching();
  return said({ kind: 'ended', others: await isWatched(app) }, turn);
}

function refusalHere({ watchedBy }: App, { place }: Turn): WatchNews | null {
  if (watchedBy === 'local') return { kind: 'local' };
  return place.kind === 'personal' ? null : { kind: 'ownChatOnly' };
}

function said(news: WatchNews, { reader }: Turn): DialogAnswer {
  return { card: watchCard(news, reader), view: null };
}
