import assert from 'node:assert/strict';
import {
  type AskedMessage,
  pruneAskedMessages,
  saveAskedMessage,
  takeAskedMessages,
} from '../../../services/store/asked-messages.ts';
import {
  claimSignInCard,
  findSignIn,
  findSignInCard,
  saveSignIn,
  saveSignInCard,
  takeSignInCard,
} from '../../../services/store/sign-ins.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';

const AT = new Date('2026-11-20T10:00:00.000Z');
const MINUTE = 60_000;
const later = (minutes: number) => new Date(AT.getTime() + minutes * MINUTE);
const ANN = { tenantId: 't', personId: 'ann' };
const BEN = { tenantId: 't', personId: 'ben' };
const CARD = { placeId: 'p', activityId: 'a-1' };

describeOnEveryEngine('sign-ins', (opened) => {
  const db = () => opened().store.db;
  const claim = (way: 'silent' | 'interactive', now = AT, person = ANN) =>
    claimSignInCard(db(), person, { way, now, since: new Date(now.getTime() - 15 * MINUTE) });

  it('begin with nobody signed in, and keep what a change does not name', async () => {
    assert.deepEqual(await findSignIn(db(), ANN), { needs: 'silent', signedInAt: null, withheld: false });
    await saveSignIn(db(), ANN, { withheld: true });
    await saveSignIn(db(), ANN, { needs: 'interactive', signedInAt: AT });
    assert.deepEqual(await findSignIn(db(), ANN), { needs: 'interactive', signedInAt: AT, withheld: true });
    assert.equal((await findSignIn(db(), BEN)).withheld, false);
  });

  it('let one of many ask, until the card is old or another way is needed', async () => {
    const claims = await Promise.all([claim('silent'), claim('silent'), claim('silent')]);
    assert.equal(claims.filter(({ claimed }) => claimed).length, 1);
    await saveSignInCard(db(), ANN, CARD);
    assert.deepEqual(await findSignInCard(db(), ANN), CARD);
    assert.equal((await claim('silent', later(14))).claimed, false);
    assert.deepEqual(await claim('interactive', later(14)), { claimed: true, before: CARD });
    assert.equal(await findSignInCard(db(), ANN), null, 'until the new one is posted');
    await saveSignInCard(db(), ANN, { ...CARD, activityId: 'a-2' });
    assert.deepEqual(await claim('interactive', later(30)), {
      claimed: true,
      before: { ...CARD, activityId: 'a-2' },
    });
    assert.equal((await claim('silent', AT, BEN)).claimed, true, 'of each person');
  });

  it('let somebody else ask where a card was claimed and never posted', async () => {
    await claim('silent');
    assert.equal((await claim('silent', new Date(AT.getTime() + 10_000))).claimed, false);
    assert.equal((await claim('silent', later(1))).claimed, true);
    await saveSignInCard(db(), ANN, null);
    assert.equal((await claim('silent', later(1))).claimed, true);
  });

  it('give the card away once', async () => {
    await claim('silent');
    await saveSignInCard(db(), ANN, CARD);
    const taken = await Promise.all([takeSignInCard(db(), ANN), takeSignInCard(db(), ANN)]);
    assert.deepEqual(taken.filter(Boolean), [CARD]);
    assert.equal((await claim('silent')).claimed, true);
  });
});

describeOnEveryEngine('asked messages', (opened) => {
  const db = () => opened().store.db;
  const asked = (changes: Partial<AskedMessage>): AskedMessage => ({
    ...ANN,
    placeId: 'p',
    thread: 'p;messageid=1',
    text: 'inbound',
    submitted: undefined,
    replyToId: null,
    askedAt: AT,
    ...changes,
  });

  it('are taken once, in the order in which they were asked, each person’s own', async () => {
    const first = asked({ text: 'inbound' });
    const second = asked({ text: null, submitted: { verb: 'deal.accept', note: 'é' }, replyToId: 'm-1' });
    await saveAskedMessage(db(), first);
    await saveAskedMessage(db(), second);
    await saveAskedMessage(db(), asked({ ...BEN }));
    const taken = await Promise.all([takeAskedMessages(db(), ANN), takeAskedMessages(db(), ANN)]);
    assert.deepEqual(taken.flat(), [first, second]);
    assert.equal((await takeAskedMessages(db(), BEN)).length, 1);
  });

  it('are forgotten after a while', async () => {
    await saveAskedMessage(db(), asked({ text: 'old' }));
    await saveAskedMessage(db(), asked({ text: 'new', askedAt: later(20) }));
    await pruneAskedMessages(db(), later(10));
    assert.deepEqual(
      (await takeAskedMessages(db(), ANN)).map(({ text }) => text),
      ['new'],
    );
  });
});
