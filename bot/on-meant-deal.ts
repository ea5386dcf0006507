import { noticeCard } from '../cards/notice-card.ts';
import type { RowVerb } from '../cards/card-action.ts';
import type { ListName } from '../services/deals/deal-lists.ts';
import type { DialogAnswer } from '../dialogs/dialog-turn.ts';
import { drawHits, showList } from '../dialogs/lists.ts';
import { signInAnswer } from '../dialogs/sign-in-answer.ts';
import { findMeantDeals } from '../services/deals/find-meant-deals.ts';
import { answerWith } from './answer.ts';
import type { App } from './app.ts';
import { dialogTurn, type Turn } from './turn.ts';

/**
 * Does something with the deal that a person named by id, beginning of an id, or words; several hits and no name give
 * a list to pick from, where a tap does it.
 */
export async function onMeantDeal(
  app: App,
  turn: Turn,
  argument: string,
  verb: RowVerb,
  act: (dealId: string) => Promise<DialogAnswer>,
): Promise<void> {
  await answerWith(app, turn, await meantAnswer(app, turn, argument, verb, act));
}

/** Where no deal is named, which list there is to pick from. Default: what waits for an answer. */
const PICK_FROM: { [V in RowVerb]?: ListName } = {
  'deal.favorite': 'deals',
  'deal.unfavorite': 'favorites',
  'deal.won': 'deals',
  'deal.lost': 'deals',
  'deal.register': 'closed',
};

/** The answer, or what to ask first; null where `act` gave none. */
export async function meantAnswer<Answer extends DialogAnswer | null>(
  app: App,
  turn: Turn,
  argument: string,
  verb: RowVerb,
  act: (dealId: string) => Promise<Answer>,
): Promise<DialogAnswer | Answer> {
  const dialog = dialogTurn(app, turn);
  if (argument === '') return showList(dialog, PICK_FROM[verb] ?? 'inbound', 1, { pick: verb });
  const meant = await findMeantDeals(app, turn.person, argument);
  if (meant.kind === 'tooMany') return showList(dialog, 'search', 1, { query: argument, pick: verb });
  if (meant.kind === 'signIn') return signInAnswer(turn.reader);
  if (meant.kind === 'noAccess') return { card: noticeCard({ kind: 'noRole' }, turn.reader), view: null };
  const [only, ...others] = meant.deals;
  if (!only)
    return { card: noticeCard({ kind: 'notFound', args: { query: argument } }, turn.reader), view: null };
  if (others.length === 0) return act(only.deal.id);
  return drawHits(dialog, meant.deals, { query: argument, pick: verb });
}
