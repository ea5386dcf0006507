import assert from 'node:assert/strict';
import { inboundReferral } from '../support/partner-center.ts';
import type { Message } from '../support/teams.ts';
import { openStage, slowWatcher, storedText } from './stage.ts';
import { acceptedEverywhere } from './stories.ts';

const HOUR = 60 * 60 * 1000;

describe('a new inbound deal', () => {
  it('becomes one card in each place, and one click accepts it everywhere (LIFE-04, LIFE-05, API-03)', async () => {
    await acceptedEverywhere(await openStage());
  });

  it('that is there before the bot is installed becomes one card on joining', async () => {
    const { teams, join, watched } = await openStage({
      referrals: [inboundReferral({ name: 'Harbour cameras' })],
    });
    await watched();
    const ann = await join('Ann Keller');
    await teams.waitForPost(ann.id, 'Harbour cameras');
    await teams.quiet(700);
    assert.equal(teams.posts(ann.id).length, 2, 'a welcome and one card');
  });

  it('is one card where the bot is installed while the first pass still runs', async () => {
    const { teams, join } = await openStage({
      referrals: [inboundReferral({ name: 'Harbour cameras' })],
      prepare: slowWatcher,
    });
    const ann = await join('Ann Keller');
    await teams.waitForPost(ann.id, 'Harbour cameras');
    await teams.quiet(700);
    assert.equal(teams.posts(ann.id).length, 2, 'a welcome and one card');
  });
});

describe('more than three open deals', () => {
  const now = Date.now();
  const expiresIn = (hours: number) => new Date(now + hours * HOUR).toISOString();
  const referrals = [5, 400, 300, 200, 100].map((hours) =>
    inboundReferral({
      name: `Deal of ${hours} hours`,
      customerProfile: { name: `Customer ${hours}` },
      expirationDateTime: expiresIn(hours),
    }),
  );

  for (const when of ['after', 'during']) {
    it(`are cards for the last 24 hours, and one digest of all others, on joining ${when} the first pass`, async () => {
      const { teams, join, watched } = await openStage({
        referrals,
        ...(when === 'during' && { prepare: slowWatcher }),
      });
      if (when === 'after') await watched();
      const ann = await join('Ann Keller');
      const digest = await teams.waitForPost(ann.id, '4 co-sell deals are waiting');
      await teams.waitForPost(ann.id, (message) => canAccept(message) && message.id !== digest.id);
      await teams.quiet(700);
      assert.equal(teams.posts(ann.id).length, 3, 'a welcome, a digest, one card');
      assert.match(storedText(digest), /Customer 400/);
      assert.doesNotMatch(storedText(digest), /Customer 5\n/, 'told once');
      assert.match(storedText(teams.posts(ann.id).find(canAccept)), /Deal of 5 hours/);
    });
  }
});

function canAccept({ activity }: Message): boolean {
  return JSON.stringify(activity.attachments ?? []).includes('"deal.accept"');
}
