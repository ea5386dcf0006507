import type { CardAction, Verb } from '../cards/card-action.ts';
import type { DialogAnswer } from '../dialogs/dialog-turn.ts';
import type { App } from './app.ts';
import { acceptDeal } from './actions/accept-deal.ts';
import { cancelDialog } from './actions/cancel-dialog.ts';
import { declineDeal } from './actions/decline-deal.ts';
import { editDeal } from './actions/edit-deal.ts';
import { runEventsAction } from './actions/events.ts';
import { favoriteDeal } from './actions/favorite-deal.ts';
import { forgetPersonOf } from './actions/forget-person.ts';
import { filterDeals } from './actions/filter-deals.ts';
import { offerInsights, showInsights } from './actions/insights.ts';
import { loseDeal } from './actions/lose-deal.ts';
import { newDeal } from './actions/new-deal.ts';
import { pageDeals } from './actions/page-deals.ts';
import { backToForm, registerDeal } from './actions/register-deal.ts';
import { saveSettingsOf } from './actions/save-settings.ts';
import { shareOwnDeal } from './actions/share-deal.ts';
import { showDeal } from './actions/show-deal.ts';
import { signInPerson } from './actions/sign-in.ts';
import { stopWatch, watch } from './actions/watch.ts';
import { winDeal } from './actions/win-deal.ts';
import type { Turn } from './turn.ts';

type Handler<V extends Verb> = (
  app: App,
  turn: Turn,
  action: Extract<CardAction, { verb: V }>,
) => Promise<DialogAnswer>;

/** What each button does. Add a verb: one line here, one in `cards/card-action.ts`, one file in `actions/`. */
const ACTIONS: { [V in Verb]?: Handler<V> } = {
  'deal.show': showDeal,
  'deal.accept': acceptDeal,
  'deal.decline': declineDeal,
  'deal.won': winDeal,
  'deal.lost': loseDeal,
  'deal.register': registerDeal,
  'dialog.back': backToForm,
  'deal.edit': editDeal,
  'deal.new': newDeal,
  'deal.share': shareOwnDeal,
  'settings.save': saveSettingsOf,
  'person.signIn': signInPerson,
  'dialog.cancel': cancelDialog,
  'deals.page': pageDeals,
  'deals.filter': filterDeals,
  'insights.show': showInsights,
  'insights.file': offerInsights,
  'deal.favorite': favoriteDeal,
  'deal.unfavorite': favoriteDeal,
  'person.watch': watch,
  'person.unwatch': stopWatch,
  'person.forget': forgetPersonOf,
  'events.show': runEventsAction,
  'events.register': runEventsAction,
  'events.giveBack': runEventsAction,
  'events.test': runEventsAction,
  'events.signIn': runEventsAction,
};

/** Carries out one button; null where no button of ours says this. */
export function runAction(app: App, turn: Turn, action: CardAction): Promise<DialogAnswer> | null {
  const handler = ACTIONS[action.verb] as Handler<Verb> | undefined;
  return handler ? handler(app, turn, action) : null;
}
