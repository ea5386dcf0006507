import { noticeCard } from '../../cards/notice-card.ts';
import { signOut } from '../../services/auth/sign-out.ts';
import { UserTokenServiceError } from '../../services/auth/user-token-service.ts';
import { takeSignInCard } from '../../services/store/sign-ins.ts';
import { findSteward } from '../../services/store/stewards.ts';
import { answerWithCard } from '../answer.ts';
import { removeSignInCard } from '../sign-in/ask-in-chat.ts';
import type { RunCommand } from './run-command.ts';

/** `sign out`: of Partner Center, on all devices. */
export const signOutCommand: RunCommand = async (app, turn) => {
  const { person, reader } = turn;
  const { signIn } = app;
  if (!signIn || person.userId === null)
    return answerWithCard(app, turn, noticeCard({ kind: 'noSignIn' }, reader));
  const { tenantId, personId, userId } = person;
  const { state } = (await findSteward(app.store.db, person)) ?? {};
  const watched = state === 'active' || state === 'signInNeeded';
  const asking = await takeSignInCard(app.store.db, person);
  if (asking) await removeSignInCard(app, asking);
  try {
    await signOut(app, signIn, { tenantId, personId, userId });
  } catch (error) {
    if (!(error instanceof UserTokenServiceError)) throw error;
    app.log.error({ status: error.status }, 'somebody could not be signed out');
    return answerWithCard(app, turn, noticeCard({ kind: 'signOutFailed' }, reader));
  } finally {
    if (watched) app.wakeWatching();
  }
  await answerWithCard(app, turn, noticeCard({ kind: 'signedOut', args: { watched } }, reader));
};
