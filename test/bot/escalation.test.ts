import assert from 'node:assert/strict';
import { deliverAll } from './deliver-all.ts';
import { type LadderStep, parseLadder } from '../../services/deals/ladder.ts';
import { recordDeal } from '../../services/deals/record-deal.ts';
import { ReferralServiceError } from '../../services/referrals/errors.ts';
import { saveMembers } from '../../services/store/members.ts';
import { savePlace } from '../../services/store/places.ts';
import { saveSetting } from '../../services/store/settings.ts';
import { saveSightings } from '../../services/store/sightings.ts';
import { askManagers } from '../../services/watch/ask-managers.ts';
import { DEAL_ID, inbound } from '../services/deals/inbound.ts';
import { sampleChannel, samplePlace } from '../services/deals/sample-place.ts';
import { freshStore, saveReadAll, setStage, type Stage } from '../services/deals/stage.ts';
import { profile, type SmallDirectory, smallDirectory } from '../services/people/small-directory.ts';
import { type SmallApp, smallApp } from './small-app.ts';

const HOUR = 60 * 60 * 1000;
const contact = (name: string) => ({
  firstName: name,
  lastName: 'Lee',
  email: `${name}@lamna.example`,
  phone: null,
  title: null,
});

describe('the manager of those who were asked', () => {
  const store = freshStore();
  let app: SmallApp;
  let stage: Stage;
  let people: SmallDirectory;
  const db = () => store().db;
  const deliver = async () => {
    await deliverAll(app);
  };
  /** What was sent into Eva's chat, as text. */
  const toEva = () =>
    app.messenger.sent
      .filter(({ conversationId }) => conversationId === 'a:eva')
      .map(({ how, message }) => `${how} ${JSON.stringify(message.card)}`);

  const open = async ({
    team = ['ann'],
    ladder = '4h:manager',
    follows = true,
    isSeen = true,
    hasRole = false,
    own = false,
  } = {}) => {
    const steps: LadderStep[] = parseLadder(ladder) ?? [];
    people = smallDirectory([profile('eva', 'Eva Boss')]);
    people.bosses.set('ann', 'eva').set('zoe@lamna.example', 'eva').set('cara', 'eva');
    const base = inbound({ team: team.map(contact), name: 'Datacenter move' });
    const fresh = setStage(store(), [base]);
    const deal = { ...base, expiresAt: new Date(fresh.clock.now().getTime() + 5 * HOUR) };
    const reminders = {
      ladder: steps.filter(({ shown }) => shown !== 'manager'),
      toManagers: steps.filter(({ shown }) => shown === 'manager'),
      quietHours: null,
      digestHour: 9,
    };
    stage = { ...fresh, people, reminders };
    app = smallApp(stage);
    await saveReadAll(stage);
    await savePlace(db(), sampleChannel());
    await saveMembers(db(), 'place-channel', [
      { personId: 'ann', userId: '29:ann', name: 'Ann Lee', email: 'ANN@lamna.example' },
      { personId: 'cara', userId: '29:cara', name: 'Cara Osei', email: null },
    ]);
    await saveSetting(db(), 'place:place-channel', 'owners', 'cara');
    const eva = { id: 'place-eva', conversationId: 'a:eva', personId: 'eva', following: follows };
    // Spared, because the channel tells it, unless a test says so.
    await savePlace(db(), samplePlace({ ...eva, byDefault: !own }));
    await recordDeal(stage, stage.referrals.change(deal));
    if (isSeen) await saveSightings(db(), 'local', [DEAL_ID], stage.clock.now());
    // Eva has no role, unless a test says so.
    if (!hasRole) stage.referrals.fail('get', new ReferralServiceError('forbidden'), { times: 20 });
    await deliver();
    app.messenger.sent.length = 0;
  };
  const pass = async (hours: number) => {
    stage.clock.pass(hours * HOUR);
    await askManagers(stage);
    await deliver();
  };

  it('is told in time, without a role whom to talk to and nothing of the deal, once', async () => {
    await open();
    await askManagers(stage);
    await deliver();
    assert.deepEqual(toEva(), [], 'five hours before');
    await pass(1);
    const [told, ...others] = toEva();
    assert.deepEqual(others, []);
    assert.match(told ?? '', /A co-sell deal of your team is about to expire/);
    assert.match(told ?? '', /Ann Lee was asked, and nobody has answered yet/);
    assert.match(told ?? '', /You are told as their manager/);
    assert.doesNotMatch(told ?? '', /Datacenter|Lamna Health|deal\.accept/);
    await pass(0.1);
    assert.equal(toEva().length, 1, 'told again');
  });

  it('reads that it waits no longer once somebody has answered', async () => {
    await open();
    await pass(1);
    const accepted = { ...stage.referrals.deal(DEAL_ID), status: 'Active', substatus: 'Accepted' };
    await recordDeal(stage, stage.referrals.change(accepted));
    await deliver();
    assert.match(toEva().at(-1) ?? '', /^update .*It no longer waits for an answer/);
  });

  for (const [who, team, words] of [
    ['whoever made the place follow, where the deal has no team', [], /Cara Osei was asked/],
    ['somebody on the team whom no roster knows', ['zoe'], /zoe Lee was asked/],
  ] as const)
    it(`is the one of ${who}`, async () => {
      await open({ team: [...team] });
      await pass(1);
      assert.match(toEva()[0] ?? '', words);
    });

  for (const [why, setting] of [
    ['in a chat that follows nothing', { follows: false }],
    ['of a deal that no watcher sees', { isSeen: false }],
    ['where the ladder has no such step', { ladder: '4h' }],
    ['where there is no ladder', { ladder: 'none' }],
  ] as const)
    it(`is told nothing ${why}`, async () => {
      await open(setting);
      await pass(1);
      assert.ok(!toEva().some((card) => card.includes('manager')));
    });

  it('is told nothing who was asked themselves', async () => {
    await open({ team: ['ann', 'eva'] });
    people.bosses.set('eva@lamna.example', 'eva');
    await saveMembers(db(), 'place-channel', [
      { personId: 'ann', userId: '29:ann', name: 'Ann Lee', email: 'ann@lamna.example' },
      { personId: 'eva', userId: '29:eva', name: 'Eva Boss', email: 'eva@lamna.example' },
    ]);
    await pass(1);
    assert.deepEqual(toEva(), []);
  });

  it('with a role sees the deal under their own rights, and why they are asked (PERM-01)', async () => {
    await open({ hasRole: true });
    await pass(1);
    assert.match(
      toEva()[0] ?? '',
      /Ann Lee was asked, and nobody has answered yet\. You are told as their manager/,
    );
    assert.match(toEva()[0] ?? '', /Datacenter move.*deal\.accept/);
    const accepted = { ...stage.referrals.deal(DEAL_ID), status: 'Active', substatus: 'Accepted' };
    await recordDeal(stage, stage.referrals.change(accepted));
    await deliver();
    assert.doesNotMatch(toEva().at(-1) ?? '', /as their manager/);
  });

  it('who is reminded in their own right gets no second message', async () => {
    await open({ hasRole: true, ladder: '4h,4h:manager', own: true });
    await pass(1);
    assert.equal(toEva().filter((card) => card.startsWith('post')).length, 1);
    assert.match(toEva()[0] ?? '', /Reminder: nobody has decided/);
  });

  it('is told nothing where the directory does not know who reports to whom', async () => {
    await open();
    stage = { ...stage, people: { ...people, can: () => false } };
    await pass(1);
    assert.deepEqual(toEva(), []);
  });
});
