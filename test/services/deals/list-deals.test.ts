import assert from 'node:assert/strict';
import { NO_FILTERS, type ListName } from '../../../services/deals/deal-lists.ts';
import { type DealListing, listDeals } from '../../../services/deals/list-deals.ts';
import { recordDeal } from '../../../services/deals/record-deal.ts';
import { ReferralServiceError } from '../../../services/referrals/errors.ts';
import { findAccess } from '../../../services/store/access.ts';
import { addFavorite } from '../../../services/store/favorites.ts';
import { inbound } from './inbound.ts';
import { ANN, freshStore, setStage, type Stage } from './stage.ts';

const closed = (id: string) => inbound({ id, status: 'Closed', substatus: 'Won' });
const HOURS = 60 * 60 * 1000;

describe('listing deals', () => {
  const store = freshStore();
  let stage: Stage;
  let behind: Promise<unknown>[];
  beforeEach(() => {
    behind = [];
    stage = setStage(store(), [inbound({ id: 'open' }), closed('won'), closed('hidden')]);
  });
  afterEach(() => Promise.all(behind));

  const listed = (list: ListName, words: string | null = null): Promise<DealListing> => {
    const background = (_name: string, work: Promise<unknown>) => void behind.push(work);
    const request = { list, page: 1, pageSize: 10, filters: NO_FILTERS, words };
    return listDeals({ ...stage, background }, ANN, request);
  };
  const idsOf = (listing: DealListing) =>
    listing.kind === 'listed' ? listing.deals.map(({ deal }) => deal.id) : listing.kind;
  const refuse = (
    method: 'listOpen' | 'listChangedSince' | 'get',
    kind: ReferralServiceError['kind'],
    times = 1,
  ) => stage.referrals.fail(method, new ReferralServiceError(kind), { times });

  it('reads open deals under the person’s own rights, each time (PERM-01)', async () => {
    assert.deepEqual(idsOf(await listed('deals')), ['open']);
    assert.deepEqual(stage.referrals.calls[0]?.caller, { kind: 'person', person: ANN });
    await listed('inbound');
    assert.equal(stage.referrals.count('listOpen'), 2);
  });

  it('names no open deal any more that a whole list does not name', async () => {
    await listed('deals');
    stage.referrals.remove('open');
    assert.deepEqual(idsOf(await listed('deals')), []);
    assert.equal(await findAccess(store().db, ANN, 'open'), null);
  });

  it('learns what may be seen of closed deals under the person’s own rights, once in twelve hours (PERM-02)', async () => {
    assert.deepEqual(idsOf(await listed('closed')), ['hidden', 'won']);
    await listed('closed');
    assert.equal(stage.referrals.count('listChangedSince'), 1);
    stage.clock.pass(13 * HOURS);
    await listed('closed');
    assert.equal(stage.referrals.count('listChangedSince'), 2);
  });

  it('shows nothing that only others saw, and looks at it before it says so (PERM-03)', async () => {
    await listed('closed');
    await recordDeal(stage, closed('elsewhere'));
    const ids = await listed('closed');
    assert.deepEqual(idsOf(ids), ['hidden', 'won']);
    assert.equal((await findAccess(store().db, ANN, 'elsewhere'))?.maySee, false);
    const reads = stage.referrals.count('get');
    await listed('closed');
    assert.equal(stage.referrals.count('get'), reads, 'a refusal is believed for hours');
  });

  it('forgets everything of a person whose role is gone', async () => {
    await listed('closed');
    stage.clock.pass(13 * HOURS);
    refuse('listChangedSince', 'forbidden');
    assert.equal(idsOf(await listed('closed')), 'noAccess');
    assert.equal(await findAccess(store().db, ANN, 'won'), null);
  });

  it('says whether to sign in, and what is known where Partner Center does not answer', async () => {
    refuse('listOpen', 'unauthorized');
    assert.equal(idsOf(await listed('deals')), 'signIn');
    refuse('listOpen', 'unavailable');
    assert.equal(idsOf(await listed('deals')), 'unavailable');
    await listed('deals');
    refuse('listOpen', 'unavailable');
    const known = await listed('deals');
    assert.deepEqual(idsOf(known), ['open']);
    assert.ok(known.kind === 'listed' && known.asOf);
  });

  it('keeps favourites of any state, and drops one that the person lost sight of (SEED-07)', async () => {
    for (const id of ['open', 'won']) await addFavorite(store().db, ANN, id, stage.clock.now());
    assert.deepEqual(idsOf(await listed('favorites')), ['open', 'won']);
    stage.clock.pass(13 * HOURS);
    stage.referrals.remove('won');
    assert.deepEqual(idsOf(await listed('favorites')), ['open']);
  });

  it('searches what the person may see (NAV-03)', async () => {
    await listed('closed');
    assert.deepEqual(idsOf(await listed('search', 'won')), ['won']);
  });
});
