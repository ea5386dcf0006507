import type { PersonKey } from '../people/person.ts';
import type { Services } from '../services.ts';
import { findDealForUpdate, findETags, findSameReading, saveDeal, type StoredDeal } from '../store/deals.ts';
import type { Db } from '../store/database.ts';
import { type Decision, findWritingDecision } from '../store/decisions.ts';
import { wantDeliveries } from '../store/deliveries.ts';
import { appendHistory } from '../store/history.ts';
import { listFansOf } from '../store/favorites.ts';
import { findPersonalPlace } from '../store/places.ts';
import { ARRIVALS, takeTurn } from '../store/take-turn.ts';
import { hasReadAll } from '../store/watermarks.ts';
import type { Deal } from './deal.ts';
import { dealDeliveries } from './deal-deliveries.ts';
import { dealVerb } from './deal-verbs.ts';
import { afterClick } from './lanes.ts';
import { dealKind } from './lifecycle.ts';
import { microsoftDeliveries } from './microsoft-deliveries.ts';
import { planOwnNews } from './new-deal/plan-own-news.ts';
import { chatsOfDeal } from './people-of-deal.ts';
import { planFavoriteNews } from './plan-favorite-news.ts';
import { registrationDeliveries } from './registration-deliveries.ts';
import { changedFields } from './shown-facts.ts';
import type { WantedDelivery } from './wanted-delivery.ts';

export interface RecordOptions {
  /** Our decision that brought this reading about; without one a change reads 'in Partner Center'. */
  decision?: Decision;
  /** The reading shows old deals and new ones alike: what it brings up first is no news to anybody. Default false */
  isBacklog?: boolean;
}

/**
 * Takes in one reading of a deal, in one transaction: saves it (version + 1 when a shown fact changed), appends the
 * history, and wants the deliveries that follow. A reading older than what we have changes nothing.
 */
export async function recordDeal(
  services: Services,
  deal: Deal,
  options: RecordOptions = {},
): Promise<StoredDeal> {
  // Most readings of a quiet day bring nothing, and cost no write.
  const known = await findSameReading(services.store.db, deal);
  if (known) return known;
  const stored = await services.store.db
    .transaction()
    .execute((trx) => recordDealIn(trx, services, deal, options));
  services.wakeDeliveries();
  return stored;
}

/** `recordDeal` of many, each in its own transaction. Of what has not changed nothing but the eTag is read. */
export async function recordDeals(
  services: Services,
  deals: readonly Deal[],
  options: RecordOptions = {},
): Promise<void> {
  const ids = deals.map(({ id }) => id);
  const eTags = await findETags(services.store.db, ids);
  for (const deal of deals)
    if (deal.eTag === null || eTags.get(deal.id) !== deal.eTag) await recordDeal(services, deal, options);
}

/** `recordDeal` inside a transaction of the caller, who wakes the deliveries afterwards. */
export async function recordDealIn(
  trx: Db,
  services: Services,
  deal: Deal,
  options: RecordOptions = {},
): Promise<StoredDeal> {
  const now = services.clock.now();
  const before = await findDealForUpdate(trx, deal.id);
  if (!before) await takeTurn(trx, ARRIVALS, 'shared');
  if (before && isOlder(deal, before.deal)) return before;
  if (before && !options.decision && (await isBeingWritten(trx, before, deal))) return { ...before, deal };

  const changed = before ? changedFields(before.deal, deal) : [];
  const hasRead = !before && (await hasReadAll(trx));
  const isNews = !before || changed.length > 0 || before.goneAt !== null || options.decision !== undefined;
  const after: StoredDeal = {
    deal,
    version: (before?.version ?? 0) + (isNews ? 1 : 0),
    kind: dealKind(deal, services.ownOrganizationIds),
    firstSeenAt: before?.firstSeenAt ?? (hasRead ? now : madeMoment(deal, now)),
    recordedAt: now,
    goneAt: null,
  };
  await saveDeal(trx, after);
  if (!isNews) return after;

  await appendHistory(trx, historyEntry(before, after, changed, options.decision, now));
  const isBacklog = !before && options.isBacklog === true;
  const isNew = hasRead && !isBacklog;
  const registering = { before, after, decision: options.decision };
  const wanted = [
    ...(await dealDeliveries(trx, services, after, { isBacklog, isNew })),
    ...(await microsoftDeliveries(trx, services, { before, after, isBacklog })),
    ...(await registrationDeliveries(trx, services, registering)),
    ...(await ownNews(trx, after, options.decision ?? null, now)),
  ];
  await wantDeliveries(trx, options.decision ? afterClick(wanted, now) : wanted, now);
  await wantFavoriteNews(trx, before, after, options.decision ?? null, now);
  return after;
}

async function ownNews(
  trx: Db,
  { deal, version, kind }: StoredDeal,
  decision: Decision | null,
  now: Date,
): Promise<WantedDelivery[]> {
  if (!decision || kind !== 'outbound') return [];
  const places = await chatsOfDeal(trx, deal);
  const { verb } = decision;
  return planOwnNews({ dealId: deal.id, version, verb, actor: decision, places, now });
}

async function wantFavoriteNews(
  trx: Db,
  before: StoredDeal | null,
  after: StoredDeal,
  actor: PersonKey | null,
  now: Date,
): Promise<void> {
  const fans = await listFansOf(trx, after.deal.id);
  const chats = await Promise.all(fans.map((fan) => findPersonalPlace(trx, fan)));
  const places = chats.filter((place) => place !== null);
  const situation = {
    before: before?.deal ?? null,
    after: after.deal,
    version: after.version,
    places,
    actor,
    now,
  };
  await wantDeliveries(trx, planFavoriteNews(situation), now);
}

/**
 * Is this change the very one that a decision of ours is writing? Then that decision records it, with the person's
 * name; the reading is given back unsaved.
 */
async function isBeingWritten(db: Db, before: StoredDeal, deal: Deal): Promise<boolean> {
  const writing = await findWritingDecision(db, deal.id);
  if (!writing) return false;
  const verb = dealVerb(writing.verb);
  return verb.isDone(deal, writing.inputs) && !verb.isDone(before.deal, writing.inputs);
}

/** Answers may overtake each other; the service's own change time says which reading is the newer one. */
function isOlder(deal: Deal, known: Deal): boolean {
  return deal.updatedAt !== null && known.updatedAt !== null && deal.updatedAt < known.updatedAt;
}

/**
 * Until a steward has read everything, a deal that people look at counts as seen when it was made: where that was before
 * a place joined, it is backlog, which the place is greeted with then.
 */
function madeMoment({ createdAt }: Deal, now: Date): Date {
  if (!createdAt) return new Date(0);
  return createdAt < now ? createdAt : now;
}

function historyEntry(
  before: StoredDeal | null,
  after: StoredDeal,
  changed: readonly (keyof Deal)[],
  decision: Decision | undefined,
  now: Date,
): Parameters<typeof appendHistory>[1] {
  const pick = (deal: Deal) => Object.fromEntries(changed.map((field) => [field, deal[field]]));
  return {
    dealId: after.deal.id,
    at: now,
    kind: !before ? 'seen' : decision ? 'decided' : 'changed',
    actor: decision
      ? { kind: 'person', person: decision, name: decision.personName }
      : { kind: 'partnerCenter' },
    verb: decision?.verb ?? null,
    version: after.version,
    before: before ? pick(before.deal) : null,
    after: pick(after.deal),
  };
}
