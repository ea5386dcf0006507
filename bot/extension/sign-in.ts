import type { InvokeResponse } from 'botbuilder';
import { strings } from '../../cards/strings.ts';
import { nextSignIn } from '../../services/auth/next-sign-in.ts';
import type { SignInWay } from '../../services/auth/sign-in-way.ts';
import type { Envelope } from '../activity.ts';
import { answerAgain } from '../answer-message.ts';
import type { App } from '../app.ts';
import type { BroughtSignIn } from '../sign-in/brought.ts';
import { goOn } from '../sign-in/go-on.ts';
import { redeemBrought } from '../sign-in/log-in.ts';
import { signInConversation, signInOffer } from '../sign-in/offer.ts';
import type { Asker } from './asker.ts';
import { wordsResult } from './result.ts';

/** Invokes with which Teams sends its own token along when asked to; for the others there is only the page. */
const SILENT = new Set(['composeExtension/query', 'composeExtension/queryLink']);

/** Asks Teams to sign the person in and to ask the same again (teams.md 4.1). @param tried see `nextSignIn` */
export async function askAsker(
  app: App,
  envelope: Envelope,
  { person, reader }: Asker,
  tried: SignInWay | null,
): Promise<object> {
  const { signIn } = app;
  const t = strings(reader.locale);
  if (!signIn) return wordsResult(t('notice.signInNeeded.text'));
  const way = nextSignIn(await signIn.tokens.needOf(person), tried, false);
  if (way === 'inVain') return wordsResult(t('notice.signInInVain.text'));
  const offer = await signInOffer(signIn, signInConversation({ envelope, person }, envelope), way);
  if (!offer) return wordsResult(t('notice.signInUnavailable.text'));
  const isSilent = way === 'silent' && SILENT.has(envelope.name ?? '');
  const action = { type: 'openUrl', value: offer.link, title: t('button.signIn') };
  return {
    composeExtension: { type: isSilent ? 'silentAuth' : 'auth', suggestedActions: { actions: [action] } },
  };
}

/** Takes in the sign-in that came with the query. @returns why that did not work; null: signed in */
export async function signInAsker(
  app: App,
  envelope: Envelope,
  { person, reader }: Asker,
  brought: BroughtSignIn,
): Promise<InvokeResponse | null> {
  const redeemed = await redeemBrought(app, { person }, brought);
  if (redeemed === 'signedIn') {
    await goOn(app, { envelope, person }, brought.way, answerAgain);
    return null;
  }
  // Teams shows its sign-in button.
  if (redeemed === 'refused' && brought.way === 'silent') return { status: 412 };
  const words = {
    refused: 'notice.signInFailed.text',
    otherAccount: 'notice.otherAccount.text',
    unavailable: 'notice.signInUnavailable.text',
  } as const;
  return { status: 200, body: wordsResult(strings(reader.locale)(words[redeemed])) };
}
