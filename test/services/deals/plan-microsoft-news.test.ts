import assert from 'node:assert/strict';
import type { Deal } from '../../../services/deals/deal.ts';
import {
  type MicrosoftNews,
  planMicrosoftNews,
  toldAnswer,
} from '../../../services/deals/plan-microsoft-news.ts';
import { inbound } from './inbound.ts';
import { samplePlace } from './sample-place.ts';

const NOW = new Date('2026-11-23T09:00:00.000Z');
const OURS = { ...inbound().invitation, organizationId: 'our-organization' };
const own = inbound({ status: 'Active', substatus: 'Accepted', invitation: OURS });
const sister = (status: string, substatus: string, changes: Partial<Deal> = {}) =>
  inbound({ id: 'sister', organizationId: 'msft', status, substatus, ...changes });

function news(changes: Partial<MicrosoftNews> = {}): string[] {
  return planMicrosoftNews({
    before: sister('New', 'Pending'),
    after: sister('Active', 'Accepted'),
    ours: { deal: own, kind: 'outbound', version: 4, firstSeenAt: new Date('2026-11-20T09:00:00.000Z') },
    places: [samplePlace({ id: 'ann' }), samplePlace({ id: 'ben', personId: 'ben' })],
    now: NOW,
    ...changes,
  }).map(({ placeId, subject, occasion }) => `${placeId} ${subject === own.id} ${occasion}`);
}

describe('news of Microsoft’s side', () => {
  it('is each answer, to all the people of the deal, about our own deal (SEED-02, EXP-05)', () => {
    assert.deepEqual(news(), ['ann true microsoft:accepted', 'ben true microsoft:accepted']);
    for (const [substatus, answer] of [
      ['Declined', 'declined'],
      ['Expired', 'expired'],
      ['Won', 'won'],
      ['Lost', 'lost'],
    ] as const)
      assert.equal(news({ after: sister('Closed', substatus) })[0], `ann true microsoft:${answer}`);
    assert.equal(toldAnswer('microsoft:won'), 'won');
    assert.equal(toldAnswer('microsoft:else'), null);
  });

  it('is no other fact, no unknown state, and nothing of a deal that is closed (LIFE-03)', () => {
    const accepted = sister('Active', 'Accepted');
    assert.deepEqual(news({ before: accepted, after: { ...accepted, value: '7' } }), []);
    assert.deepEqual(news({ after: sister('Closed', 'Error') }), []);
    const won = inbound({ status: 'Closed', substatus: 'Won', invitation: OURS });
    const ours = { deal: won, kind: 'outbound', version: 4, firstSeenAt: NOW } as const;
    assert.deepEqual(news({ ours }), []);
  });

  it('is what happened since we know the deal, where it is seen for the first time', () => {
    const at = (text: string) => sister('Active', 'Accepted', { acceptedAt: new Date(text) });
    assert.equal(news({ before: null, after: at('2026-11-21T09:00:00.000Z') }).length, 2);
    assert.equal(news({ before: null, after: at('2026-11-19T09:00:00.000Z') }).length, 0);
  });

  it('is not that Microsoft accepted a deal that it sent itself', () => {
    const ours = { deal: inbound(), kind: 'inbound', version: 4, firstSeenAt: NOW } as const;
    assert.deepEqual(news({ ours }), []);
    assert.equal(news({ ours, after: sister('Closed', 'Won') }).length, 2);
  });
});
