import assert from 'node:assert/strict';
import { createDecide } from '../../../services/deals/decide.ts';
import { whoIs } from '../../../services/people/who-is.ts';
import { saveMembers } from '../../../services/store/members.ts';
import { savePlace } from '../../../services/store/places.ts';
import { DEAL_ID, inbound } from '../deals/inbound.ts';
import { sampleChannel } from '../deals/sample-place.ts';
import { ANN, freshStore, setStage, type Stage } from '../deals/stage.ts';
import { profile, smallDirectory } from './small-directory.ts';

describe('who somebody is', () => {
  const store = freshStore();
  const inRoster = async (name: string | null, email: string | null) => {
    await savePlace(store().db, sampleChannel());
    await saveMembers(store().db, 'place-channel', [{ personId: 'ann', userId: '29:ann', name, email }]);
  };

  it('is what the rosters say, before anybody is asked', async () => {
    const people = smallDirectory([profile('ann', 'Ann Other', 'other@lamna.example')]);
    await inRoster('Ann Lee', 'ann@lamna.example');
    assert.deepEqual(await whoIs({ store: store(), people }, ANN, null), {
      personId: 'ann',
      name: 'Ann Lee',
      firstName: 'Ann',
      lastName: 'Lee',
      email: 'ann@lamna.example',
    });
    assert.deepEqual(people.asked, []);
    const elsewhere = await whoIs({ store: store(), people }, { ...ANN, tenantId: 't-2' }, null);
    assert.notEqual(elsewhere.email, 'ann@lamna.example', 'another tenant may have the same ids');
  });

  it('is what the directory adds; what Teams told stays, and what nobody knows is null', async () => {
    const lee = { ...profile('ann', 'Lee, Ann', 'ann@lamna.example'), firstName: 'Ann', lastName: 'Lee' };
    const people = smallDirectory([lee]);
    const asTold = await whoIs({ store: store(), people }, ANN, 'Ann M. Lee');
    assert.deepEqual([asTold.name, asTold.firstName, asTold.lastName], ['Ann M. Lee', 'Ann', 'Lee']);
    await inRoster(null, 'ann@team.example');
    const mixed = await whoIs({ store: store(), people }, ANN, null);
    assert.deepEqual([mixed.name, mixed.email], ['Lee, Ann', 'ann@team.example']);
    const unknown = await whoIs({ store: store(), people }, { tenantId: 't-1', personId: 'zoe' }, null);
    assert.deepEqual(unknown, { personId: 'zoe', name: null, firstName: null, lastName: null, email: null });
  });

  describe('on the deal team', () => {
    const accept = async (stage: Stage) => {
      const decide = createDecide(stage);
      const request = {
        dealId: DEAL_ID,
        verb: 'deal.accept',
        decider: ANN,
        inputs: {},
        version: null,
      } as const;
      const outcome = await decide({ ...request, placeId: null });
      assert.equal(outcome.kind, 'done');
      return stage.referrals.calls.find(({ method }) => method === 'update')?.operations?.[0];
    };

    it('whoever accepts stands there with the mail that Partner Center asks for (FLD-08)', async () => {
      const people = smallDirectory([profile('ann', 'Ann Lee', 'ann@lamna.example')]);
      assert.deepEqual(await accept({ ...setStage(store(), [inbound({ team: [] })]), people }), {
        op: 'add',
        path: '/team/-',
        value: { firstName: 'Ann', lastName: 'Lee', email: 'ann@lamna.example' },
      });
    });

    it('and with the name alone where no directory is (FLD-08)', async () => {
      const stage = setStage(store(), [inbound({ team: [] })]);
      assert.deepEqual((await accept(stage))?.value, { firstName: 'Ann', lastName: 'Lee' });
    });

    it('is looked up by nobody where the deal has a team (FLD-08)', async () => {
      const people = smallDirectory();
      const member = { firstName: 'Zoé', lastName: null, email: null, phone: null, title: null };
      await accept({ ...setStage(store(), [inbound({ team: [member] })]), people });
      assert.deepEqual(people.asked, []);
    });
  });
});
