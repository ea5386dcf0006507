import assert from 'node:assert/strict';
import { inboundReferral } from '../support/partner-center.ts';
import { daysAgo } from './registration-stage.ts';
import { openStage, type Stage, storedText } from './stage.ts';

const OURS = {
  organizationId: '33333333-3333-4333-8333-333333333333',
  organizationName: 'Example Partner AG',
};
const THEIRS = { organizationId: '44444444-4444-4444-8444-444444444444', organizationName: 'Fabrikam' };

describe('other partners on a deal of ours', () => {
  let stage: Stage;
  before(async () => {
    const env = {
      PARTNER_ORGANIZATION_IDS: OURS.organizationId,
      SHOW_PARTNER_INVITATIONS: 'on',
      QUIET_HOURS: 'none',
    };
    stage = await openStage({ env });
    await stage.watched();
  });
  after(() => stage.stop());

  it('are told in words on its details, and are no deals of their own (TYPE-04, TYPE-09)', async () => {
    const ann = await stage.join('Ann Keller');
    await stage.teams.quiet();
    const inviteContext = { invitedBy: OURS };
    const own = inboundReferral(
      { name: 'Pier', status: 'Active', substatus: 'Accepted', direction: 'Outgoing', inviteContext },
      daysAgo(5),
    );
    const { engagementId } = stage.partnerCenter.put(own);
    stage.partnerCenter.put(
      inboundReferral({
        ...THEIRS,
        engagementId,
        inviteContext,
        name: 'Pier',
        customerProfile: { name: 'Q' },
      }),
    );
    await stage.watched();
    await stage.teams.quiet();
    assert.ok(
      !stage.teams.posts(ann.id).some((post) => storedText(post).includes('Pier')),
      'posted to nobody',
    );

    const answerTo = async (text: string) => {
      const before = stage.teams.posts(ann.id).length;
      await ann.say(text);
      return storedText(stage.teams.posts(ann.id)[before]);
    };
    assert.match(await answerTo('deal Pier'), /Other partners[^]*Fabrikam.*New · since .* · answers until /);
    assert.doesNotMatch(await answerTo('inbound'), /Pier/);
  });
});
