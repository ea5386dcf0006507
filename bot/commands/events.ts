import { noticeCard } from '../../cards/notice-card.ts';
import { showEvents } from '../../dialogs/events.ts';
import { answerWithCard } from '../answer.ts';
import { eventsTurn } from '../events/events-turn.ts';
import type { RunCommand } from './run-command.ts';

/** Who gets Partner Center's events, and what can be done about it. A matter of one's own chat. */
export const eventsCommand: RunCommand = async (app, turn) => {
  const card =
    turn.place.kind === 'personal'
      ? await showEvents(eventsTurn(app, turn))
      : noticeCard({ kind: 'eventsInChat' }, turn.reader);
  await answerWithCard(app, turn, card);
};
