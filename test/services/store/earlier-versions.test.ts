import assert from 'node:assert/strict';
import { LIST_RULES, type ListName, NO_FILTERS } from '../../../services/deals/deal-lists.ts';
import { changedFields } from '../../../services/deals/shown-facts.ts';
import { parseReferral } from '../../../services/referrals/resource.ts';
import { findAccess } from '../../../services/store/access.ts';
import { type Db, openStore, openUnchanged, type Store } from '../../../services/store/database.ts';
import { findDealPage } from '../../../services/store/deal-pages.ts';
import { findDeal, searchDeals } from '../../../services/store/deals.ts';
import { findDecision, findOpenDecisions, findWritingDecision } from '../../../services/store/decisions.ts';
import { claimDeliveries, countSentAgain, listDeliveriesOf } from '../../../services/store/deliveries.ts';
import { dealIdsInDigest } from '../../../services/store/digests.ts';
import { findDraft, findOpenDrafts } from '../../../services/store/drafts.ts';
import { isFavorite } from '../../../services/store/favorites.ts';
import { listHistory } from '../../../services/store/history.ts';
import { listMembers } from '../../../services/store/members.ts';
import { findStoredPerson } from '../../../services/store/people.ts';
import { findPlace } from '../../../services/store/places.ts';
import { findPostedByActivity } from '../../../services/store/posted-cards.ts';
import { findSettings } from '../../../services/store/settings.ts';
import { dealIdsInSight } from '../../../services/store/sightings.ts';
import { firstSeen } from '../../../services/store/turns.ts';
import { findWatermark } from '../../../services/store/watermarks.ts';
import {
  EARLIER_VERSIONS,
  type EarlierVersion,
  type Row,
} from '../../fixtures/earlier-versions/earlier-version.ts';
import { restoreTables } from '../../fixtures/earlier-versions/restore-tables.ts';
import { grounds } from '../../support/databases.ts';

/** How one row of a table is read today, and which of its columns nobody reads by themselves. */
interface Reading {
  read: (db: Db, row: Record<string, string>) => Promise<unknown>;
  /** Also columns that are named otherwise in what is read, or that only order and find. */
  unread?: string[];
}

const person = ({ tenant_id: tenantId = '', person_id: personId = '' }: Record<string, string>) => ({
  tenantId,
  personId,
});

const READINGS: Record<string, Reading> = {
  access: { read: (db, row) => findAccess(db, person(row), row['deal_id'] ?? ''), unread: ['deal_id'] },
  deals: {
    read: async (db, { id = '' }) => {
      const stored = await findDeal(db, id);
      return stored && { ...stored, id: stored.deal.id, facts: stored.deal };
    },
    // Copies of facts.
    unread: [
      'e_tag',
      'status',
      'substatus',
      'engagement_id',
      'name',
      'customer_name',
      'country',
      'created_at',
      'updated_at',
      'expires_at',
      'closed_at',
    ],
  },
  decisions: { read: (db, { id = '' }) => findDecision(db, id) },
  deliveries: {
    read: async (db, { id, place_id: placeId = '' }) =>
      (await listDeliveriesOf(db, { placeId })).find((one) => one.id === id),
    unread: ['again_at', 'sent_again'],
  },
  digest_deals: {
    read: async (db, { place_id: placeId = '', occasion = '', deal_id: dealId = '' }) =>
      (await dealIdsInDigest(db, { placeId, occasion })).includes(dealId) ? { dealId } : null,
    unread: ['place_id', 'occasion'],
  },
  drafts: { read: (db, { id = '' }) => findDraft(db, id) },
  favorites: {
    read: async (db, row) =>
      (await isFavorite(db, person(row), row['deal_id'] ?? '')) ? { dealId: row['deal_id'] } : null,
    unread: ['added_at'],
  },
  history: {
    read: async (db, { id, deal_id: dealId = '' }) => {
      const entry = (await listHistory(db, dealId)).find((one) => one.id === id);
      if (!entry) return null;
      const { actor, before: beforeFacts, after: afterFacts } = entry;
      const by =
        actor.kind === 'person'
          ? { ...actor.person, personName: actor.name }
          : { tenantId: null, personId: null, personName: null };
      return { ...entry, ...by, actorKind: actor.kind, beforeFacts, afterFacts };
    },
  },
  members: {
    read: async (db, { place_id: placeId = '', person_id: personId }) =>
      (await listMembers(db, placeId)).find((one) => one.personId === personId),
    unread: ['place_id'],
  },
  people: { read: (db, row) => findStoredPerson(db, person(row)) },
  places: { read: (db, { id = '' }) => findPlace(db, id) },
  posted_cards: {
    read: (db, { place_id: placeId = '', activity_id: activityId = '' }) =>
      findPostedByActivity(db, placeId, activityId),
    unread: ['stand_ins'],
  },
  settings: {
    read: async (db, { scope = '', name = '' }) => ({ value: (await findSettings(db, scope))[name] }),
    unread: ['scope', 'name'],
  },
  sightings: {
    read: async (db, { deal_id: dealId = '' }) =>
      (await dealIdsInSight(db, [dealId])).has(dealId) ? { dealId } : null,
    unread: ['steward', 'seen_at', 'lost_at'],
  },
  turns: {
    read: async (db, { conversation_id: room = '', activity_id: activityId = '' }) =>
      (await firstSeen(db, room, activityId, new Date())) ? null : { activityId },
    unread: ['conversation_id', 'seen_at'],
  },
  watermarks: { read: (db, { steward = '' }) => findWatermark(db, steward) },
};

/** Read by questions about many rows only: see the tests below. */
const OTHERWISE = ['listed_deals', 'engagement_readings'];

/** What a column says, in what was read: `place_id` is `placeId`, moments are Dates, flags booleans, JSON is parsed. */
function said(column: string, read: Record<string, unknown>): unknown {
  const name = column.replaceAll(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());
  assert.ok(name in read, `${name} is not read`);
  const value = read[name];
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

async function assertReads(db: Db, table: string, row: Row): Promise<void> {
  const reading = READINGS[table];
  assert.ok(reading, `nobody reads ${table} here`);
  const found = await reading.read(db, row as Record<string, string>);
  const where = `${table} ${JSON.stringify(row)}`;
  assert.ok(typeof found === 'object' && found !== null, `${where} is not found`);
  const columns = Object.keys(row).filter((column) => !reading.unread?.includes(column));
  for (const column of columns.filter((one) => !isWhoAsked(one, found)))
    assert.equal(said(column, found as Record<string, unknown>), row[column], `${column} of ${where}`);
}

/** Who is asked about need not be said in the answer. */
function isWhoAsked(column: string, found: object): boolean {
  return (column === 'tenant_id' || column === 'person_id') && !('personId' in found);
}

for (const { name: engine, lay } of grounds()) {
  for (const version of EARLIER_VERSIONS) {
    const { migration, tables, killedAt, partnerCenter } = version;
    const rowsOf = (table: string) => tables[table] ?? [];

    describe(`what the program with ${migration} left behind (${engine})`, () => {
      let store: Store;
      let remove: () => Promise<void>;

      before(async function () {
        this.timeout(60_000);
        const ground = await lay();
        remove = ground.remove;
        await restoreTables(ground.url, version);
        await assertColumnsOfThen(ground.url, version);
        store = await openStore(ground.url);
      });
      after(async () => {
        await store.stop();
        await remove();
      });

      it('is all there: each row of each table says today what it said then', async () => {
        const known = Object.entries(tables).filter(([table]) => !OTHERWISE.includes(table));
        assert.ok(known.flatMap(([, rows]) => rows).length > 100);
        for (const [table, rows] of known) for (const row of rows) await assertReads(store.db, table, row);
      });

      it('are deals that Partner Center’s own answer does not change', async () => {
        const unchanged = [];
        for (const wire of partnerCenter.value) {
          const deal = parseReferral(wire);
          const stored = await findDeal(store.db, deal.id);
          assert.ok(stored, deal.id);
          if (stored.deal.eTag !== deal.eTag) continue;
          unchanged.push(deal.id);
          assert.deepEqual(changedFields(stored.deal, deal), [], deal.id);
        }
        // The one that was being written when the program was killed.
        assert.equal(unchanged.length, partnerCenter.value.length - 1);
      });

      it('stands in lists, and is found by words', async () => {
        const [favorite] = rowsOf('favorites');
        const who = person(favorite as Record<string, string>);
        const list = async (name: ListName) => {
          const query = { person: who, rule: LIST_RULES[name], filters: NO_FILTERS, words: null };
          return (await findDealPage(store.db, query, { limit: 20, offset: 0 })).ids.sort();
        };
        const visible = rowsOf('access')
          .filter((row) => row['person_id'] === who.personId && row['may_see'] === 1)
          .map((row) => row['deal_id']);
        const waiting = rowsOf('deals').filter(
          (row) => row['status'] === 'New' && visible.includes(row['id'] ?? ''),
        );
        assert.ok(waiting.length > 0);
        assert.deepEqual(await list('inbound'), waiting.map((row) => String(row['id'])).sort());
        assert.deepEqual(await list('favorites'), [favorite?.['deal_id']]);
        for (const deal of rowsOf('deals')) {
          const found = await searchDeals(store.db, String(deal['name']), 20);
          assert.ok(
            found.some((one) => one.deal.id === deal['id']),
            String(deal['name']),
          );
        }
      });

      it('goes on where it was: decisions in the middle of their write, open forms, a post without an answer', async () => {
        const { db } = store;
        const open = await findOpenDecisions(db);
        assert.equal(open.length, 2);
        for (const { dealId, id } of open) assert.equal((await findWritingDecision(db, dealId))?.id, id);
        for (const row of rowsOf('drafts')) {
          const drafts = await findOpenDrafts(
            db,
            person(row as Record<string, string>),
            String(row['deal_id']),
          );
          assert.equal(
            drafts.some(({ id }) => id === row['id']),
            row['closed_at'] === null,
          );
        }
        const now = new Date(new Date(killedAt).getTime() + 60_000);
        const claimed = await claimDeliveries(db, { now, leaseSeconds: 30, owner: 'today', limit: 10 });
        assert.deepEqual(
          claimed.map(({ occasion, state, lane }) => ({ occasion, state, lane })),
          [{ occasion: 'new', state: 'posting', lane: 'news' }],
        );
        const counted = rowsOf('deliveries').map((row) => Number(row['sent_again'] ?? 0));
        assert.equal(
          await countSentAgain(db),
          counted.reduce((sum, one) => sum + one, 0),
        );
      });
    });
  }
}

/** A migration that was changed after its release would build other tables than those that people have. */
async function assertColumnsOfThen(url: string, { columns }: EarlierVersion): Promise<void> {
  const { db, stop } = await openUnchanged(url);
  const found = await db.introspection.getTables();
  const built = found
    .filter(({ name }) => !name.startsWith('kysely_'))
    .map((table) => [table.name, table.columns.map(({ name }) => name).sort()] as const);
  assert.deepEqual(Object.fromEntries(built), columns);
  await stop();
}
