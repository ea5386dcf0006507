import type { Place } from '../services/people/place.ts';
import type { Delivery } from '../services/store/deliveries.ts';
import type { PostedCard } from '../services/store/posted-cards.ts';
import type { App } from './app.ts';
import { renderDeal } from './occasions/deal.ts';
import { renderDigest } from './occasions/digest.ts';
import { renderEscalation } from './occasions/escalation.ts';
import { renderFavorite } from './occasions/favorite.ts';
import { renderMicrosoft } from './occasions/microsoft.ts';
import { renderMaking } from './occasions/making.ts';
import { renderOwnNews } from './occasions/own-news.ts';
import { renderNotDone } from './occasions/not-done.ts';
import { renderRegistration } from './occasions/registration.ts';
import { renderReminder } from './occasions/reminder.ts';
import { renderSignIn } from './occasions/not-signed-in.ts';
import { NOTHING, type Render, type Rendering } from './occasions/rendering.ts';
import { renderWatching } from './occasions/watching.ts';
import { greet, renderWelcome } from './occasions/welcome.ts';

/** Why something is shown, with what draws it. An occasion is the word before the first colon. */
const OCCASIONS: Record<string, Render> = {
  new: renderDeal,
  copy: renderDeal,
  expiry: renderReminder,
  manager: renderEscalation,
  digest: renderDigest,
  welcome: renderWelcome,
  greeting: greet,
  favorite: renderFavorite,
  microsoft: renderMicrosoft,
  notDone: renderNotDone,
  making: renderMaking,
  ours: renderOwnNews,
  registration: renderRegistration,
  signIn: renderSignIn,
  watching: renderWatching,
};

export function renderOccasion(
  app: App,
  place: Place,
  delivery: Delivery,
  posted: PostedCard | null,
): Promise<Rendering> {
  const render = OCCASIONS[delivery.occasion.split(':')[0] ?? ''];
  return render ? render(app, place, delivery, posted) : Promise.resolve(NOTHING);
}
