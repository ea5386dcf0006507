import type { CardAction } from '../../cards/card-action.ts';
import { privacyCard, type PrivacyNews } from '../../cards/privacy-card.ts';
import type { DialogAnswer } from '../../dialogs/dialog-turn.ts';
import { signOut } from '../../services/auth/sign-out.ts';
import { UserTokenServiceError } from '../../services/auth/user-token-service.ts';
import { TEAMS_APP } from '../../services/people/plan-installations.ts';
import { forgetPerson } from '../../services/privacy/forget-person.ts';
import { personScope } from '../../services/deals/settings-of-places.ts';
import { hasDecisionUnderWay } from '../../services/store/decisions.ts';
import { saveSetting } from '../../services/store/settings.ts';
import type { App } from '../app.ts';
import { DeliveryFailure } from '../delivery-failure.ts';
import type { Turn } from '../turn.ts';

/** The form of `forget me`, answered: at once, in the personal chat only. */
export async function forgetPersonOf(
  app: App,
  turn: Turn,
  { step }: Extract<CardAction, { verb: 'person.forget' }>,
): Promise<DialogAnswer> {
  const { place, reader, envelope } = turn;
  const news = await newsOf(app, turn, step);
  const card = privacyCard(news, reader);
  // The message itself must not go on asking: pressed again, it would make the person known again.
  if (place.kind === 'personal' && envelope.replyToId && (news.kind === 'forgotten' || news.kind === 'kept'))
    app.background('the form of forget me', redraw(app, turn, envelope.replyToId, card));
  return { card, view: null };
}

async function newsOf(app: App, { person, place }: Turn, step: string | null): Promise<PrivacyNews> {
  if (place.kind !== 'personal') return { kind: 'ownChatOnly' };
  if (step === 'keep') return { kind: 'kept' };
  if (step !== 'forget') return { kind: 'ask' };
  if (await hasDecisionUnderWay(app.store.db, person)) return { kind: 'busy' };
  const isSignedOut = await signedOut(app, person);
  const outcome = await forgetPerson(app, person);
  if (outcome.kind === 'busy') return { kind: 'busy' };
  // Who comes back comes by themselves: the bot must not add itself for them again.
  if (app.people.isOn) await saveSetting(app.store.db, personScope(person), TEAMS_APP, 'gone');
  app.wakeWatching();
  return { kind: 'forgotten', isSignedOut, ended: outcome.ended };
}

async function signedOut(app: App, { tenantId, personId, userId }: Turn['person']): Promise<boolean> {
  if (!app.signIn || userId === null) return true;
  try {
    await signOut(app, app.signIn, { tenantId, personId, userId });
    return true;
  } catch (error) {
    if (!(error instanceof UserTokenServiceError)) throw error;
    app.log.error({ status: error.status }, 'somebody could not be signed out');
    return false;
  }
}

async function redraw(
  app: App,
  { place }: Turn,
  activityId: string,
  card: DialogAnswer['card'],
): Promise<void> {
  try {
    await app.messenger.update(place, activityId, { card, summary: card.fallbackText });
  } catch (error) {
    if (!(error instanceof DeliveryFailure)) throw error;
  }
}
