import assert from 'node:assert/strict';
import type { Db } from '../../../services/store/database.ts';
import {
  findByEngagement,
  findDeal,
  findDealForUpdate,
  findDealsByIdPrefix,
  findDealsByIds,
  findOpenInbound,
  findOpenInboundDue,
  idsOfOpenDeals,
  saveDeal,
  searchDeals,
  type StoredDeal,
} from '../../../services/store/deals.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';
import { overlapping } from './overlapping.ts';
import { sampleDeal, sampleStored } from './sample-deal.ts';

describeOnEveryEngine('deals', (opened) => {
  const db = () => opened().store.db;
  const save = async (...deals: StoredDeal[]) => {
    for (const deal of deals) await saveDeal(db(), deal);
  };

  it('gives a deal back as it was saved, with Dates where they were', async () => {
    const stored = sampleStored();
    await save(stored);
    assert.deepEqual(await findDeal(db(), stored.deal.id), stored);
    assert.equal(await findDeal(db(), 'another'), null);
  });

  it('keeps a text that looks like a moment a text', async () => {
    const stored = sampleStored({ notes: '2026-11-10T08:00:00.000Z' });
    await save(stored);
    assert.equal((await findDeal(db(), stored.deal.id))?.deal.notes, '2026-11-10T08:00:00.000Z');
  });

  it('replaces a deal that is saved again', async () => {
    const changed = sampleStored({ status: 'Active', eTag: '"e-2"' }, { version: 2, goneAt: new Date() });
    await save(sampleStored(), changed);
    assert.deepEqual(await findDeal(db(), changed.deal.id), changed);
  });

  it('lists open inbound deals with the nearest deadline first and those without one last (EXP-02)', async () => {
    await save(
      sampleStored({ id: 'none', expiresAt: null }),
      sampleStored({ id: 'late', expiresAt: new Date('2026-11-30T00:00:00Z') }),
      sampleStored({ id: 'soon', expiresAt: new Date('2026-11-23T00:00:00Z') }),
      sampleStored({ id: 'active', status: 'Active', substatus: 'Accepted' }),
      sampleStored({ id: 'outbound' }, { kind: 'outbound' }),
      sampleStored({ id: 'gone' }, { goneAt: new Date() }),
    );
    assert.deepEqual(idsOf(await findOpenInbound(db())), ['soon', 'late', 'none']);
    assert.deepEqual(await idsOfOpenDeals(db()), ['active', 'late', 'none', 'outbound', 'soon']);
  });

  it('lists those of them whose deadline lies between two moments, the second one with it (EXP-02)', async () => {
    const at = (text: string) => new Date(`2026-11-23T${text}:00Z`);
    await save(
      sampleStored({ id: 'before', expiresAt: at('08:00') }),
      sampleStored({ id: 'second', expiresAt: at('09:00') }),
      sampleStored({ id: 'first', expiresAt: at('08:30') }),
      sampleStored({ id: 'later', expiresAt: at('09:01') }),
      sampleStored({ id: 'none', expiresAt: null }),
      sampleStored({ id: 'accepted', status: 'Active', substatus: 'Accepted', expiresAt: at('08:30') }),
    );
    const between = { after: at('08:00'), until: at('09:00') };
    assert.deepEqual(idsOf(await findOpenInboundDue(db(), between)), ['first', 'second']);
  });

  it('finds deals by the beginning of an id, and takes its signs literally', async () => {
    await save(
      sampleStored({ id: 'abc123-1' }),
      sampleStored({ id: 'abc123-2' }),
      sampleStored({ id: 'abd' }),
    );
    assert.deepEqual(idsOf(await findDealsByIdPrefix(db(), 'abc123', 10)), ['abc123-1', 'abc123-2']);
    assert.deepEqual(idsOf(await findDealsByIdPrefix(db(), 'abc123', 1)), ['abc123-1']);
    assert.deepEqual(idsOf(await findDealsByIdPrefix(db(), 'abc%', 10)), []);
    assert.deepEqual(idsOf(await findDealsByIdPrefix(db(), '', 1)), ['abc123-1']);
  });

  it('finds deals by words of name, customer and id, whatever their accents and case', async () => {
    const customer = { ...sampleDeal().customer, name: 'Société Générale d’Œuvres' };
    await save(
      sampleStored({ id: 'aaa-1', name: 'Datacenter move', customer }),
      sampleStored({ id: 'bbb-2', name: 'STRASSE 100%', customer: { ...customer, name: null } }),
    );
    const found = async (words: string) => idsOf(await searchDeals(db(), words, 10));
    assert.deepEqual(await found('GENERALE move'), ['aaa-1']);
    assert.deepEqual(await found('oeuvres'), ['aaa-1']);
    assert.deepEqual(await found('straße'), ['bbb-2']);
    assert.deepEqual(await found('BBB-2'), ['bbb-2']);
    assert.deepEqual(await found('move strasse'), []);
    assert.deepEqual(await found('100%'), ['bbb-2']);
    assert.deepEqual(await found('%'), []);
    assert.deepEqual(await found(' \0 '), []);
  });

  it('are searched for by the beginning of a text of 100,000 characters, many words or one (NAV-03)', async () => {
    await save(sampleStored({ id: 'aaa-1', name: 'Move to the cloud' }));
    const found = async (words: string) => idsOf(await searchDeals(db(), words, 10));
    assert.deepEqual(await found('move cloud '.repeat(10_000)), ['aaa-1']);
    assert.deepEqual(await found(Array.from({ length: 20_000 }, (_, index) => `w${index}`).join(' ')), []);
    assert.deepEqual(await found('x'.repeat(100_000)), []);
  });

  it('shows the last changed of many finds first, up to the limit', async () => {
    await save(
      sampleStored({ id: 'old', updatedAt: new Date('2026-11-01T00:00:00Z') }),
      sampleStored({ id: 'new', updatedAt: new Date('2026-11-20T00:00:00Z') }),
      sampleStored({ id: 'never', updatedAt: null }),
    );
    assert.deepEqual(idsOf(await searchDeals(db(), 'datacenter', 2)), ['new', 'old']);
  });

  it('gives deals in the order of the ids asked for, also very many of them', async () => {
    await save(sampleStored({ id: 'a' }), sampleStored({ id: 'b' }));
    const many = Array.from({ length: 1200 }, (_, index) => `unknown-${index}`);
    assert.deepEqual(idsOf(await findDealsByIds(db(), ['b', ...many, 'a'])), ['b', 'a']);
    assert.deepEqual(await findDealsByIds(db(), []), []);
  });

  it('finds all referrals of one engagement (ID-01)', async () => {
    await save(
      sampleStored({ id: 'ours', engagementId: 'e', createdAt: new Date('2026-11-02T00:00:00Z') }),
      sampleStored({ id: 'theirs', engagementId: 'e', createdAt: new Date('2026-11-01T00:00:00Z') }),
      sampleStored({ id: 'other', engagementId: 'f' }),
    );
    assert.deepEqual(idsOf(await findByEngagement(db(), 'e')), ['theirs', 'ours']);
  });

  it('lets nobody else take a deal for update before the transaction ends, stored or not', async () => {
    const add = async (trx: Db) => {
      const known = await findDealForUpdate(trx, 'd');
      await saveDeal(trx, sampleStored({ id: 'd' }, { version: (known?.version ?? 0) + 1 }));
    };
    await overlapping(db(), add, add);
    await overlapping(db(), add, add);
    assert.equal((await findDeal(db(), 'd'))?.version, 4);
  });
});

function idsOf(deals: readonly StoredDeal[]): string[] {
  return deals.map(({ deal }) => deal.id);
}
