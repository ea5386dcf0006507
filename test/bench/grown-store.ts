import type { Deal } from '../../services/deals/deal.ts';
import { laneOf, LANES } from '../../services/deals/lanes.ts';
import { openStore } from '../../services/store/database.ts';
import type { StoredDeal } from '../../services/store/deals.ts';
import type {
  DeliveryRow,
  HistoryRow,
  PersonRow,
  PlaceRow,
  PostedCardRow,
} from '../../services/store/schema.ts';
import { inbound } from '../services/deals/inbound.ts';
import { accessRow, insertDeals } from './deal-rows.ts';
import { onPlainStore } from './plain-store.ts';

export interface GrownStore {
  /** `sqlite:<path>` of a store that does not exist yet. */
  url: string;
  deals: number;
  now: Date;
  /** Whose store it is, and how Teams is reached. */
  tenantId: string;
  botId: string;
  serviceUrl: string;
}

/** With a chat of their own each, which follows; one deal in five is theirs to see. */
export const PEOPLE = 50;
/** They follow too, and show each deal. */
export const CHANNELS = 5;
const BATCH = 1000;
const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** Of twenty deals one waits for an answer and three are worked on, as after a year or two. */
const STATES = Array.from({ length: 20 }, (_, index): [status: string, substatus: string] => {
  if (index === 0) return ['New', 'Pending'];
  if (index < 4) return ['Active', 'Accepted'];
  return ['Closed', ['Won', 'Lost', 'Expired', 'Declined'][index % 4] ?? 'Lost'];
});

/**
 * A store as a bot has it that has run for long: so many deals that Microsoft sent, whoever may see them, places, and in
 * each channel a card of each deal, which shows what it should. Reminders are left to the next start, which plans them.
 */
export async function makeGrownStore(grown: GrownStore): Promise<void> {
  const { url, deals, now } = grown;
  const store = await openStore(url);
  await store.stop();
  const people = Array.from({ length: PEOPLE }, (_, index) => personRow(grown, index));
  const places = [
    ...people.map((person) => placeRow(grown, person.person_id, person)),
    ...channelNames().map((name) => placeRow(grown, name, null)),
  ];
  await onPlainStore(url, async (plain) => {
    await plain.insert('people', people);
    await plain.insert('places', places);
    for (let start = 0; start < deals; start += BATCH) {
      const indexes = Array.from({ length: Math.min(BATCH, deals - start) }, (_, place) => start + place);
      const stored = indexes.map((index) => storedDeal(index, now));
      await insertDeals(plain, stored);
      await plain.insert(
        'access',
        indexes.flatMap((index) =>
          people
            .filter((_, place) => place % 5 === index % 5)
            .map(({ tenant_id, person_id }) =>
              accessRow({ tenantId: tenant_id, personId: person_id }, dealId(index), now),
            ),
        ),
      );
      await plain.insert('history', stored.map(historyRow));
      const shown = stored.flatMap((deal) => channelNames().map((place) => ({ place, deal })));
      await plain.insert(
        'deliveries',
        shown.map(({ place, deal }) => deliveryRow(place, deal)),
      );
      await plain.insert(
        'posted_cards',
        shown.map(({ place, deal }) => postedRow(place, deal)),
      );
    }
  });
}

function channelNames(): string[] {
  return Array.from({ length: CHANNELS }, (_, index) => `channel-${index}`);
}

function dealId(index: number): string {
  return `${index.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
}

function storedDeal(index: number, now: Date): StoredDeal {
  const [status, substatus] = STATES[index % STATES.length] ?? ['New', 'Pending'];
  const isOpen = status === 'New';
  // What waits has come in these days and has one to two weeks left, so no reminder is due while starts are measured.
  const age = isOpen ? (index % 72) * HOUR_MS : (20 + (index % 700)) * DAY_MS;
  const createdAt = new Date(now.getTime() - age);
  const at = (milliseconds: number) => new Date(createdAt.getTime() + milliseconds);
  const changes: Partial<Deal> = {
    id: dealId(index),
    engagementId: `engagement-${index}`,
    name: `Datacenter move ${index}`,
    status,
    substatus,
    createdAt,
    updatedAt: at(isOpen ? 0 : DAY_MS),
    expiresAt: at((isOpen ? 14 : 10) * DAY_MS),
    acceptedAt: isOpen || substatus === 'Expired' ? null : at(DAY_MS),
    closedAt: status === 'Closed' ? at(15 * DAY_MS) : null,
  };
  const recordedAt = changes.updatedAt ?? createdAt;
  return {
    deal: inbound(changes),
    version: 2,
    kind: 'inbound',
    firstSeenAt: createdAt,
    recordedAt,
    goneAt: null,
  };
}

function personRow({ tenantId, now }: GrownStore, index: number): PersonRow {
  return {
    tenant_id: tenantId,
    person_id: `${String(index).padStart(8, '0')}-1111-4000-8000-000000000000`,
    name: `Person ${index}`,
    user_id: `29:person-${index}`,
    locale: index % 2 ? 'fr' : 'en',
    spoken: null,
    time_zone: 'Europe/Paris',
    seen_at: now.toISOString(),
  };
}

/** @param person whose chat it is; null: a channel */
function placeRow(
  { tenantId, botId, serviceUrl, now }: GrownStore,
  id: string,
  person: PersonRow | null,
): PlaceRow {
  return {
    id,
    kind: person ? 'personal' : 'channel',
    tenant_id: tenantId,
    conversation_id: person ? `a:${id}` : `19:${id}@thread.tacv2`,
    service_url: serviceUrl,
    bot_id: botId,
    person_id: person?.person_id ?? null,
    locale: person?.locale ?? 'en',
    time_zone: 'Europe/Paris',
    redaction: person ? 'full' : 'redacted',
    following: 1,
    by_default: person ? 1 : 0,
    team_id: person ? null : `19:team-${id}@thread.tacv2`,
    joined_at: new Date(now.getTime() - 800 * DAY_MS).toISOString(),
    retired_at: null,
  };
}

function historyRow({ deal, version, firstSeenAt }: StoredDeal): HistoryRow {
  return {
    id: `history-${deal.id}`,
    deal_id: deal.id,
    at: firstSeenAt.toISOString(),
    kind: 'seen',
    version,
    actor_kind: 'partnerCenter',
    tenant_id: null,
    person_id: null,
    person_name: null,
    verb: null,
    before_facts: null,
    after_facts: null,
  };
}

const NEW = 'new';

function deliveryRow(placeId: string, { deal, version, firstSeenAt, recordedAt }: StoredDeal): DeliveryRow {
  return {
    id: `delivery-${placeId}-${deal.id}`,
    place_id: placeId,
    subject: deal.id,
    occasion: NEW,
    state: 'settled',
    due_at: null,
    again_at: null,
    attempts: 0,
    leased_until: null,
    leased_by: null,
    posting_since: null,
    wanted_version: version,
    problem: null,
    created_at: firstSeenAt.toISOString(),
    changed_at: recordedAt.toISOString(),
    sent_again: 0,
    lane: LANES.indexOf(laneOf(NEW)),
  };
}

function postedRow(placeId: string, { deal, version, firstSeenAt, recordedAt }: StoredDeal): PostedCardRow {
  return {
    id: `posted-${placeId}-${deal.id}`,
    place_id: placeId,
    subject: deal.id,
    occasion: NEW,
    activity_id: `activity-${placeId}-${deal.id}`,
    version,
    hash: 'as it should be',
    posted_at: firstSeenAt.toISOString(),
    changed_at: recordedAt.toISOString(),
    stand_ins: null,
  };
}
