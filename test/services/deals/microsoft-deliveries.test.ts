import assert from 'node:assert/strict';
import type { Deal } from '../../../services/deals/deal.ts';
import { awaitingMicrosoftOf } from '../../../services/deals/awaiting-microsoft.ts';
import { keepFavorite } from '../../../services/deals/keep-favorite.ts';
import { DEFAULT_LADDER, NEVER_QUIET } from '../../../services/deals/ladder.ts';
import { peopleOfDeal } from '../../../services/deals/people-of-deal.ts';
import { replanReminders } from '../../../services/deals/replan-reminders.ts';
import { recordDeal } from '../../../services/deals/record-deal.ts';
import { findDeal } from '../../../services/store/deals.ts';
import { endDecision, openDecision, startWriting } from '../../../services/store/decisions.ts';
import { listDeliveriesOf } from '../../../services/store/deliveries.ts';
import { saveMembers } from '../../../services/store/members.ts';
import { savePlace } from '../../../services/store/places.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';
import { DEAL_ID, inbound } from './inbound.ts';
import { newDecision } from './new-decision.ts';
import { samplePlace } from './sample-place.ts';
import { ANN, BEN, saveReadAll, setStage, type Stage, START } from './stage.ts';

const DAY = 24 * 60 * 60 * 1000;
const OURS = { ...inbound().invitation, organizationId: 'our-organization' };
const MARA = { firstName: 'Mara', lastName: 'Linde', email: 'Mara@Lamna.example', phone: null, title: null };
const own = (changes: Partial<Deal> = {}) =>
  inbound({ status: 'Active', substatus: 'Accepted', invitation: OURS, expiresAt: null, ...changes });
const sister = (changes: Partial<Deal> = {}) =>
  inbound({
    id: 'sister',
    organizationId: 'msft',
    expiresAt: new Date(START.getTime() + 10 * DAY),
    ...changes,
  });

describeOnEveryEngine('a deal of our own on which Microsoft is invited', (opened) => {
  let stage: Stage;
  const db = () => opened().store.db;

  beforeEach(async () => {
    stage = setStage(opened().store);
    stage.reminders = { ladder: DEFAULT_LADDER, quietHours: NEVER_QUIET, digestHour: 9 };
    await saveReadAll(stage);
    await savePlace(db(), samplePlace());
    await savePlace(db(), samplePlace({ id: 'place-ben', conversationId: 'a:ben', personId: 'ben' }));
  });

  const occasionsIn = async (placeId: string) =>
    (await listDeliveriesOf(db(), { placeId })).map(({ occasion }) => occasion).sort();

  it('is that of its team, of who keeps it as a favourite, and of who decided it here', async () => {
    await savePlace(db(), samplePlace({ id: 'place-mara', conversationId: 'a:mara', personId: 'mara' }));
    const member = { personId: 'mara', userId: '29:mara', name: 'Mara Linde', email: 'mara@lamna.example' };
    await saveMembers(db(), 'place-mara', [member]);
    const stored = await recordDeal(stage, own({ team: [MARA] }));
    await keepFavorite(stage, BEN, stored);
    await openDecision(db(), newDecision('w-1', ANN, { verb: 'deal.edit' }));
    assert.equal((await peopleOfDeal(db(), stored.deal)).length, 2, 'what is only asked is not decided');
    await startWriting(db(), 'w-1', '"x"', START);
    await endDecision(db(), 'w-1', 'done', 'done', START);
    const people = await peopleOfDeal(db(), stored.deal);
    assert.deepEqual(people.map(({ personId }) => personId).sort(), ['ann', 'ben', 'mara']);
  });

  it('reminds its people before Microsoft’s time runs out, by the ladder of each chat, and nobody else (SEED-02)', async () => {
    const stored = await recordDeal(stage, own());
    await recordDeal(stage, sister());
    assert.deepEqual(await occasionsIn('place-ann'), []);
    await keepFavorite(stage, ANN, stored);
    assert.deepEqual(await occasionsIn('place-ann'), [
      'digest:2026-11-17',
      'digest:2026-11-21',
      'expiry:24h:2026-11-24T09:00:00.000Z',
      'expiry:4h:2026-11-24T09:00:00.000Z',
    ]);
    assert.deepEqual(await occasionsIn('place-ben'), []);
    assert.equal((await awaitingMicrosoftOf(db(), samplePlace())).length, 1);
    assert.equal((await awaitingMicrosoftOf(db(), samplePlace({ personId: 'ben' }))).length, 0);
  });

  it('reminds by changed rules as well, and of no deadline once Microsoft has answered', async () => {
    await keepFavorite(stage, ANN, await recordDeal(stage, own()));
    await recordDeal(stage, sister());
    stage.reminders = {
      ladder: [{ name: '2d', before: 2 * DAY, shown: 'single' }],
      quietHours: NEVER_QUIET,
      digestHour: 9,
    };
    await replanReminders(stage);
    assert.ok((await occasionsIn('place-ann')).includes('expiry:2d:2026-11-24T09:00:00.000Z'));
    stage.clock.pass(1000);
    await recordDeal(stage, sister({ status: 'Active', substatus: 'Accepted', eTag: '"e-2"' }));
    assert.ok((await occasionsIn('place-ann')).includes('microsoft:accepted'));
    assert.deepEqual(await awaitingMicrosoftOf(db(), samplePlace()), []);
  });

  it('tells nobody of what a first reading brings up', async () => {
    const kept = await recordDeal(stage, own());
    await keepFavorite(stage, ANN, kept);
    const accepted = sister({
      status: 'Active',
      substatus: 'Accepted',
      acceptedAt: new Date(START.getTime() + DAY),
    });
    await recordDeal(stage, accepted, { isBacklog: true });
    assert.deepEqual(await occasionsIn('place-ann'), []);
    assert.equal((await findDeal(db(), DEAL_ID))?.kind, 'outbound');
  });

  it('tells nothing where `unfollow` was said', async () => {
    await savePlace(db(), samplePlace({ following: false }));
    await keepFavorite(stage, ANN, await recordDeal(stage, own()));
    await recordDeal(stage, sister());
    await recordDeal(stage, sister({ status: 'Closed', substatus: 'Declined', eTag: '"e-2"' }));
    assert.deepEqual(await occasionsIn('place-ann'), []);
  });
});
