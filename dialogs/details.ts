import { dealDetailCard, type HistoryLine, type HistoryWhat } from '../cards/deal-detail-card.ts';
import type { Banner } from '../cards/deal-view.ts';
import { canEdit } from '../services/deals/edit-verb.ts';
import { lookAtDeal } from '../services/deals/look-at-deal.ts';
import type { Services } from '../services/services.ts';
import type { StoredDeal } from '../services/store/deals.ts';
import { isFavorite } from '../services/store/favorites.ts';
import { type HistoryEntry, listHistory } from '../services/store/history.ts';
import type { DialogAnswer, DialogTurn } from './dialog-turn.ts';
import { outcomeAnswer } from './outcome-answer.ts';
import { FRESH_WITHIN_MS } from './fresh-within.ts';
import { viewDeal, viewPartners } from './view-deal.ts';

/**
 * All we know about one deal, read fresh where Partner Center answers in time.
 * @param options.inList the answer takes the place of a list. Default false
 * @param options.banner what has just happened. Default none
 */
export async function showDealDetails(
  turn: DialogTurn,
  dealId: string,
  { inList = false, banner: news = null }: { inList?: boolean; banner?: Banner | null } = {},
): Promise<DialogAnswer> {
  const { services, decider, reader } = turn;
  const sight = await lookAtDeal(services, decider, dealId, AbortSignal.timeout(FRESH_WITHIN_MS));
  const stored = 'stored' in sight ? sight.stored : null;
  if (sight.kind !== 'seen' && sight.kind !== 'unavailable') return outcomeAnswer(turn, sight);
  if (!stored) return outcomeAnswer(turn, { kind: 'unavailable', stored: null, retryAfterSeconds: null });

  const banner: Banner | null =
    sight.kind === 'unavailable' ? { kind: 'asOf', args: { at: stored.recordedAt } } : news;
  const view = {
    ...(await viewDeal(services, stored, { readAtOnce: true, banner })),
    ...(services.showPartners && { partners: await viewPartners(services, stored) }),
  };
  const details = {
    history: await historyOf(services, stored),
    inList,
    favorite: await favoriteOf(turn, dealId),
    canEdit: !stored.goneAt && canEdit(stored.deal, stored.kind),
  };
  return { card: dealDetailCard(view, reader, details), view };
}

/** A message that everybody reads says nothing of one person's own list. */
async function favoriteOf(
  { services, decider, isOwnChat, activityId }: DialogTurn,
  dealId: string,
): Promise<boolean | null> {
  const isOnlyTheirs = activityId !== null || isOwnChat;
  return isOnlyTheirs ? isFavorite(services.store.db, decider, dealId) : null;
}

async function historyOf({ store }: Services, { deal }: StoredDeal): Promise<HistoryLine[]> {
  const entries = await listHistory(store.db, deal.id);
  return entries.map((entry) => ({
    at: entry.at,
    who: entry.actor.kind === 'person' ? entry.actor.name : null,
    what: whatHappened(entry),
  }));
}

/** A map, because the service may say any word (LIFE-03). */
const BY_SUBSTATUS = new Map<unknown, HistoryWhat>([
  ['Accepted', 'accepted'],
  ['Declined', 'declined'],
  ['Won', 'won'],
  ['Lost', 'lost'],
  ['Expired', 'expired'],
]);

const BY_VERB: Record<string, HistoryWhat> = {
  'deal.create': 'created',
  'deal.share': 'shared',
  'deal.invite': 'invited',
};

function whatHappened({ kind, after, verb }: HistoryEntry): HistoryWhat {
  const ours = verb === null ? undefined : BY_VERB[verb];
  if (ours) return ours;
  if (kind === 'seen' || kind === 'gone') return kind;
  if (kind === 'decided' && after?.['registrations']) return 'registered';
  return BY_SUBSTATUS.get(after?.['substatus']) ?? 'changed';
}
