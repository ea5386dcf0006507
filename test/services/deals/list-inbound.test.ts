import assert from 'node:assert/strict';
import type { Deal } from '../../../services/deals/deal.ts';
import { countOpenInboundOf, listInbound } from '../../../services/deals/list-inbound.ts';
import { ReferralServiceError } from '../../../services/referrals/errors.ts';
import { recordDeal } from '../../../services/deals/record-deal.ts';
import { findAccess, saveAccess } from '../../../services/store/access.ts';
import { findDeal } from '../../../services/store/deals.ts';
import { inbound } from './inbound.ts';
import { ANN, BEN, freshStore, setStage, type Stage } from './stage.ts';

const onDay = (day: number) => new Date(Date.UTC(2026, 10, day));
const open = (id: string, expires: number | null, created = 1): Deal =>
  inbound({ id, expiresAt: expires === null ? null : onDay(expires), createdAt: onDay(created) });

describe('listing inbound deals', () => {
  const store = freshStore();
  let stage: Stage;
  beforeEach(() => {
    stage = setStage(store(), [
      open('none-old', null, 1),
      open('late', 30),
      open('none-new', null, 3),
      open('soon', 20),
      inbound({ id: 'engaged', substatus: 'Engaged' }),
      inbound({ id: 'lead', type: 'Independent', qualification: 'Direct' }),
      inbound({ id: 'own', invitation: { ...inbound().invitation, organizationId: 'our-organization' } }),
    ]);
  });
  const idsOf = (list: Awaited<ReturnType<typeof listInbound>>) =>
    'deals' in list ? list.deals.map(({ deal }) => deal.id) : list.kind;
  const refuse = (kind: 'unauthorized' | 'forbidden' | 'unavailable') =>
    stage.referrals.fail('listOpen', new ReferralServiceError(kind));

  it('puts the nearest deadline first, and deals without one last, newest first (EXP-02, NAV-02)', async () => {
    const list = await listInbound(stage, ANN);
    assert.equal(list.kind, 'listed');
    assert.deepEqual(idsOf(list), ['soon', 'late', 'none-new', 'none-old']);
  });

  it('leaves leads, own deals and unknown states out, but records them (TYPE-10, LIFE-03)', async () => {
    await listInbound(stage, ANN);
    for (const id of ['lead', 'own', 'engaged']) assert.ok(await findDeal(store().db, id), id);
  });

  it('reads under the own rights of the person and remembers what they may see (PERM-01)', async () => {
    await listInbound(stage, ANN);
    assert.deepEqual(stage.referrals.calls[0]?.caller, { kind: 'person', person: ANN });
    assert.equal((await findAccess(store().db, ANN, 'soon'))?.maySee, true);
    assert.equal(await findAccess(store().db, BEN, 'soon'), null);
  });

  it('says so where the person has no role, or no sign-in (PERM-06)', async () => {
    refuse('forbidden');
    assert.deepEqual(await listInbound(stage, ANN), { kind: 'noAccess' });
    refuse('unauthorized');
    assert.deepEqual(await listInbound(stage, ANN), { kind: 'signIn' });
  });

  it('falls back to what this person saw before, and to nothing of what others saw', async () => {
    await listInbound(stage, ANN);
    refuse('unavailable');
    const list = await listInbound(stage, ANN);
    assert.equal(list.kind, 'unavailable');
    assert.deepEqual(idsOf(list), ['soon', 'late', 'none-new', 'none-old']);
    refuse('unavailable');
    assert.deepEqual(idsOf(await listInbound(stage, BEN)), []);
  });

  it('goes on knowing what the person was shown while the list was read', async () => {
    await listInbound(stage, ANN);
    const { listOpen } = stage.referrals;
    const meanwhile = open('meanwhile', 25);
    const referrals = {
      ...stage.referrals,
      async *listOpen(...asked: Parameters<typeof listOpen>) {
        yield* listOpen(...asked);
        // A card is drawn for the person, of a deal that came after the page was made.
        await recordDeal(stage, meanwhile);
        await saveAccess(store().db, ANN, 'meanwhile', true, stage.clock.now());
      },
    };
    await listInbound({ ...stage, referrals }, ANN);
    assert.equal((await findAccess(store().db, ANN, 'meanwhile'))?.maySee, true);
  });

  it('counts without asking Partner Center, and says nothing where nothing is known', async () => {
    assert.equal(await countOpenInboundOf(stage, ANN), null);
    await listInbound(stage, ANN);
    const calls = stage.referrals.calls.length;
    assert.equal(await countOpenInboundOf(stage, ANN), 4);
    assert.equal(await countOpenInboundOf(stage, BEN), null);
    assert.equal(stage.referrals.calls.length, calls);
  });
});
