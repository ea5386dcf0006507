import { noticeCard } from '../../cards/notice-card.ts';
import type { AdaptiveCard } from '../../cards/render.ts';
import { signInCard } from '../../cards/sign-in-card.ts';
import type { DialogAnswer } from '../../dialogs/dialog-turn.ts';
import { nextSignIn } from '../../services/auth/next-sign-in.ts';
import type { SignIn } from '../../services/auth/redeem.ts';
import type { SignInWay } from '../../services/auth/sign-in-way.ts';
import type { Place } from '../../services/people/place.ts';
import { saveAskedMessage } from '../../services/store/asked-messages.ts';
import { claimSignInCard, saveSignInCard, type SignInCardPlace } from '../../services/store/sign-ins.ts';
import { findPlace } from '../../services/store/places.ts';
import type { App } from '../app.ts';
import { DeliveryFailure } from '../delivery-failure.ts';
import { ownChatOf } from '../own-chat.ts';
import type { Turn } from '../turn.ts';
import { signInConversation, signInOffer } from './offer.ts';

/** What was asked waits so long for its sign-in; so long does one card do for all of it. */
export const SIGN_IN_WITHIN_MS = 15 * 60 * 1000;

/**
 * Asks somebody who wrote a message to sign in, in their own chat, and keeps what they asked, so that it goes on by
 * itself (`go-on.ts`).
 * @returns what is said where they wrote it; null where the sign-in card itself says it
 */
export async function askInChat(
  app: App,
  turn: Turn,
  { card, signIn: asked }: DialogAnswer,
): Promise<AdaptiveCard | null> {
  const { signIn } = app;
  const { person, reader } = turn;
  if (!signIn) return card;
  const need = await signIn.tokens.needOf(person);
  const way = nextSignIn(need, turn.signedIn ?? null, asked === 'wanted');
  if (way === 'inVain') return noticeCard({ kind: 'signInInVain' }, reader);
  const chat = await ownChatOf(app, turn);
  if (!chat) return noticeCard({ kind: 'signInNoChat' }, reader);

  // Kept first: a silent sign-in may be done before the post has been answered.
  await keepAsked(app, turn);
  const isHere = chat.id === turn.place.id;
  const shown = await showCard(app, signIn, turn, chat, way);
  if (shown === 'unavailable') return noticeCard({ kind: 'signInUnavailable' }, reader);
  if (shown === 'notTaken') return isHere ? null : noticeCard({ kind: 'signInNoChat' }, reader);
  if (!isHere) return noticeCard({ kind: 'signInInChat' }, reader);
  return shown === 'stands' ? noticeCard({ kind: 'signInWaiting' }, reader) : null;
}

async function keepAsked(app: App, { envelope, person, place }: Turn): Promise<void> {
  const { tenantId, personId } = person;
  const isSubmit = typeof envelope.value === 'object' && envelope.value !== null;
  await saveAskedMessage(app.store.db, {
    tenantId,
    personId,
    placeId: place.id,
    thread: envelope.thread,
    text: envelope.text,
    submitted: isSubmit ? envelope.value : undefined,
    replyToId: envelope.replyToId,
    askedAt: app.clock.now(),
  });
}

/** One card for all that waits; a newer one takes the place of one that has grown old or asks for less. */
async function showCard(
  app: App,
  signIn: SignIn,
  turn: Turn,
  chat: Place,
  way: SignInWay,
): Promise<'posted' | 'stands' | 'unavailable' | 'notTaken'> {
  const { db } = app.store;
  const { person, reader } = turn;
  const now = app.clock.now();
  const since = new Date(now.getTime() - SIGN_IN_WITHIN_MS);
  const claim = await claimSignInCard(db, person, { way, since, now });
  if (!claim.claimed) return 'stands';
  if (claim.before) await removeSignInCard(app, claim.before);
  const offer = await signInOffer(signIn, signInConversation(turn, chat), way);
  if (!offer) {
    await saveSignInCard(db, person, null);
    return 'unavailable';
  }
  try {
    const card = signInCard(offer, reader.locale);
    const activityId = await app.messenger.postSignIn(chat, card, card.text);
    if (activityId !== null) await saveSignInCard(db, person, { placeId: chat.id, activityId });
    return 'posted';
  } catch (error) {
    if (!(error instanceof DeliveryFailure)) throw error;
    app.log.warn({ place: chat.id, problem: error.kind, status: error.status }, 'sign-in card not taken');
    await saveSignInCard(db, person, null);
    return 'notTaken';
  }
}

/** It has served, and must not be pressed any more. Where Teams does not let us, it stays. */
export async function removeSignInCard(app: App, { placeId, activityId }: SignInCardPlace): Promise<void> {
  const place = await findPlace(app.store.db, placeId);
  if (!place || place.retiredAt) return;
  try {
    await app.messenger.remove(place, activityId);
  } catch (error) {
    if (!(error instanceof DeliveryFailure)) throw error;
    app.log.info({ place: placeId, problem: error.kind, status: error.status }, 'sign-in card not removed');
  }
}
