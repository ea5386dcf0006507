import assert from 'node:assert/strict';
import { type DealSituation, planDeliveries } from '../../../services/deals/plan-deliveries.ts';
import { DEAL_ID, inbound } from './inbound.ts';
import { sampleChannel, samplePlace } from './sample-place.ts';
import { NO_REMINDERS } from './stage.ts';

const NOW = new Date('2026-11-12T09:31:00Z');

/** A deal first seen now, one personal place and one channel that joined earlier, nothing posted. */
function situation(changes: Partial<DealSituation> = {}): DealSituation {
  return {
    deal: inbound(),
    kind: 'inbound',
    version: 1,
    firstSeenAt: NOW,
    places: [samplePlace(), sampleChannel()],
    posted: [],
    digests: [],
    blind: new Set(),
    told: new Set(),
    rules: NO_REMINDERS,
    settings: new Map(),
    now: NOW,
    ...changes,
  };
}
const summary = (changes: Partial<DealSituation> = {}) =>
  planDeliveries(situation(changes)).map(({ placeId, occasion }) => `${placeId} ${occasion}`);

describe('planning deliveries', () => {
  it('wants a new-deal card in every place, due now, at the version of the deal', () => {
    const wish = { subject: DEAL_ID, occasion: 'new', dueAt: NOW, wantedVersion: 1 };
    assert.deepEqual(planDeliveries(situation()), [
      { placeId: 'place-ann', ...wish },
      { placeId: 'place-channel', ...wish },
    ]);
  });

  it('is no news to a place that joined after the deal was first seen', () => {
    const late = samplePlace({ id: 'late', joinedAt: new Date(NOW.getTime() + 1) });
    const same = samplePlace({ id: 'same', joinedAt: NOW });
    assert.deepEqual(summary({ places: [late, same] }), ['same new']);
  });

  it('says nothing to a person who is known not to see the deal (PERM-02)', () => {
    assert.deepEqual(summary({ blind: new Set(['ann']) }), ['place-channel new']);
  });

  it('spares the personal chat, following by default, of a person whom a shared place tells', () => {
    const told = new Set(['ann']);
    const places = [samplePlace({ byDefault: true }), sampleChannel()];
    assert.deepEqual(summary({ told, places }), ['place-channel new']);
    assert.deepEqual(summary({ told, places: [samplePlace()] }), ['place-ann new']);
  });

  it('edits the digests that name the deal', () => {
    const digests = [{ placeId: 'place-ann', occasion: 'digest:2026-11-12' }];
    const [digest] = planDeliveries(situation({ places: [], digests }));
    assert.deepEqual(digest, { ...digests[0], subject: 'place', dueAt: NOW, wantedVersion: 1 });
  });

  it('tells of an expired deal in the next digest of the places that were shown it (EXP-01)', () => {
    const posted = [{ placeId: 'place-ann', occasion: 'new', version: 1 }];
    const deal = inbound({ status: 'Closed', substatus: 'Expired' });
    assert.deepEqual(summary({ deal, version: 2, posted }), ['place-ann new', 'place-ann digest:2026-11-13']);
    assert.deepEqual(summary({ deal, version: 2 }), []);
    const declined = inbound({ status: 'Closed', substatus: 'Declined' });
    assert.deepEqual(summary({ deal: declined, version: 2, posted }), ['place-ann new']);
  });

  it('never posts a lead, a sister or an outbound deal (TYPE-10)', () => {
    for (const kind of ['lead', 'sister', 'peer', 'outbound'] as const)
      assert.deepEqual(summary({ kind }), []);
  });

  it('never posts a deal that waits for nobody, or whose state is unknown (LIFE-03)', () => {
    for (const [status, substatus] of [
      ['Active', 'Accepted'],
      ['Closed', 'Expired'],
      ['New', 'Engaged'],
    ] as const)
      assert.deepEqual(summary({ deal: inbound({ status, substatus }) }), []);
  });

  it('brings every copy up to the version, whatever the state of the deal', () => {
    const posted = [
      { placeId: 'place-ann', occasion: 'new', version: 1 },
      { placeId: 'place-ann', occasion: 'copy:a-7', version: 1 },
      { placeId: 'place-channel', occasion: 'new', version: 2 },
    ];
    const accepted = inbound({ status: 'Active', substatus: 'Accepted' });
    assert.deepEqual(summary({ deal: accepted, version: 2, posted }), [
      'place-ann new',
      'place-ann copy:a-7',
    ]);
  });

  it('edits what stands in a place of which the person lost sight, so that it can be emptied', () => {
    const posted = [{ placeId: 'place-ann', occasion: 'new', version: 1 }];
    assert.deepEqual(summary({ version: 2, posted, blind: new Set(['ann']) }), [
      'place-ann new',
      'place-channel new',
    ]);
  });

  it('wants nothing where everything stands as it should', () => {
    const posted = ['place-ann', 'place-channel'].map((placeId) => ({
      placeId,
      occasion: 'new',
      version: 1,
    }));
    assert.deepEqual(summary({ posted }), []);
  });

  it('takes a copy that somebody asked for not for the new-deal card', () => {
    const posted = [{ placeId: 'place-ann', occasion: 'copy:a-7', version: 1 }];
    assert.deepEqual(summary({ posted }), ['place-ann new', 'place-channel new']);
  });
});
