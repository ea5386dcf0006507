import { noticeCard } from '../../cards/notice-card.ts';
import { findSignInCard } from '../../services/store/sign-ins.ts';
import { answerWithCard } from '../answer.ts';
import type { App } from '../app.ts';
import type { Turn } from '../turn.ts';
import { type AnswerAgain, goOn } from './go-on.ts';
import { redeemBrought } from './log-in.ts';

/** As sign-in pages show it to people whose client cannot pass it on. */
const CODE = /^\d{6}$/;

/**
 * The code of a sign-in, typed into the chat that asks for one.
 * @returns false where the text is none, so that it may mean something else
 */
export async function redeemTyped(
  app: App,
  turn: Turn,
  text: string,
  answerAgain: AnswerAgain,
): Promise<boolean> {
  if (!app.signIn || turn.place.kind !== 'personal' || !CODE.test(text)) return false;
  if (!(await findSignInCard(app.store.db, turn.person))) return false;
  const redeemed = await redeemBrought(app, turn, { way: 'interactive', secret: text });
  if (redeemed === 'refused') return false;
  if (redeemed === 'signedIn') await goOn(app, turn, 'interactive', answerAgain);
  const kind = (
    { signedIn: 'signedIn', otherAccount: 'otherAccount', unavailable: 'signInUnavailable' } as const
  )[redeemed];
  await answerWithCard(app, turn, noticeCard({ kind }, turn.reader));
  return true;
}
