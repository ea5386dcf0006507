import { z } from 'zod';
import { type CardAction, unpackAction } from '../cards/card-action.ts';
import { noticeCard } from '../cards/notice-card.ts';
import { runAction } from './actions.ts';
import type { Envelope } from './activity.ts';
import type { App } from './app.ts';
import { type InvokeAnswer, invokeCard, invokeError } from './invoke-answer.ts';
import { openTurn } from './turn.ts';

const invokeValue = z.object({
  action: z.object({ verb: z.unknown().optional(), data: z.unknown().optional() }),
  trigger: z.string().nullish().catch(null),
});

/** A refresh that nobody pressed looks and never decides (teams.md 1.1). */
function onlyLooking(action: CardAction): CardAction {
  if (action.verb === 'deals.page') return action;
  if (action.verb === 'settings.save') return { ...action, step: null };
  if (action.verb === 'deals.filter')
    return { verb: 'deals.page', list: action.list, page: 1, query: null, pick: null };
  const { dealId, version } = action;
  return { verb: 'deal.show', dealId, version, draftId: null, step: null };
}

/** Answers a button of a card. Who clicked is the verified activity's person; the button only says what. */
export async function answerInvoke(app: App, envelope: Envelope): Promise<InvokeAnswer> {
  const value = invokeValue.safeParse(envelope.value);
  if (!value.success || !envelope.person) return invokeError(400, '');
  const unpacked = unpackAction(value.data.action.verb, value.data.action.data);
  if (!unpacked.ok) return invokeError(400, '');

  const turn = await openTurn(app, envelope, envelope.person);
  const answer = runAction(
    app,
    turn,
    value.data.trigger === 'automatic' ? onlyLooking(unpacked.action) : unpacked.action,
  );
  if (!answer)
    return invokeCard(noticeCard({ kind: 'unknownCommand', args: { suggestions: [] } }, turn.reader));
  return invokeCard((await answer).card);
}
