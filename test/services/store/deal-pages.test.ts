import assert from 'node:assert/strict';
import { sql } from 'kysely';
import {
  type DealFilters,
  LIST_RULES,
  type ListName,
  NO_FILTERS,
} from '../../../services/deals/deal-lists.ts';
import type { Deal } from '../../../services/deals/deal.ts';
import type { DealKind } from '../../../services/deals/lifecycle.ts';
import { saveAccess, saveAccessMany } from '../../../services/store/access.ts';
import { countriesIn, findDealPage, findUnknownDeals } from '../../../services/store/deal-pages.ts';
import { saveDeal } from '../../../services/store/deals.ts';
import { migrateBack } from '../../../services/store/migrate-back.ts';
import { addFavorite } from '../../../services/store/favorites.ts';
import { amountToText } from '../../../services/store/listed-deal-row.ts';
import { dealTypes } from '../../../services/store/migrations/0005-deal-types.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';
import { sampleDeal } from './sample-deal.ts';

const ANN = { tenantId: 't-1', personId: 'ann' };
const NOW = new Date('2026-11-23T09:00:00.000Z');
const onDay = (day: number) => new Date(Date.UTC(2026, 10, day));

describeOnEveryEngine('pages of deals', (opened) => {
  const db = () => opened().store.db;

  async function keep(id: string, changes: Partial<Deal> = {}, kind: DealKind = 'inbound'): Promise<void> {
    const stored = { version: 1, kind, firstSeenAt: NOW, recordedAt: NOW, goneAt: null };
    await saveDeal(db(), { deal: sampleDeal({ id, ...changes }), ...stored });
  }
  const visible = (...ids: string[]) =>
    saveAccessMany(
      db(),
      ANN,
      ids.map((dealId) => ({ dealId, maySee: true })),
      NOW,
    );
  async function idsOf(list: ListName, filters: Partial<DealFilters> = {}, words: string | null = null) {
    const query = { person: ANN, rule: LIST_RULES[list], filters: { ...NO_FILTERS, ...filters }, words };
    return (await findDealPage(db(), query, { limit: 10, offset: 0 })).ids;
  }

  it('come newest created first, expiring ones nearest deadline first (NAV-02, SEED-21)', async () => {
    await keep('old', { createdAt: onDay(1), expiresAt: onDay(20) });
    await keep('new', { createdAt: onDay(3), expiresAt: onDay(25) });
    await keep('none', { createdAt: null, expiresAt: null });
    await visible('old', 'new', 'none');
    assert.deepEqual(await idsOf('inbound'), ['new', 'old', 'none']);
    assert.deepEqual(await idsOf('expiring'), ['old', 'new']);
  });

  it('hold what belongs into each list, leads into lists of their own (NAV-01, TYPE-10, LIFE-03, FAV-03)', async () => {
    await keep('inbound');
    await keep('engaged', { substatus: 'Engaged' });
    await keep('outbound', { status: 'Active', substatus: 'Accepted' }, 'outbound');
    await keep('closed', { status: 'Closed', substatus: 'Won' });
    await keep('lead', {}, 'lead');
    await keep('sister', {}, 'sister');
    await visible('inbound', 'engaged', 'outbound', 'closed', 'lead', 'sister');
    await addFavorite(db(), ANN, 'closed', NOW);
    await addFavorite(db(), ANN, 'lead', NOW);
    assert.deepEqual(await idsOf('inbound'), ['inbound']);
    assert.deepEqual(await idsOf('outbound'), ['outbound']);
    assert.deepEqual(await idsOf('deals'), ['engaged', 'inbound', 'outbound']);
    assert.deepEqual(await idsOf('closed'), ['closed']);
    assert.deepEqual(await idsOf('favorites'), ['closed']);
    assert.deepEqual(await idsOf('leads'), ['lead']);
    assert.deepEqual(await idsOf('leadFavorites'), ['lead']);
    assert.deepEqual(await idsOf('search', {}, 'datacenter'), [
      'closed',
      'engaged',
      'inbound',
      'lead',
      'outbound',
    ]);
  });

  it('hold only deals that the person is known to see, and tell which are not known (PERM-01)', async () => {
    for (const id of ['seen', 'refused', 'refused-long-ago', 'unknown']) await keep(id);
    await visible('seen');
    await saveAccess(db(), ANN, 'refused', false, NOW);
    await saveAccess(db(), ANN, 'refused-long-ago', false, onDay(1));
    await saveAccess(db(), { tenantId: 't-1', personId: 'ben' }, 'unknown', true, NOW);
    assert.deepEqual(await idsOf('inbound'), ['seen']);
    const query = { person: ANN, rule: LIST_RULES.inbound, filters: NO_FILTERS, words: null };
    assert.deepEqual(await findUnknownDeals(db(), query, { since: onDay(22), limit: 10 }), [
      'refused-long-ago',
      'unknown',
    ]);
  });

  it('are found by every word in name, customer, id or notes, accents and case ignored (NAV-03, ID-01)', async () => {
    await keep('abc-1', { name: 'Éolienne', notes: 'Straße am Hafen' });
    await visible('abc-1');
    for (const words of ['eolienne', 'HAFEN strasse', 'abc-1', 'societe oeuvres']) {
      assert.deepEqual(await idsOf('search', {}, words), ['abc-1'], words);
    }
    for (const words of ['eolienne zzz', '%', '___', ''])
      assert.deepEqual(await idsOf('search', {}, words), [], words);
  });

  it('are narrowed by state, type, country, value and solution (NAV-04, NAV-06)', async () => {
    const solution = { ...sampleDeal().solutions[0]!, id: 'SOL-9', name: 'Prédictif Pro' };
    await keep('won', { status: 'Closed', substatus: 'Won', value: '900.50', solutions: [solution] });
    await keep('lost', {
      status: 'Closed',
      substatus: 'Lost',
      value: '20000',
      customer: { ...sampleDeal().customer, country: 'de' },
    });
    await keep('huge', { status: 'Closed', substatus: 'Expired', value: '123456789012' });
    await visible('won', 'lost', 'huge');
    assert.deepEqual(await idsOf('closed', { state: 'won' }), ['won']);
    assert.deepEqual(await idsOf('closed', { countries: ['DE', 'CH'] }), ['lost']);
    assert.deepEqual(await idsOf('closed', { value: '1000' }), ['huge', 'lost']);
    assert.deepEqual(await idsOf('closed', { solution: 'predictif' }), ['won']);
    assert.deepEqual(await idsOf('closed', { dealType: 'private' }), []);
    const query = { person: ANN, rule: LIST_RULES.closed, filters: NO_FILTERS, words: null };
    assert.deepEqual(await countriesIn(db(), query, 50), ['FR', 'DE']);
  });

  it('compare amounts as numbers, also beyond what integers hold', () => {
    const texts = ['9', '10', '4999999999', '123456789012345'].map(amountToText);
    assert.deepEqual(
      texts,
      texts.toSorted((one, other) => ((one ?? '') < (other ?? '') ? -1 : 1)),
    );
    assert.equal(amountToText(null), null);
    assert.equal(amountToText('much'), null);
  });

  it('know the deals that were stored before there were pages', async () => {
    await keep('earlier', { name: 'Éolienne' });
    await visible('earlier');
    const { url, store } = opened();
    await store.stop();
    await migrateBack(url, '0002-places-and-digests');
    await opened().reopen();
    assert.deepEqual(await idsOf('search', {}, 'eolienne'), ['earlier']);
  });

  it('name the type of deals that were stored by an older rule as today’s does (TYPE-02)', async () => {
    const consent = { ...sampleDeal().consent, shareWithMicrosoftSellers: false };
    await keep('hidden', { status: 'Closed', substatus: 'Won', consent });
    await visible('hidden');
    await sql.raw("update listed_deals set deal_type = 'coSell'").execute(db());
    await dealTypes.up(db());
    assert.deepEqual(await idsOf('closed', { dealType: 'private' }), ['hidden']);
    assert.deepEqual(await idsOf('closed', { dealType: 'coSell' }), []);
  });

  it('are counted up to 500, in the order of all kinds and states, and say that there are more (NAV-02)', async () => {
    await db()
      .transaction()
      .execute(async (trx) => {
        for (let number = 0; number < 520; number++) {
          const deal = sampleDeal({
            id: `deal-${String(number).padStart(3, '0')}`,
            name: number === 7 ? 'Zèbre' : 'Plain',
            ...(number % 2 ? { status: 'Active', substatus: 'Accepted' } : {}),
            createdAt: new Date(NOW.getTime() - number * 60_000),
          });
          const stored = { version: 1, kind: number % 3 ? 'inbound' : 'outbound', goneAt: null } as const;
          await saveDeal(trx, { deal, ...stored, firstSeenAt: NOW, recordedAt: NOW });
        }
      });
    await visible(...Array.from({ length: 520 }, (_, number) => `deal-${String(number).padStart(3, '0')}`));
    const query = { person: ANN, rule: LIST_RULES.deals, filters: NO_FILTERS, words: null };
    const page = await findDealPage(db(), query, { limit: 4, offset: 10 });
    assert.deepEqual(page, {
      ids: ['deal-010', 'deal-011', 'deal-012', 'deal-013'],
      total: 500,
      hasMore: true,
    });
    const search = { ...query, rule: LIST_RULES.search, words: 'ZÈBRE' };
    const hits = await findDealPage(db(), search, { limit: 10, offset: 0 });
    assert.deepEqual(hits, { ids: ['deal-007'], total: 1, hasMore: false });
  });

  it('are found by words that were changed, and no longer by the old ones, nor where the deal is gone', async () => {
    await keep('changing', { name: 'Before' });
    await visible('changing');
    await keep('changing', { name: 'Afterwards' });
    assert.deepEqual(await idsOf('search', {}, 'efore'), []);
    assert.deepEqual(await idsOf('search', {}, 'fterwar'), ['changing']);
    await db().deleteFrom('listed_deals').execute();
    assert.deepEqual(await idsOf('search', {}, 'fterwar'), []);
  });

  it('are found by words of one or two letters beside a longer one, or by such words alone', async () => {
    await keep('one', { name: 'Vm to go' });
    await keep('other', { name: 'Nothing' });
    await visible('one', 'other');
    assert.deepEqual(await idsOf('search', {}, 'vm go'), ['one']);
    assert.deepEqual(await idsOf('search', {}, 'go nothing'), []);
  });
});
