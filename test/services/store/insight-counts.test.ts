import assert from 'node:assert/strict';
import type { Deal } from '../../../services/deals/deal.ts';
import type { DealKind } from '../../../services/deals/lifecycle.ts';
import { saveAccess } from '../../../services/store/access.ts';
import { migrateBack } from '../../../services/store/migrate-back.ts';
import { findDeal, saveDeal } from '../../../services/store/deals.ts';
import {
  countDeals,
  countriesOfCounted,
  hasUnknownDeals,
  idsOfCounted,
  type InsightQuery,
  medianMinutesToDecide,
} from '../../../services/store/insight-counts.ts';
import { saveSightings } from '../../../services/store/sightings.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';
import { sampleStored } from './sample-deal.ts';

const NOW = new Date('2026-11-30T09:00:00.000Z');
const ANN = { tenantId: 't-1', personId: 'ann' };
const CREATED = new Date('2026-11-10T08:00:00.000Z');
const inHours = (hours: number) => new Date(CREATED.getTime() + hours * 60 * 60 * 1000);
const ALL: InsightQuery = {
  person: ANN,
  steward: null,
  since: null,
  filters: { dealType: null, country: null, solution: null },
};

describeOnEveryEngine('counting deals', (opened) => {
  const db = () => opened().store.db;

  async function keep(id: string, changes: Partial<Deal> = {}, kind: DealKind = 'inbound', maySee = true) {
    const facts = { id, engagementId: `e-${id}`, createdAt: CREATED, ...changes };
    await saveDeal(db(), sampleStored(facts, { kind }));
    if (maySee) await saveAccess(db(), ANN, id, true, NOW);
  }

  it('puts together what is alike, with values as numbers, and only what the person may see (PERM-02)', async () => {
    await keep('a', { value: '100.90' });
    await keep('b', { value: '50' });
    await keep('won', { status: 'Closed', substatus: 'Won', registrationStatus: 'Approved', value: null });
    await keep('hidden', {}, 'inbound', false);
    await keep('lead', {}, 'lead');
    await keep('sister', {}, 'sister');
    const counts = await countDeals(db(), ALL);
    assert.deepEqual(
      counts
        .map(({ substatus, count, value, registration }) => [substatus, count, value, registration])
        .toSorted(([one], [other]) => String(one).localeCompare(String(other))),
      [
        ['Pending', 2, 150, null],
        ['Won', 1, 0, 'approved'],
      ],
    );
    assert.equal(await hasUnknownDeals(db(), ALL), true);
    assert.deepEqual(await idsOfCounted(db(), ALL, 2), ['a', 'b']);
  });

  it('counts what a steward read under their own rights, unless they were refused since', async () => {
    await keep('seen', {}, 'inbound', false);
    await keep('refused', {}, 'inbound', false);
    await saveAccess(db(), ANN, 'refused', false, NOW);
    await saveSightings(db(), 't-1/ann', ['seen', 'refused'], NOW);
    assert.deepEqual(await idsOfCounted(db(), ALL, 9), []);
    assert.deepEqual(await idsOfCounted(db(), { ...ALL, steward: 't-1/ann' }, 9), ['seen']);
    assert.equal(await hasUnknownDeals(db(), { ...ALL, steward: 't-1/ann' }), false);
  });

  it('tells how Microsoft’s own referral of each of our deals stands, the latest where there are two', async () => {
    await keep('own', { status: 'Active', substatus: 'Accepted' }, 'outbound');
    const sister = { engagementId: 'e-own', status: 'Closed' };
    await keep('s-1', { ...sister, substatus: 'Declined', updatedAt: inHours(1) }, 'sister');
    await keep('s-2', { ...sister, status: 'New', substatus: 'Pending', updatedAt: inHours(2) }, 'sister');
    const [own, ...more] = await countDeals(db(), ALL);
    assert.deepEqual(more, []);
    assert.deepEqual([own?.kind, own?.microsoft], ['outbound', { status: 'New', substatus: 'Pending' }]);
  });

  it('narrows by period, type, country and solution, and leaves private deals out unless asked for (NAV-06)', async () => {
    const one = { id: 'SOL-1', name: 'Été Pump', type: null, kind: null, publisher: null };
    const solutions = [{ ...one, price: null, quantity: null, currency: null }];
    await keep('old', { createdAt: new Date('2025-01-01T00:00:00.000Z') });
    await keep('german', { customer: { ...sampleStored().deal.customer, country: 'de' } });
    await keep('pump', { solutions });
    await keep('private', {
      consent: { shareWithOthers: true, contactCustomer: true, shareWithMicrosoftSellers: false },
    });
    const ids = (query: Partial<InsightQuery['filters']>, since: Date | null = null) =>
      idsOfCounted(db(), { ...ALL, since, filters: { ...ALL.filters, ...query } }, 9);
    assert.deepEqual(await ids({}, inHours(0)), ['german', 'pump']);
    assert.deepEqual(await ids({ country: 'DE' }), ['german']);
    assert.deepEqual(await ids({ solution: 'ete sol-1' }), ['pump']);
    assert.deepEqual(await ids({ dealType: 'private' }), ['private']);
    const french = { ...ALL, filters: { ...ALL.filters, country: 'DE' } };
    assert.deepEqual(await countriesOfCounted(db(), french, 9), ['FR', 'DE']);
  });

  it('knows deals of an older version too, and reads leads once more for what they did not keep (EXP-06)', async () => {
    await keep('won', {
      status: 'Closed',
      substatus: 'Won',
      acceptedAt: inHours(1),
      registrationStatus: 'Approved',
    });
    await keep('lead', {}, 'lead');
    const { url, store } = opened();
    await store.stop();
    await migrateBack(url, '0009-engagement-readings');
    await opened().reopen();
    const [won] = await countDeals(db(), ALL);
    assert.deepEqual([won?.currency, won?.registration, won?.wasAccepted], ['EUR', 'approved', true]);
    assert.equal(await medianMinutesToDecide(db(), ALL), 60);
    assert.equal((await findDeal(db(), 'lead'))?.deal.eTag, null);
    assert.equal((await findDeal(db(), 'won'))?.deal.eTag, '"e-1"');
  });

  it('finds the median of what decisions took, of an odd and of an even number', async () => {
    assert.equal(await medianMinutesToDecide(db(), ALL), null);
    const active = { status: 'Active', substatus: 'Accepted' };
    await keep('fast', { ...active, acceptedAt: inHours(1) });
    await keep('slow', { ...active, acceptedAt: inHours(100) });
    await keep('declined', { status: 'Closed', substatus: 'Declined', closedAt: inHours(10) });
    await keep('own', { ...active, acceptedAt: inHours(0) }, 'outbound');
    assert.equal(await medianMinutesToDecide(db(), ALL), 600);
    await keep('other', { ...active, acceptedAt: inHours(20) });
    assert.equal(await medianMinutesToDecide(db(), ALL), 900);
  });
});
