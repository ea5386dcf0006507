import type { CardAction } from '../../cards/card-action.ts';
import { noticeCard } from '../../cards/notice-card.ts';
import { signInCard } from '../../cards/sign-in-card.ts';
import type { SignIn } from '../../services/auth/redeem.ts';
import { type EventsAction, runEventsAction } from '../actions/events.ts';
import type { App } from '../app.ts';
import { type InvokeAnswer, invokeCard, loginRequest } from '../invoke-answer.ts';
import { broughtSignIn } from '../sign-in/brought.ts';
import { logIn } from '../sign-in/log-in.ts';
import { signInConversation, signInOffer } from '../sign-in/offer.ts';
import type { Turn } from '../turn.ts';

export function isAboutEvents(action: CardAction): action is EventsAction {
  return action.verb.startsWith('events.');
}

/**
 * Answers a button about events. Their API has an audience of its own, so people sign in for it under a connection of
 * its own, and only where they press 'Sign in': Teams opens the page and sends the same click again with its code.
 */
export async function answerEvents(app: App, turn: Turn, action: EventsAction): Promise<InvokeAnswer> {
  const signIn = signInForEvents(app);
  const brought = signIn && broughtSignIn(turn.envelope.value);
  if (brought) {
    const loggedIn = await logIn({ ...app, signIn }, turn, brought);
    if (loggedIn.kind === 'not') return loggedIn.answer;
  } else if (signIn && action.verb === 'events.signIn' && turn.place.kind === 'personal') {
    return askToSignIn(signIn, turn);
  }
  return invokeCard((await runEventsAction(app, turn, action)).card);
}

async function askToSignIn(signIn: SignIn, turn: Turn): Promise<InvokeAnswer> {
  const { place, reader } = turn;
  const offer = await signInOffer(signIn, signInConversation(turn, place), 'interactive');
  return offer
    ? loginRequest(signInCard(offer, reader.locale))
    : invokeCard(noticeCard({ kind: 'signInUnavailable' }, reader));
}

function signInForEvents({ signIn, events }: App): SignIn | null {
  const { connection } = events;
  return signIn && connection
    ? { ...signIn, connections: { silent: connection, interactive: connection } }
    : null;
}
