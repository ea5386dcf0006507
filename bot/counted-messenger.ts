import { setTimeout as pause } from 'node:timers/promises';
import type { App } from './app.ts';
import { DeliveryFailure } from './delivery-failure.ts';
import type { Destination, Messenger } from './messenger.ts';
import type { SendBudget } from './send-budget.ts';

/** Where Teams throttles without saying for how long. */
const PAUSE_SECONDS = 2;
/** An answer that Teams put off waits so long for its second try; one that is to wait longer has none. */
const AGAIN_AFTER_SECONDS = 1;
const LONGEST_WAIT_SECONDS = 1.5;

/**
 * The way out for answers: they go at once, because somebody waits, and are counted on the side, so that pushes give
 * way. A 429 makes the pushes of that conversation wait, too. What Teams put off for a moment, and certainly has not
 * taken (429, 412), is tried once more: the person would have to ask again. For what is no message nobody waits, so each
 * waits its turn: a thousand people may be given the app in a minute.
 */
export function countedMessenger(
  messenger: Messenger,
  budget: SendBudget,
  background: App['background'],
): Messenger {
  const message = async <T>(place: Destination, send: () => Promise<T>): Promise<T> => {
    const attempt = async () => {
      background('send budget', budget.count(place));
      try {
        return await send();
      } catch (error) {
        if (error instanceof DeliveryFailure && error.kind === 'throttled')
          background('send budget', budget.pause(place, error.retryAfterSeconds ?? PAUSE_SECONDS));
        throw error;
      }
    };
    try {
      return await attempt();
    } catch (error) {
      const seconds = secondsUntilAgain(error);
      if (seconds === null) throw error;
      await pause(seconds * 1000);
      return attempt();
    }
  };
  /** One after the other, so that only the first of many asks. */
  let calls: Promise<void> = Promise.resolve();
  const itsTurn = async (place: Destination): Promise<void> => {
    const { kind, inMs } = await budget.ask(place, 'call');
    if (inMs > 0) await pause(inMs);
    if (kind === 'later') await itsTurn(place);
  };
  const call = async <T>(place: Destination, ask: () => Promise<T>): Promise<T> => {
    calls = calls.then(() => itsTurn(place));
    await calls;
    return ask();
  };
  const { postFile } = messenger;
  return {
    post: (place, ...rest) => message(place, () => messenger.post(place, ...rest)),
    update: (place, ...rest) => message(place, () => messenger.update(place, ...rest)),
    postSignIn: (place, ...rest) => message(place, () => messenger.postSignIn(place, ...rest)),
    postFile: postFile && ((place, ...rest) => message(place, () => postFile(place, ...rest))),
    remove: (place, ...rest) => message(place, () => messenger.remove(place, ...rest)),
    openChat: (place, ...rest) => call(place, () => messenger.openChat(place, ...rest)),
    members: (place) => call(place, () => messenger.members(place)),
  };
}

/** null: Teams may have taken it, will never, or wants to be left alone for longer than somebody waits. */
function secondsUntilAgain(error: unknown): number | null {
  if (!(error instanceof DeliveryFailure)) return null;
  if (error.kind !== 'throttled' && error.kind !== 'busy') return null;
  const seconds = error.retryAfterSeconds ?? AGAIN_AFTER_SECONDS;
  return seconds <= LONGEST_WAIT_SECONDS ? seconds : null;
}
