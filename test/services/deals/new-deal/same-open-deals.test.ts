import assert from 'node:assert/strict';
import { sameOpenDeals } from '../../../../services/deals/new-deal/same-open-deals.ts';
import { parseReferral } from '../../../../services/referrals/resource.ts';
import { completeReferral } from '../../referrals/sandbox/call-sandbox.ts';
import { newDealTexts } from './new-deal-texts.ts';
import { parseNewDeal } from '../../../../services/deals/new-deal/parse-new-deal.ts';

const NOW = new Date('2026-11-28T12:00:00Z');

describe('sameOpenDeals', () => {
  const { values } = parseNewDeal('coSell', newDealTexts(), NOW);
  const deal = (customerProfile: object, more: Record<string, unknown> = {}) =>
    parseReferral(completeReferral({ customerProfile, ...more }));
  const named = { name: 'SAMPLE Manufacturing gmbh', address: { country: 'de' } };
  const found = (one: ReturnType<typeof deal>) => sameOpenDeals(values!, [one]).length === 1;

  it('finds the same customer by name and country, whatever case', () => {
    assert.equal(found(deal(named)), true);
    assert.equal(found(deal({ ...named, address: { country: 'FR' } })), false);
    assert.equal(found(deal({ ...named, name: 'Another GmbH' })), false);
  });

  it('goes by the D-U-N-S number where both have one (SEED-15)', () => {
    const ids = (id: string) => [{ profileType: 'Duns', id }];
    assert.equal(found(deal({ name: 'Renamed', ids: ids('12-345-6789') })), true);
    assert.equal(found(deal({ ...named, ids: ids('987654321') })), false);
  });

  it('counts open deals with one of the solutions only', () => {
    const closed = { status: 'Closed', substatus: 'Lost' };
    assert.equal(found(deal(named, { status: 'Active', substatus: 'Accepted' })), true);
    assert.equal(found(deal(named, closed)), false);
    const other = completeReferral();
    const details = { ...(other['details'] as object), requirements: { solutions: [{ id: 'SOL-5' }] } };
    assert.equal(found(deal(named, { details })), false);
  });
});
