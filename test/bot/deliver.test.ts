import assert from 'node:assert/strict';
import { restore, stub } from 'sinon';
import { adoptMessage } from '../../bot/adopt-message.ts';
import { deliverAll } from './deliver-all.ts';
import { DeliveryFailure, type DeliveryFailureKind } from '../../bot/delivery-failure.ts';
import type { SendBudget } from '../../bot/send-budget.ts';
import type { Deal } from '../../services/deals/deal.ts';
import { DEFAULT_LADDER, reminderOccasion } from '../../services/deals/ladder.ts';
import { recordDeal } from '../../services/deals/record-deal.ts';
import type { Permission } from '../../services/pacing/ask-to-send.ts';
import { ReferralServiceError } from '../../services/referrals/errors.ts';
import { saveAccess } from '../../services/store/access.ts';
import {
  claimDeliveries,
  findDelivery,
  markPosting,
  postponeDelivery,
  releaseLeases,
  wantDeliveries,
} from '../../services/store/deliveries.ts';
import { openDraft } from '../../services/store/drafts.ts';
import { findPlace, savePlace } from '../../services/store/places.ts';
import { findPosted, savePosted } from '../../services/store/posted-cards.ts';
import { DEAL_ID, inbound } from '../services/deals/inbound.ts';
import { sampleChannel, samplePlace } from '../services/deals/sample-place.ts';
import { ANN, freshStore, saveReadAll, setStage, START, watcherSees } from '../services/deals/stage.ts';
import { type SmallApp, smallApp } from './small-app.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CHANNEL = 'place-channel';
const TRIES_TO_KEEP = 2;

describe('delivering', () => {
  const store = freshStore();
  let app: SmallApp;
  let stage: ReturnType<typeof setStage>;
  const db = () => store().db;
  /** Until nothing is due any more. */
  const deliver = async (signal = new AbortController().signal) => {
    await deliverAll(app, { signal, triesToKeep: TRIES_TO_KEEP });
  };
  const delivery = (placeId = CHANNEL, occasion = 'new') => findDelivery(db(), placeId, DEAL_ID, occasion);
  const stateOf = async (placeId = CHANNEL, occasion = 'new') => (await delivery(placeId, occasion))?.state;
  const sent = () => app.messenger.sent.map(({ how, activityId }) => `${how} ${activityId}`);
  const lastCard = () => JSON.stringify(app.messenger.sent.at(-1)?.message.card);
  const refuse = (kind: DeliveryFailureKind, seconds: number | null = null, after = false) =>
    app.messenger.refuse(new DeliveryFailure(kind, null, seconds), after);
  const want = (occasion: string, placeId = CHANNEL, subject = DEAL_ID) =>
    wantDeliveries(
      db(),
      [{ placeId, subject, occasion, dueAt: stage.clock.now(), wantedVersion: 1 }],
      stage.clock.now(),
    );
  /** From the next message on, so many transactions fail, and nothing else is begun. */
  const loseDatabase = (times: number): AbortSignal => {
    const others = new AbortController();
    app.messenger.before(() => {
      others.abort();
      const transaction = stub(db(), 'transaction').callsFake(() => {
        if (transaction.callCount >= times) transaction.restore();
        throw new Error('Connection terminated');
      });
    });
    return others.signal;
  };
  afterEach(() => restore());
  /** A new reading of the deal with these changes. */
  const change = (changes: Partial<Deal>) =>
    recordDeal(stage, stage.referrals.change({ ...stage.referrals.deal(DEAL_ID), ...changes }));

  beforeEach(async () => {
    stage = setStage(store(), [inbound()]);
    app = smallApp(stage);
    await saveReadAll(stage);
    await savePlace(db(), sampleChannel());
    await watcherSees(stage, inbound());
  });

  it('posts a new deal and remembers what stands where', async () => {
    await deliver();
    assert.deepEqual(sent(), ['post a-1']);
    const posted = await findPosted(db(), CHANNEL, DEAL_ID, 'new');
    assert.deepEqual([posted?.activityId, posted?.version], ['a-1', 1]);
    assert.ok(lastCard().includes('Datacenter move'));
  });

  it('looks again when the words for the deadline change, and sends nothing in between', async () => {
    await deliver();
    const row = await delivery();
    assert.deepEqual([row?.state, row?.dueAt], ['due', new Date('2026-11-17T08:00:00Z')]);
    await want('new');
    await deliver();
    assert.deepEqual(sent(), ['post a-1']);
    stage.clock.pass(3 * 24 * HOUR);
    await deliver();
    assert.deepEqual(sent(), ['post a-1', 'update a-1']);
  });

  it('edits what stands when the deal changes, once', async () => {
    await deliver();
    await change({ status: 'Active', substatus: 'Accepted' });
    await deliver();
    await deliver();
    assert.deepEqual(sent(), ['post a-1', 'update a-1']);
    assert.equal(await stateOf(), 'settled');
    assert.equal((await findPosted(db(), CHANNEL, DEAL_ID, 'new'))?.version, 2);
  });

  it('does not post a deal that was answered before its turn came', async () => {
    await change({ status: 'Active', substatus: 'Accepted' });
    await deliver();
    assert.deepEqual(sent(), []);
    assert.equal(await stateOf(), 'settled');
  });

  it('shows what changed while it was posting', async () => {
    app.messenger.before(() => change({ name: 'Changed meanwhile' }));
    await deliver();
    assert.equal(sent().at(0), 'post a-1');
    await deliver();
    assert.ok(lastCard().includes('Changed meanwhile'));
  });

  it('redacts what a shared place reads', async () => {
    await deliver();
    for (const secret of ['Zoé', '60', 'Starts at']) assert.ok(!lastCard().includes(secret), secret);
  });

  describe('in a personal chat', () => {
    beforeEach(async () => {
      await savePlace(db(), samplePlace());
      await want('new', 'place-ann');
    });

    it('posts what the person may see, asked under their own rights (PERM-01)', async () => {
      await deliver();
      assert.equal(sent().length, 2);
      assert.deepEqual(stage.referrals.calls.at(-1)?.caller.kind, 'person');
    });

    it('posts nothing that the person may not see (PERM-02)', async () => {
      await saveAccess(db(), ANN, DEAL_ID, false, START);
      await deliver();
      assert.deepEqual(
        app.messenger.sent.map(({ conversationId }) => conversationId),
        ['19:deals@thread.tacv2'],
      );
      assert.equal(await stateOf('place-ann'), 'settled');
    });

    it('takes the content away from a person who lost sight of the deal (PERM-02)', async () => {
      await deliver();
      await saveAccess(db(), ANN, DEAL_ID, false, stage.clock.now());
      await change({ value: '1' });
      await deliver();
      const card = JSON.stringify(
        app.messenger.sent.findLast(({ conversationId }) => conversationId === 'a:ann')?.message.card,
      );
      assert.ok(!card.includes('Datacenter move') && !card.includes(DEAL_ID), card);
    });

    it('waits while Partner Center cannot say what the person may see', async () => {
      stage.referrals.fail('get', new ReferralServiceError('unavailable'));
      await deliver();
      const row = await delivery('place-ann');
      assert.deepEqual(
        [row?.state, row?.problem, row?.attempts, row?.dueAt],
        ['due', 'waiting', 0, new Date(START.getTime() + 30_000)],
      );
    });
  });

  describe('when Teams does not take it', () => {
    it('waits as long as Teams asks (429)', async () => {
      refuse('throttled', 90);
      await deliver();
      const row = await delivery();
      assert.deepEqual(
        [row?.state, row?.problem, row?.attempts, row?.dueAt],
        ['due', 'throttled', 1, new Date(START.getTime() + 90_000)],
      );
      stage.clock.pass(90_000);
      await deliver();
      assert.deepEqual(sent(), ['post a-1']);
      assert.equal((await delivery())?.attempts, 0);
    });

    it('waits longer each time, to five minutes and a bit at most', async () => {
      const waits: number[] = [];
      for (let time = 0; time < 12; time++) {
        refuse('busy');
        await deliver();
        const dueAt = (await delivery())?.dueAt as Date;
        const wait = dueAt.getTime() - stage.clock.now().getTime();
        waits.push(wait);
        stage.clock.pass(wait);
      }
      for (const [time, wait] of waits.entries()) {
        const seconds = Math.min(2 ** time, 300);
        assert.ok(wait >= seconds * 750 && wait <= seconds * 1250, `${time}: ${wait}`);
      }
    });

    it('retires the place that is gone, with all that was to come', async () => {
      await want('copy:a-9');
      refuse('placeGone');
      await deliver();
      assert.ok((await findPlace(db(), CHANNEL))?.retiredAt);
      assert.deepEqual([await stateOf(), await stateOf(CHANNEL, 'copy:a-9')], ['retired', 'retired']);
      await change({ value: '1' });
      await deliver();
      assert.deepEqual(sent(), []);
    });

    it('posts nothing to a place that was retired meanwhile', async () => {
      await savePlace(db(), sampleChannel({ retiredAt: START }));
      await deliver();
      assert.deepEqual([sent(), await stateOf()], [[], 'retired']);
    });

    it('keeps what is refused for good as dead, and goes on with the rest', async () => {
      await savePlace(db(), sampleChannel({ id: 'other', conversationId: '19:other' }));
      await want('new', 'other');
      refuse('refused');
      await deliver();
      const states = new Set([await stateOf(), await stateOf('other')]);
      assert.deepEqual(states, new Set(['dead', 'due']));
      assert.equal(sent().length, 1);
    });

    it('gives up after three hundred tries, and keeps it as dead', async () => {
      await db().updateTable('deliveries').set({ attempts: 299 }).execute();
      refuse('busy');
      await deliver();
      assert.equal(await stateOf(), 'due');
      stage.clock.pass(HOUR);
      refuse('busy');
      await deliver();
      assert.deepEqual([await stateOf(), (await delivery())?.problem], ['dead', 'busy']);
    });

    it('survives a fault of its own', async () => {
      app.messenger.before(() => {
        throw new TypeError('ours');
      });
      await deliver();
      assert.deepEqual([await stateOf(), (await delivery())?.problem], ['posting', 'surprise']);
    });
  });

  describe('within Teams’ limits', () => {
    const OTHER = 'other';
    const allow = (...answers: Permission[]) => {
      const asked: string[] = [];
      const ask: SendBudget['ask'] = async ({ id }) => {
        asked.push(id);
        return answers.shift() ?? { kind: 'go', inMs: 0 };
      };
      app.sendBudget = { ...app.sendBudget, ask };
      return asked;
    };

    it('puts off what may not go yet, which is no failed try, and goes on elsewhere', async () => {
      await savePlace(db(), sampleChannel({ id: OTHER, conversationId: '19:other' }));
      await want('new', OTHER);
      allow({ kind: 'later', inMs: 700 });
      await deliver();
      assert.equal(sent().length, 1);
      const rows = [await delivery(), await delivery(OTHER)];
      const late = rows.find((row) => row?.problem === 'paced');
      assert.deepEqual(
        [late?.state, late?.attempts, late?.dueAt],
        ['due', 0, new Date(START.getTime() + 700)],
      );
      stage.clock.pass(700);
      await deliver();
      assert.equal(sent().length, 2);
    });

    it('waits for its moment, with the row marked only then', async () => {
      allow({ kind: 'go', inMs: 20 });
      await deliver();
      assert.deepEqual(sent(), ['post a-1']);
    });

    it('still knows of a lost answer after it was put off', async () => {
      refuse('unanswered');
      await deliver();
      stage.clock.pass(MINUTE);
      allow({ kind: 'later', inMs: 700 });
      await deliver();
      assert.equal(await stateOf(), 'posting');
    });

    it('asks for nothing that need not be sent', async () => {
      await deliver();
      await want('new');
      const asked = allow();
      await deliver();
      assert.deepEqual(asked, []);
    });

    it('has the whole conversation wait when Teams throttles it (429)', async () => {
      const pauses: [string, number][] = [];
      const pause: SendBudget['pause'] = async ({ id }, seconds) => void pauses.push([id, seconds]);
      app.sendBudget = { ...app.sendBudget, pause };
      refuse('throttled', 90);
      await deliver();
      assert.deepEqual(pauses, [[CHANNEL, 90]]);
      stage.clock.pass(90_000);
      refuse('busy');
      await deliver();
      assert.equal(pauses.length, 1);
    });
  });

  describe('when nobody knows whether a post arrived', () => {
    it('posts once more after a lost answer: never lost beats never doubled', async () => {
      refuse('unanswered', null, true);
      await deliver();
      assert.equal(await stateOf(), 'posting');
      stage.clock.pass(MINUTE);
      await deliver();
      assert.deepEqual(sent(), ['post a-1', 'post a-2']);
      await want('new');
      await deliver();
      assert.equal(sent().length, 2);
      assert.equal((await findPosted(db(), CHANNEL, DEAL_ID, 'new'))?.activityId, 'a-2');
    });

    it('takes the message that somebody clicks for the lost post, and posts nothing more', async () => {
      refuse('unanswered', null, true);
      await deliver();
      const place = await findPlace(db(), CHANNEL);
      assert.ok(place);
      assert.equal(await adoptMessage(app, place, 'a-1', DEAL_ID), 'new');
      assert.equal(await adoptMessage(app, place, 'a-1', DEAL_ID), null);
      await deliver();
      stage.clock.pass(HOUR);
      await deliver();
      assert.deepEqual(sent(), ['post a-1', 'update a-1']);
      assert.equal((await findPosted(db(), CHANNEL, DEAL_ID, 'new'))?.activityId, 'a-1');
    });

    it('takes it for a copy while a bot is at the post, or where more than one is lost', async () => {
      const place = await findPlace(db(), CHANNEL);
      assert.ok(place);
      const now = stage.clock.now();
      const claim = { now, leaseSeconds: 30, owner: 'me', limit: 1 };
      const id = (await claimDeliveries(db(), claim))[0]?.id ?? '';
      await markPosting(db(), id, 'me', now);
      assert.equal(await adoptMessage(app, place, 'a-8', DEAL_ID), 'copy:a-8');
      const later = { now, dueAt: new Date(now.getTime() + HOUR), problem: 'unanswered', countAttempt: true };
      await postponeDelivery(db(), id, 'me', { ...later, keepPosting: true });
      await want('expiry:4h:x');
      await markPosting(db(), (await claimDeliveries(db(), claim))[0]?.id ?? '', 'me', now);
      await releaseLeases(db(), null);
      assert.deepEqual([await stateOf(), await stateOf(CHANNEL, 'expiry:4h:x')], ['posting', 'posting']);
      assert.equal(await adoptMessage(app, place, 'a-9', DEAL_ID), 'copy:a-9');
    });

    it('posts once more what a dead process was posting', async () => {
      const now = stage.clock.now();
      const [claimed] = await claimDeliveries(db(), { now, leaseSeconds: 30, owner: 'dead', limit: 1 });
      await markPosting(db(), claimed?.id ?? '', 'dead', now);
      await deliver();
      assert.deepEqual(sent(), [], 'not while the lease runs');
      await releaseLeases(db(), null);
      await deliver();
      await deliver();
      assert.deepEqual(sent(), ['post a-1']);
    });

    it('takes up what a dead process had leased, when the lease has ended', async () => {
      await claimDeliveries(db(), { now: stage.clock.now(), leaseSeconds: 30, owner: 'dead', limit: 1 });
      stage.clock.pass(30_001);
      await deliver();
      assert.deepEqual(sent(), ['post a-1']);
    });

    it('keeps what Teams took once the database is there again, in place of posting it once more', async () => {
      await deliver(loseDatabase(TRIES_TO_KEEP));
      stage.clock.pass(MINUTE);
      await deliver();
      assert.deepEqual(sent(), ['post a-1']);
      assert.equal((await findPosted(db(), CHANNEL, DEAL_ID, 'new'))?.activityId, 'a-1');
    });

    it('says that a post may stand already where the database stays away', async () => {
      await deliver(loseDatabase(TRIES_TO_KEEP + 1));
      assert.deepEqual([await stateOf(), (await delivery())?.problem], ['posting', 'surprise']);
    });

    it('edits again after a lost answer, which does no harm', async () => {
      await deliver();
      await change({ value: '1', name: 'Other' });
      refuse('unanswered', null, true);
      await deliver();
      stage.clock.pass(MINUTE);
      await deliver();
      assert.deepEqual(sent(), ['post a-1', 'update a-1', 'update a-1']);
    });
  });

  describe('when the message is gone', () => {
    beforeEach(deliver);

    it('posts a deal that still waits anew', async () => {
      await change({ name: 'Other' });
      refuse('messageGone');
      await deliver();
      assert.deepEqual(sent(), ['post a-1', 'post a-2']);
    });

    it('lets a deal go that waits no more', async () => {
      await change({ status: 'Active', substatus: 'Accepted' });
      refuse('messageGone');
      await deliver();
      assert.deepEqual([sent(), await stateOf()], [['post a-1'], 'settled']);
      assert.equal(await findPosted(db(), CHANNEL, DEAL_ID, 'new'), null);
    });

    it('never posts a copy anew that somebody had asked for', async () => {
      const copy = { id: 'p-9', placeId: CHANNEL, subject: DEAL_ID, occasion: 'copy:a-9', activityId: 'a-9' };
      await savePosted(db(), { ...copy, version: 0, hash: '', postedAt: START, changedAt: START });
      await want('copy:a-9');
      refuse('messageGone');
      await deliver();
      assert.deepEqual([sent(), await stateOf(CHANNEL, 'copy:a-9')], [['post a-1'], 'dropped']);
    });
  });

  it('leaves a message alone in which somebody fills a form, for a quarter of an hour at most', async () => {
    await deliver();
    const form = {
      id: 'f-1',
      tenantId: 't-1',
      personId: 'ann',
      dealId: DEAL_ID,
      dialog: 'accept',
      step: 'form',
    };
    const at = { placeId: CHANNEL, activityId: 'a-1', openedAt: START, changedAt: START, closedAt: null };
    await openDraft(db(), { ...form, inputs: {}, ...at });
    await change({ name: 'Other' });
    await deliver();
    assert.deepEqual([sent(), (await delivery())?.problem], [['post a-1'], 'formOpen']);
    stage.clock.pass(15 * MINUTE + 1000);
    await deliver();
    assert.deepEqual(sent(), ['post a-1', 'update a-1']);
  });

  it('reminds in the thread of the post of the deal, and edits the reminder when it is answered (EXP-01)', async () => {
    app.reminders = stage.reminders = { ladder: DEFAULT_LADDER, quietHours: null, digestHour: 9 };
    await deliver();
    await change({ notes: 'More' });
    const step = DEFAULT_LADDER.find(({ name }) => name === '24h');
    const occasion = reminderOccasion(step as NonNullable<typeof step>, inbound().expiresAt as Date);
    const planned = await delivery(CHANNEL, occasion);
    assert.deepEqual(planned?.dueAt, new Date('2026-11-23T08:00:00Z'));
    stage.clock.pass(9 * 24 * HOUR);
    await deliver();
    const reminder = app.messenger.sent.find(({ thread }) => thread !== undefined);
    assert.equal(reminder?.thread, '19:deals@thread.tacv2;messageid=a-1');

    await change({ status: 'Active', substatus: 'Accepted' });
    await deliver();
    assert.ok(sent().includes(`update ${reminder?.activityId}`));
  });

  it('pushes nothing to a place that follows no more, but keeps what stands there up to date', async () => {
    app.reminders = stage.reminders = { ladder: DEFAULT_LADDER, quietHours: null, digestHour: 9 };
    await deliver();
    await change({ notes: 'More' });
    await savePlace(db(), sampleChannel({ following: false }));
    stage.clock.pass(9 * 24 * HOUR);
    await deliver();
    await change({ status: 'Active', substatus: 'Accepted' });
    await deliver();
    assert.deepEqual(new Set(sent()), new Set(['post a-1', 'update a-1']));
  });

  it('lets an occasion that it does not know rest', async () => {
    await want('someday:soon');
    await deliver();
    assert.deepEqual([sent(), await stateOf(CHANNEL, 'someday:soon')], [['post a-1'], 'settled']);
  });

  it('stops when it is told to', async () => {
    await deliver(AbortSignal.abort());
    assert.deepEqual(sent(), []);
  });
});
