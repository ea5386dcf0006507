import type { InvokeResponse } from 'botbuilder';
import { z } from 'zod';
import { noticeCard } from '../../cards/notice-card.ts';
import { firstSeen } from '../../services/store/turns.ts';
import type { Envelope } from '../activity.ts';
import { answerWithCard } from '../answer.ts';
import { answerAgain } from '../answer-message.ts';
import type { App } from '../app.ts';
import { openTurn, type Turn } from '../turn.ts';
import { broughtSignIn, CANCELLED } from './brought.ts';
import { goOn } from './go-on.ts';
import { redeemBrought } from './log-in.ts';
import { isOutsider } from './outsider.ts';

type Answer = (app: App, turn: Turn) => Promise<InvokeResponse>;

/** What Teams sends after a sign-in card (teams.md 3.3). */
const INVOKES: Record<string, Answer> = {
  'signin/tokenExchange': exchangeToken,
  'signin/verifyState': verifyState,
  'signin/failure': noteFailure,
};

/** @returns null where this is nothing of a sign-in, or nobody signs in here */
export async function answerSignIn(app: App, envelope: Envelope): Promise<InvokeResponse | null> {
  const { name, person } = envelope;
  const answer = name !== null && Object.hasOwn(INVOKES, name) ? INVOKES[name] : undefined;
  if (!answer || !person || !app.signIn || isOutsider(app, person)) return null;
  return answer(app, await openTurn(app, envelope, person));
}

const exchange = z.object({
  id: z.string().min(1).max(200),
  connectionName: z.string().max(200).catch(''),
  token: z.string().min(1).max(20_000),
});

/** Every client of a person sends its own: each is answered, and one of them goes on. */
async function exchangeToken(app: App, turn: Turn): Promise<InvokeResponse> {
  const sent = exchange.safeParse(turn.envelope.value);
  if (!sent.success) return { status: 400, body: { error: { code: 'BadRequest' } } };
  const { id, connectionName, token } = sent.data;
  const redeemed = await redeemBrought(app, turn, { way: 'silent', secret: token });
  if (redeemed !== 'signedIn') {
    const failureDetail = 'The token cannot be exchanged: the person must sign in.';
    return { status: 412, body: { id, connectionName, failureDetail } };
  }
  const { conversationId } = turn.envelope;
  if (await firstSeen(app.store.db, conversationId, `exchange:${id}`, app.clock.now()))
    await goOn(app, turn, 'silent', answerAgain);
  return { status: 200, body: { id, connectionName } };
}

async function verifyState(app: App, turn: Turn): Promise<InvokeResponse> {
  const brought = broughtSignIn(turn.envelope.value);
  if (brought?.way !== 'interactive') return { status: 400, body: { error: { code: 'BadRequest' } } };
  if (brought.secret === CANCELLED) return { status: 200 };
  const redeemed = await redeemBrought(app, turn, brought);
  if (redeemed === 'signedIn') {
    await goOn(app, turn, 'interactive', answerAgain);
    return { status: 200 };
  }
  const kind = {
    refused: 'signInFailed',
    otherAccount: 'otherAccount',
    unavailable: 'signInUnavailable',
  } as const;
  await answerWithCard(app, turn, noticeCard({ kind: kind[redeemed] }, turn.reader));
  return redeemed === 'refused' ? { status: 404 } : { status: 200 };
}

const failure = z.object({ code: z.string().max(100).catch('') });

/** The client could not exchange its token; it shows the button of the card. */
async function noteFailure(app: App, turn: Turn): Promise<InvokeResponse> {
  const { code } = failure.safeParse(turn.envelope.value).data ?? { code: '' };
  app.log.warn({ code }, 'Teams could not sign somebody in silently');
  return { status: 200 };
}
