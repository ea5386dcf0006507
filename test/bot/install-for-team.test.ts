import assert from 'node:assert/strict';
import { DeliveryFailure } from '../../bot/delivery-failure.ts';
import { installForTeams } from '../../bot/install-for-team.ts';
import { leavePlace } from '../../bot/join.ts';
import { renderWelcome } from '../../bot/occasions/welcome.ts';
import type { Envelope } from '../../bot/activity.ts';
import { recordDeal } from '../../services/deals/record-deal.ts';
import type { InstallOutcome } from '../../services/people/people-directory.ts';
import { type Delivery, findDelivery } from '../../services/store/deliveries.ts';
import { saveMembers } from '../../services/store/members.ts';
import { findPersonalPlace, savePlace } from '../../services/store/places.ts';
import { findSettings, saveSetting } from '../../services/store/settings.ts';
import { inbound } from '../services/deals/inbound.ts';
import { sampleChannel, samplePlace } from '../services/deals/sample-place.ts';
import { freshStore, saveReadAll, setStage, type Stage } from '../services/deals/stage.ts';
import { type SmallDirectory, smallDirectory } from '../services/people/small-directory.ts';
import { type SmallApp, smallApp } from './small-app.ts';

const NAMES = ['ann', 'ben', 'cara', 'dag', 'eva'];
const contact = (name: string) => ({
  firstName: name,
  lastName: null,
  email: `${name.toUpperCase()}@lamna.example`,
  phone: null,
  title: null,
});

describe('the app for people on deal teams', () => {
  const store = freshStore();
  let app: SmallApp;
  let stage: Stage;
  let people: SmallDirectory;
  const db = () => store().db;
  const want = (value: string | null) => saveSetting(db(), 'place:place-channel', 'installForTeam', value);
  const recordOf = async (name: string) => (await findSettings(db(), `person:t-1/${name}`))['teamsApp'];
  const chatOf = (name: string) => findPersonalPlace(db(), { tenantId: 't-1', personId: name });
  const answer = (outcome: InstallOutcome) => {
    app = {
      ...app,
      people: { ...people, installFor: async ({ personId }) => (people.installed.push(personId), outcome) },
    };
  };

  const open = async (...team: string[]) => {
    const deal = inbound({ team: team.map(contact) });
    people = smallDirectory();
    stage = { ...setStage(store(), [deal]), people };
    app = smallApp(stage);
    await saveReadAll(stage);
    await savePlace(db(), sampleChannel());
    await saveMembers(
      db(),
      'place-channel',
      NAMES.map((name) => ({ personId: name, userId: `29:${name}`, name, email: `${name}@lamna.example` })),
    );
    await recordDeal(stage, deal);
  };

  it('is installed for nobody by default, nor in a place that does not follow, nor without the permission', async () => {
    await open('ann');
    await installForTeams(app);
    await want('on');
    await installForTeams({ ...app, people: { ...people, can: () => false } });
    await savePlace(db(), sampleChannel({ following: false }));
    await installForTeams(app);
    assert.deepEqual(people.installed, []);
  });

  it('is installed where the place says so: for members on the team of an open deal, three a minute, once each', async () => {
    await open('ann', 'ben', 'cara', 'dag', 'stranger');
    await savePlace(
      db(),
      samplePlace({ id: 'place-ben', conversationId: 'a:ben', personId: 'ben', retiredAt: new Date() }),
    );
    await want('on');
    await installForTeams(app);
    assert.deepEqual(people.installed, ['ann', 'cara', 'dag'], 'Ben removed it before');
    assert.equal(await recordOf('ann'), 'installed');
    assert.equal(await chatOf('ann'), null, 'Teams tells of it');
    await installForTeams(app);
    assert.deepEqual(people.installed, ['ann', 'cara', 'dag']);
  });

  it('that is there already has its chat opened, and the person is told why', async () => {
    await open('ann');
    await want('on');
    answer('alreadyThere');
    await installForTeams(app);
    const chat = await chatOf('ann');
    assert.deepEqual([chat?.conversationId, chat?.following, chat?.byDefault], ['a:ann', true, true]);
    assert.ok(chat && (await findDelivery(db(), chat.id, 'place', 'welcome')));
    const welcome = await renderWelcome(app, chat, {} as Delivery, null);
    assert.match(JSON.stringify(welcome), /You are on the team of a co-sell deal/);
    await installForTeams(app);
    assert.deepEqual(people.installed, ['ann']);

    await leavePlace(app, {
      tenantId: 't-1',
      conversationId: 'a:ann',
      teamId: null,
      activityId: null,
      sentAt: null,
    } as Envelope);
    assert.equal(await recordOf('ann'), 'gone');
    await installForTeams(app);
    assert.deepEqual(people.installed, ['ann'], 'whoever removed it is left alone');
  });

  it('whose news was lost is found by opening the chat; who cannot be reached is left alone', async () => {
    await open('ann', 'eva');
    await want('on');
    await installForTeams(app);
    app.messenger.openChat = async (_place, { personId }) => {
      if (personId === 'eva') throw new DeliveryFailure('placeGone', 403);
      return `a:${personId}`;
    };
    await installForTeams(app);
    assert.equal((await chatOf('ann'))?.conversationId, 'a:ann');
    assert.deepEqual([await chatOf('eva'), await recordOf('eva')], [null, 'gone']);
  });

  for (const [outcome, kept] of [
    ['refused', /^refused$/],
    ['unknown', /^unknown 2026-11-14T/],
  ] as const)
    it(`that ends with ${outcome} is remembered, and the next people have their turn`, async () => {
      await open('ann', 'ben', 'cara', 'dag');
      await want('on');
      answer(outcome);
      await installForTeams(app);
      await installForTeams(app);
      assert.deepEqual(people.installed, ['ann', 'ben', 'cara', 'dag']);
      assert.match((await recordOf('ann')) ?? '', kept);
    });
});
