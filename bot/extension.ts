import type { InvokeResponse } from 'botbuilder';
import { strings } from '../cards/strings.ts';
import type { Envelope } from './activity.ts';
import type { App } from './app.ts';
import { askerOf, type Answer } from './extension/asker.ts';
import { insertDeal } from './extension/insert-deal.ts';
import { namedDeals } from './extension/named-deals.ts';
import { noDeals, wordsResult } from './extension/result.ts';
import { previewLink } from './extension/preview-link.ts';
import { searchDeals } from './extension/search-deals.ts';
import { askAsker, signInAsker } from './extension/sign-in.ts';
import { broughtSignIn } from './sign-in/brought.ts';
import { isOutsider } from './sign-in/outsider.ts';

/**
 * The message extension: what the compose box, a pasted link, and the menu of a message ask (teams.md 4.1). Whatever
 * the value is, the answer is a result or words, never an error; Teams waits 5 s.
 */
const INVOKES: Record<string, Answer> = {
  'composeExtension/query': searchDeals,
  'composeExtension/queryLink': previewLink,
  // Nobody is signed in there, so nothing may be shown.
  'composeExtension/anonymousQueryLink': async () => noDeals(),
  'composeExtension/fetchTask': namedDeals,
  'composeExtension/submitAction': insertDeal,
};

/** @returns null where this is no invoke of the extension, or nobody asks */
export async function answerExtension(app: App, envelope: Envelope): Promise<InvokeResponse | null> {
  const { name, person, value } = envelope;
  const answer = name !== null && Object.hasOwn(INVOKES, name) ? INVOKES[name] : undefined;
  if (!answer || !person) return null;
  const asker = await askerOf(app, envelope, person);
  if (isOutsider(app, person))
    return { status: 200, body: wordsResult(strings(asker.reader.locale)('notice.outsider.text')) };

  if (app.pace.take(person, 'glance', app.clock.now()) !== 'go')
    return { status: 200, body: wordsResult(strings(asker.reader.locale)('notice.tooFast.text')) };

  const brought = app.signIn ? broughtSignIn(value) : null;
  if (brought) {
    const refused = await signInAsker(app, envelope, asker, brought);
    if (refused) return refused;
  }
  const body = await answer(app, asker, value);
  if (body !== 'signIn') return { status: 200, body };
  return { status: 200, body: await askAsker(app, envelope, asker, brought?.way ?? null) };
}
