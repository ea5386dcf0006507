import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { saveAccess } from '../../../services/store/access.ts';
import { saveDeal } from '../../../services/store/deals.ts';
import { findDealsNaming } from '../../../services/store/known-customers.ts';
import { searchedDuns } from '../../../services/store/migrations/0015-searched-duns.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';
import { sampleDeal } from './sample-deal.ts';

const ANN = { tenantId: 't-1', personId: 'ann' };
const BEN = { tenantId: 't-1', personId: 'ben' };
const NOW = new Date('2026-11-23T09:00:00.000Z');

describeOnEveryEngine('deals that name a customer (SEED-15)', (opened) => {
  const db = () => opened().store.db;
  const keep = async (id: string, name: string, duns: string | null) => {
    const { customer } = sampleDeal();
    const deal = sampleDeal({ id, name: 'Plant', notes: null, customer: { ...customer, name, duns } });
    const stored = { version: 1, kind: 'outbound', firstSeenAt: NOW, recordedAt: NOW, goneAt: null } as const;
    await saveDeal(db(), { deal, ...stored });
  };
  const idsOf = async (words: string, person = ANN) =>
    (await findDealsNaming(db(), person, words, 10)).map(({ id }) => id);

  beforeEach(async () => {
    await keep('d-1', 'Éclairage du Port', '12-345-6789');
    await keep('d-2', 'Port Authority', null);
    await saveAccess(db(), ANN, 'd-1', true, NOW);
    await saveAccess(db(), ANN, 'd-2', true, NOW);
    await saveAccess(db(), BEN, 'd-1', false, NOW);
  });

  it('are found by words and by D-U-N-S number', async () => {
    assert.deepEqual(await idsOf('eclair'), ['d-1']);
    assert.deepEqual(await idsOf('123456789'), ['d-1']);
    assert.deepEqual((await idsOf('port')).toSorted(), ['d-1', 'd-2']);
    assert.deepEqual(await idsOf('!'), []);
  });

  it('are only those that the person may see', async () => assert.deepEqual(await idsOf('port', BEN), []));

  it('that were stored before are found by the number once the migration has run', async () => {
    await sql`update listed_deals set search_text = 'eclairage du port'`.execute(db());
    assert.deepEqual(await idsOf('123456789'), []);
    await searchedDuns.up(db());
    assert.deepEqual(await idsOf('123456789'), ['d-1']);
  });
});
