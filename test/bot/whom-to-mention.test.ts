import assert from 'node:assert/strict';
import { deliverAll } from './deliver-all.ts';
import { refreshRoster } from '../../bot/roster.ts';
import { saveAccess } from '../../services/store/access.ts';
import { wantDeliveries } from '../../services/store/deliveries.ts';
import { listMembers, saveMembers } from '../../services/store/members.ts';
import { savePlace } from '../../services/store/places.ts';
import { saveSetting } from '../../services/store/settings.ts';
import { saveSightings } from '../../services/store/sightings.ts';
import { DEAL_ID, inbound } from '../services/deals/inbound.ts';
import { sampleChannel } from '../services/deals/sample-place.ts';
import { freshStore, saveReadAll, setStage, watcherSees } from '../services/deals/stage.ts';
import { profile, type SmallDirectory, smallDirectory } from '../services/people/small-directory.ts';
import { type SmallApp, smallApp } from './small-app.ts';

const CHANNEL = 'place-channel';
const member = (personId: string) => ({
  personId,
  userId: `29:${personId}`,
  name: personId.toUpperCase(),
  email: `${personId}@lamna.example`,
});
const contact = (email: string) => ({ firstName: 'X', lastName: null, email, phone: null, title: null });

describe('whom a card in a channel calls', () => {
  const store = freshStore();
  let app: SmallApp;
  let people: SmallDirectory;
  const db = () => store().db;
  const deliver = async () => {
    await deliverAll(app);
  };
  /** The line of the last card that calls people; '' for none. */
  const line = () => {
    const texts = (app.messenger.sent.at(-1)?.message.card.body ?? []) as unknown as { text?: string }[];
    return texts.find(({ text }) => text?.startsWith('🔔'))?.text ?? '';
  };

  const open = async (team: string[]) => {
    const deal = inbound({ team: team.map((name) => contact(`${name}@lamna.example`)) });
    const stage = setStage(store(), [deal]);
    people = smallDirectory();
    app = smallApp({ ...stage, people });
    await saveReadAll(stage);
    await savePlace(db(), sampleChannel());
    await saveMembers(db(), CHANNEL, ['ann', 'ben', 'cara', 'dag'].map(member));
    await saveSetting(db(), `place:${CHANNEL}`, 'owners', 'cara');
    await saveSightings(db(), 'local', [DEAL_ID, 'deal-2'], stage.clock.now());
    return { stage, deal };
  };

  it('is the deal team without those who are out of office, and the card says so', async () => {
    const { stage, deal } = await open(['ann', 'ben']);
    people.away.add('ann');
    await watcherSees(stage, deal);
    await deliver();
    assert.equal(line(), '🔔 For <at>BEN</at> · ANN is out of office');
  });

  it('is the owner of the place where the whole team is away, then everyone who may see the deal', async () => {
    const { stage, deal } = await open(['ann']);
    people.away.add('ann');
    await watcherSees(stage, deal);
    await deliver();
    assert.equal(line(), '🔔 For <at>CARA</at> · ANN is out of office');

    const other = { ...deal, id: 'deal-2', eTag: '"e-2"' };
    people.away.add('cara');
    await saveAccess(db(), { tenantId: 't-1', personId: 'dag' }, 'deal-2', true, stage.clock.now());
    await saveAccess(db(), { tenantId: 't-1', personId: 'ben' }, 'deal-2', false, stage.clock.now());
    await watcherSees(stage, other);
    await deliver();
    assert.equal(line(), '🔔 For <at>DAG</at> · ANN is out of office');
  });

  it('is whom it was meant for where everybody is away', async () => {
    const { stage, deal } = await open(['ann']);
    for (const name of ['ann', 'ben', 'cara', 'dag']) people.away.add(name);
    await watcherSees(stage, deal);
    await deliver();
    assert.equal(line(), '🔔 For <at>ANN</at>');
  });

  it('stays as it was when the message is edited, whoever comes back meanwhile', async () => {
    const { stage, deal } = await open(['ann']);
    people.away.add('ann');
    await watcherSees(stage, deal);
    await deliver();
    people.away.clear();
    const asked = people.asked.length;
    await watcherSees(stage, stage.referrals.change({ ...deal, name: 'Another name' }));
    await deliver();
    assert.deepEqual(
      app.messenger.sent.map(({ how }) => how),
      ['post', 'update'],
    );
    assert.equal(line(), '🔔 For <at>CARA</at> · ANN is out of office');
    assert.equal(people.asked.length, asked, 'an edit calls nobody, so nobody is asked for');
  });

  it('is not looked up for a message that stands, where all were there', async () => {
    const { stage, deal } = await open(['ann']);
    await watcherSees(stage, deal);
    await deliver();
    assert.deepEqual(people.asked, ['whoIsAway']);
    people.away.add('ann');
    const now = stage.clock.now();
    const wish = { placeId: CHANNEL, subject: DEAL_ID, occasion: 'new', dueAt: now, wantedVersion: 9 };
    await wantDeliveries(db(), [wish], now);
    await deliver();
    assert.deepEqual(people.asked, ['whoIsAway']);
    assert.equal(app.messenger.sent.length, 1, 'nothing to edit');
  });

  it('rosters are completed by the directory where Teams left names or mail out', async () => {
    await open([]);
    people.known.push(profile('eva', 'Eva Boss', 'eva@lamna.example'));
    const bare = { personId: 'eva', userId: '29:eva', name: null, email: null };
    const unknown = { ...bare, personId: 'zoe', userId: '29:zoe' };
    app.messenger.members = async () => [member('ann'), bare, unknown];
    await refreshRoster(app, sampleChannel());
    const saved = await listMembers(db(), CHANNEL);
    assert.deepEqual(saved.map(({ personId, name, email }) => `${personId} ${name} ${email}`).sort(), [
      'ann ANN ann@lamna.example',
      'eva Eva Boss eva@lamna.example',
      'zoe null null',
    ]);
  });
});
