import { z } from 'zod';
import { type CardAction, unpackAction } from '../cards/card-action.ts';
import { noticeCard } from '../cards/notice-card.ts';
import { strings } from '../cards/strings.ts';
import { runAction } from './actions.ts';
import type { Envelope } from './activity.ts';
import { answerEvents, isAboutEvents } from './events/answer-events.ts';
import { answerAgain } from './answer-message.ts';
import type { App } from './app.ts';
import { type InvokeAnswer, invokeCard, invokeError, invokeWords } from './invoke-answer.ts';
import { askedBy } from './pace.ts';
import { broughtSignIn } from './sign-in/brought.ts';
import { goOn } from './sign-in/go-on.ts';
import { askByLogin, logIn } from './sign-in/log-in.ts';
import { isOutsider } from './sign-in/outsider.ts';
import { openTurn, type Turn } from './turn.ts';

const invokeValue = z.object({
  action: z.object({ verb: z.unknown().optional(), data: z.unknown().optional() }),
  trigger: z.string().nullish().catch(null),
});

const INBOUND: CardAction = { verb: 'deals.page', list: 'inbound', page: 1, query: null, pick: null };

/** A refresh that nobody pressed looks and never decides (teams.md 1.1). */
function onlyLooking(action: CardAction): CardAction {
  if (action.verb === 'deals.page' || action.verb === 'person.signIn') return action;
  if (action.verb === 'person.forget') return { ...action, step: null };
  if (action.verb === 'settings.save') return { ...action, step: null };
  if (action.verb === 'deal.new') return INBOUND;
  if (action.verb === 'deals.filter')
    return { verb: 'deals.page', list: action.list, page: 1, query: null, pick: null };
  if (action.verb === 'insights.show' || action.verb === 'insights.file')
    return { verb: 'insights.show', step: null, inputs: action.inputs };
  if (action.verb === 'person.watch' || action.verb === 'person.unwatch') return INBOUND;
  if (isAboutEvents(action)) return { verb: 'events.show', testId: null };
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
  if (isOutsider(app, turn.person)) return invokeCard(noticeCard({ kind: 'outsider' }, turn.reader));
  const { action } = unpacked;
  const isRefresh = value.data.trigger === 'automatic';
  const asked = isRefresh ? 'glance' : askedBy(action.verb);
  if (app.pace.take(turn.person, asked, app.clock.now()) !== 'go')
    return invokeWords(strings(turn.reader.locale)('notice.tooFast.text'));
  if (isAboutEvents(action) && !isRefresh) return answerEvents(app, turn, action);
  const brought = app.signIn ? broughtSignIn(envelope.value) : null;
  if (!brought) return act(app, turn, action, isRefresh);
  const loggedIn = await logIn(app, turn, brought);
  if (loggedIn.kind === 'not') return loggedIn.answer;
  await goOn(app, turn, loggedIn.way, answerAgain);
  return act(app, { ...turn, signedIn: loggedIn.way }, action, false);
}

/** @param isRefresh nobody pressed anything, so nobody is asked to sign in */
async function act(app: App, turn: Turn, action: CardAction, isRefresh: boolean): Promise<InvokeAnswer> {
  const work = runAction(app, turn, isRefresh ? onlyLooking(action) : action);
  if (!work)
    return invokeCard(noticeCard({ kind: 'unknownCommand', args: { suggestions: [] } }, turn.reader));
  const answer = await work;
  return answer.signIn && !isRefresh ? askByLogin(app, turn, answer) : invokeCard(answer.card);
}
