import assert from 'node:assert/strict';
import { createDeliverDue } from '../../../bot/deliver-due.ts';
import { goOn } from '../../../bot/sign-in/go-on.ts';
import { parseActivity } from '../../../bot/activity.ts';
import { openTurn } from '../../../bot/turn.ts';
import { createUserAccessTokens } from '../../../services/auth/user-access-tokens.ts';
import { recordDeal } from '../../../services/deals/record-deal.ts';
import { ReferralServiceError } from '../../../services/referrals/errors.ts';
import { wantDeliveries } from '../../../services/store/deliveries.ts';
import { savePlace } from '../../../services/store/places.ts';
import { findSignIn, saveSignIn } from '../../../services/store/sign-ins.ts';
import { CONNECTIONS, type SmallUserTokens, smallUserTokens } from '../../services/auth/small-user-tokens.ts';
import { DEAL_ID, inbound } from '../../services/deals/inbound.ts';
import { samplePlace } from '../../services/deals/sample-place.ts';
import { ANN, freshStore, saveReadAll, setStage, type Stage, START } from '../../services/deals/stage.ts';
import { type SmallApp, smallApp } from '../small-app.ts';

const HOUR = 60 * 60 * 1000;
const CONTENT = /Datacenter/;

describe('the chat of somebody who must sign in', () => {
  const store = freshStore();
  let stage: Stage;
  let app: SmallApp;
  let service: SmallUserTokens;
  const works: Promise<unknown>[] = [];
  const db = () => store().db;

  beforeEach(async () => {
    stage = setStage(store(), [inbound()]);
    service = smallUserTokens();
    const shared = { userTokens: service, connections: CONNECTIONS, partnerTenantId: ANN.tenantId };
    const tokens = createUserAccessTokens({ ...shared, store: store(), clock: stage.clock });
    app = {
      ...smallApp(stage),
      signIn: { ...shared, tokens },
      background: (_, work) => void works.push(work),
    };
    stage.referrals.fail('listOpen', new ReferralServiceError('unauthorized'), { times: 1000 });
    stage.referrals.fail('get', new ReferralServiceError('unauthorized'), { times: 1000 });
    await saveReadAll(stage);
    await savePlace(db(), samplePlace({ joinedAt: new Date(START.getTime() - HOUR) }));
    await want('welcome', 'place');
    await want('greeting', 'place');
  });

  const want = (occasion: string, subject = DEAL_ID) =>
    wantDeliveries(
      db(),
      [{ placeId: 'place-ann', subject, occasion, dueAt: stage.clock.now(), wantedVersion: 1 }],
      stage.clock.now(),
    );
  const deliver = async () => {
    const pass = createDeliverDue(app, 'me');
    do {
      await Promise.all(works.splice(0));
      await pass(new AbortController().signal);
    } while (works.length > 0);
  };
  const texts = () => app.messenger.sent.map(({ message }) => JSON.stringify(message.card));
  /** Ann signs in, as an activity of hers tells. */
  const signIn = async () => {
    stage.referrals.recover();
    const envelope = parseActivity({
      type: 'invoke',
      serviceUrl: 'http://127.0.0.1:1/',
      from: { id: '29:ann', aadObjectId: 'ann' },
      recipient: { id: '28:bot' },
      conversation: { id: 'a:ann', tenantId: ANN.tenantId, conversationType: 'personal' },
    });
    assert.ok(envelope?.person);
    const turn = await openTurn(app, envelope, envelope.person);
    await goOn(app, turn, 'silent', async () => undefined);
  };

  it('is welcomed with a button to sign in, shown no deal, and greeted once its person has signed in', async () => {
    await recordDeal(stage, inbound());
    await deliver();
    assert.equal(texts().length, 1);
    assert.match(texts()[0] ?? '', /person\.signIn/);
    assert.doesNotMatch(texts().join(), CONTENT);
    stage.clock.pass(HOUR);
    await deliver();
    assert.equal(texts().length, 1, 'and nobody is urged');

    await signIn();
    await deliver();
    assert.deepEqual(
      app.messenger.sent.map(({ how }) => how),
      ['post', 'update', 'post'],
    );
    assert.doesNotMatch(texts()[1] ?? '', /person\.signIn/, 'the welcome as it is now');
    assert.match(texts()[2] ?? '', CONTENT);
  });

  it('is asked once a day at most to sign in again, where something could not be shown', async () => {
    await deliver();
    await saveSignIn(db(), ANN, { signedInAt: new Date(START.getTime() - 48 * HOUR), withheld: false });
    await recordDeal(stage, inbound());
    await want('expiry:24h:x');
    await deliver();
    const asked = () => texts().filter((text) => /Please sign in again/.test(text));
    assert.equal(asked().length, 1);
    stage.clock.pass(HOUR);
    await want('new');
    await deliver();
    assert.equal(asked().length, 1);
    stage.clock.pass(24 * HOUR);
    await want('new');
    await deliver();
    assert.equal(asked().length, 2);
    assert.doesNotMatch(texts().join(), CONTENT);

    await signIn();
    await deliver();
    assert.equal(
      texts().filter((text) => /You are signed in/.test(text)).length,
      2,
      'both requests are settled',
    );
    assert.ok(texts().some((text) => CONTENT.test(text)));
    assert.equal((await findSignIn(db(), ANN)).withheld, false);
  });

  it('is looked at again where its person signed in at that very moment', async () => {
    await deliver();
    await saveSignIn(db(), ANN, { signedInAt: stage.clock.now(), withheld: false });
    await recordDeal(stage, inbound());
    await deliver();
    stage.referrals.recover();
    stage.clock.pass(1000);
    await deliver();
    assert.ok(texts().some((text) => CONTENT.test(text)));
  });

  it('is let alone after a sign-out', async () => {
    await deliver();
    await saveSignIn(db(), ANN, { signedInAt: null });
    await recordDeal(stage, inbound());
    await deliver();
    assert.equal(texts().length, 1);
  });

  it('of an outsider says so, and nothing is read or kept for them', async () => {
    const place = samplePlace({ id: 'place-eve', personId: 'eve', tenantId: 't-2', conversationId: 'a:eve' });
    await savePlace(db(), place);
    stage.referrals.recover();
    const wish = { placeId: 'place-eve', dueAt: stage.clock.now(), wantedVersion: 1 };
    await wantDeliveries(
      db(),
      [
        { ...wish, subject: 'place', occasion: 'welcome' },
        { ...wish, subject: 'place', occasion: 'greeting' },
        { ...wish, subject: DEAL_ID, occasion: 'new' },
      ],
      stage.clock.now(),
    );
    await recordDeal(stage, inbound());
    stage.referrals.calls.length = 0;
    await deliver();
    const theirs = app.messenger.sent.filter(({ conversationId }) => conversationId === 'a:eve');
    assert.equal(theirs.length, 1);
    assert.match(JSON.stringify(theirs[0]?.message.card), /of this partner only/);
    const eve = stage.referrals.calls.filter(
      ({ caller }) => caller.kind === 'person' && caller.person.personId === 'eve',
    );
    assert.deepEqual(eve, []);
  });
});
