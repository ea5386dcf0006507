import type { CardAction } from '../../cards/card-action.ts';
import { noticeCard } from '../../cards/notice-card.ts';
import type { AdaptiveCard } from '../../cards/render.ts';
import type { DialogAnswer } from '../../dialogs/dialog-turn.ts';
import {
  type EventsTurn,
  eventsUnderWay,
  giveBackEvents,
  showEvents,
  takeEvents,
  testEvents,
} from '../../dialogs/events.ts';
import type { App } from '../app.ts';
import { eventsTurn } from '../events/events-turn.ts';
import { ifInTime } from '../in-time.ts';
import type { Turn } from '../turn.ts';

export type EventsAction = Extract<CardAction, { verb: `events.${string}` }>;

/** The buttons about events. What takes too long goes on behind its answer, and 'Look again' shows what became of it. */
export async function runEventsAction(app: App, turn: Turn, action: EventsAction): Promise<DialogAnswer> {
  const { place, reader } = turn;
  if (place.kind !== 'personal') return { card: noticeCard({ kind: 'eventsInChat' }, reader), view: null };
  const asked = eventsTurn(app, turn);
  const work = act(asked, action);
  const card = await ifInTime(turn, work);
  if (card) return { card, view: null };
  app.background('events after the answer', work);
  return { card: await eventsUnderWay(asked), view: null };
}

function act(asked: EventsTurn, action: EventsAction): Promise<AdaptiveCard> {
  switch (action.verb) {
    case 'events.show':
      return showEvents(asked, action.testId);
    case 'events.signIn':
      return showEvents(asked);
    case 'events.register':
      return takeEvents(asked, action.holder);
    case 'events.giveBack':
      return giveBackEvents(asked);
    case 'events.test':
      return testEvents(asked);
  }
}
