import { noticeCard } from '../../cards/notice-card.ts';
import { signInCard } from '../../cards/sign-in-card.ts';
import type { DialogAnswer } from '../../dialogs/dialog-turn.ts';
import { nextSignIn } from '../../services/auth/next-sign-in.ts';
import { type Redeemed, redeemCode, redeemSsoToken } from '../../services/auth/redeem.ts';
import type { SignInWay } from '../../services/auth/sign-in-way.ts';
import { findSignIn } from '../../services/store/sign-ins.ts';
import type { App } from '../app.ts';
import {
  incorrectAuthCode,
  type InvokeAnswer,
  invokeCard,
  loginRequest,
  preconditionFailed,
} from '../invoke-answer.ts';
import type { Turn } from '../turn.ts';
import type { BroughtSignIn } from './brought.ts';
import { signInConversation, signInOffer } from './offer.ts';

/** Asks Teams to sign the clicker in and to send the same click again (teams.md 1.3). */
export async function askByLogin(app: App, turn: Turn, answer: DialogAnswer): Promise<InvokeAnswer> {
  const { signIn } = app;
  const { person, place, reader } = turn;
  if (!signIn) return invokeCard(answer.card);
  const need = await signIn.tokens.needOf(person);
  const way = nextSignIn(need, turn.signedIn ?? null, answer.signIn === 'wanted');
  if (way === 'inVain') return invokeCard(noticeCard({ kind: 'signInInVain' }, reader));
  const offer = await signInOffer(signIn, signInConversation(turn, place), way);
  return offer
    ? loginRequest(signInCard(offer, reader.locale))
    : invokeCard(noticeCard({ kind: 'signInUnavailable' }, reader));
}

export type LoggedIn = { kind: 'signedIn'; way: SignInWay } | { kind: 'not'; answer: InvokeAnswer };

/** Takes in the sign-in that Teams sends with a click. */
export async function logIn(app: App, turn: Turn, brought: BroughtSignIn): Promise<LoggedIn> {
  const redeemed = await redeemBrought(app, turn, brought);
  if (redeemed === 'signedIn') return { kind: 'signedIn', way: brought.way };
  if (redeemed === 'refused')
    return { kind: 'not', answer: brought.way === 'silent' ? preconditionFailed() : incorrectAuthCode() };
  const kind = redeemed === 'otherAccount' ? 'otherAccount' : 'signInUnavailable';
  return { kind: 'not', answer: invokeCard(noticeCard({ kind }, turn.reader)) };
}

/**
 * Exchanges the token, or redeems the code, in the name of the verified person who sent it. A silent exchange counts
 * only for whom it is good enough: after a sign-out a replayed one brings nobody back.
 */
export async function redeemBrought(
  { signIn, store }: App,
  { person }: Pick<Turn, 'person'>,
  { way, secret }: BroughtSignIn,
): Promise<Redeemed> {
  if (!signIn || person.userId === null) return 'refused';
  if (way === 'silent' && (await findSignIn(store.db, person)).needs !== 'silent') return 'refused';
  const owner = { tenantId: person.tenantId, personId: person.personId, userId: person.userId };
  return way === 'silent' ? redeemSsoToken(signIn, owner, secret) : redeemCode(signIn, owner, secret);
}
