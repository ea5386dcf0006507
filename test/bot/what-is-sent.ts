import type { TestClock } from '../services/deals/stage.ts';
import { deliverAll } from './deliver-all.ts';
import type { SmallApp } from './small-app.ts';

const SECOND = 1000;

/** Carries out what is due, and tells what that sent. */
export interface Sending {
  /** Everything that is due after so long. Default: 5 seconds */
  deliver(milliseconds?: number): Promise<void>;
  /** What was sent to this conversation since the last look, as posts and edits of one line each. */
  sentTo(conversationId: string): string[];
}

export function whatIsSent(app: SmallApp, clock: TestClock): Sending {
  const looked = new Map<string, number>();
  return {
    deliver: async (milliseconds = 5 * SECOND) => {
      clock.pass(milliseconds);
      await deliverAll(app);
    },
    sentTo: (conversationId) => {
      const sent = app.messenger.sent.filter((one) => one.conversationId === conversationId);
      const seen = looked.get(conversationId) ?? 0;
      looked.set(conversationId, sent.length);
      return sent.slice(seen).map(({ how, message }) => `${how}: ${JSON.stringify(message.card)}`);
    },
  };
}
