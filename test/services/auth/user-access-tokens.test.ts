import assert from 'node:assert/strict';
import { createUserAccessTokens, type UserAccessTokens } from '../../../services/auth/user-access-tokens.ts';
import { isReferralError, ReferralServiceError } from '../../../services/referrals/errors.ts';
import type { Caller } from '../../../services/referrals/referral-service.ts';
import { savePerson } from '../../../services/store/people.ts';
import { findSignIn, saveSignIn } from '../../../services/store/sign-ins.ts';
import { ANN, BEN, freshStore, testClock, type TestClock } from '../deals/stage.ts';
import { CONNECTIONS, type SmallUserTokens, smallUserTokens } from './small-user-tokens.ts';

const MINUTE = 60_000;
const UNAUTHORIZED = new ReferralServiceError('unauthorized', { status: 401 });
const FORBIDDEN = new ReferralServiceError('forbidden', { status: 403 });
const of = (person: typeof ANN): Caller => ({ kind: 'person', person });

describe('people’s tokens for Partner Center', () => {
  const store = freshStore();
  let clock: TestClock;
  let service: SmallUserTokens;
  let tokens: UserAccessTokens;
  const ask = (caller: Caller = of(ANN), fresh = false) => tokens.accessTokens(caller, { fresh });
  const fails = async (caller: Caller = of(ANN)) => {
    const error: unknown = await ask(caller).then(
      () => null,
      (reason: unknown) => reason,
    );
    assert.ok(isReferralError(error));
    return error.kind;
  };

  beforeEach(async () => {
    clock = testClock();
    service = smallUserTokens();
    for (const { tenantId, personId, name } of [ANN, BEN]) {
      const userId = `29:${personId}`;
      const teams = { userId, locale: 'en', spoken: null, timeZone: 'UTC', seenAt: clock.now() } as const;
      await savePerson(store().db, { tenantId, personId, name, ...teams });
    }
    tokens = createUserAccessTokens({
      store: store(),
      userTokens: service,
      connections: CONNECTIONS,
      partnerTenantId: ANN.tenantId.toUpperCase(),
      clock,
    });
  });

  it('come from the sign-in with MFA where there is one, else from the silent one', async () => {
    service.hold('Sso', '29:ann', { token: 'silent' });
    service.hold('Page', '29:ben', { token: 'strong' });
    assert.deepEqual([await ask(of(ANN)), await ask(of(BEN))], ['silent', 'strong']);
    assert.deepEqual(service.calls, ['get Page', 'get Sso', 'get Page']);
  });

  it('are kept until five minutes before they end', async () => {
    service.hold('Page', '29:ann', { expiresAt: new Date(clock.now().getTime() + 60 * MINUTE) });
    await ask();
    clock.pass(54 * MINUTE);
    await ask();
    assert.equal(service.calls.length, 1);
    clock.pass(2 * MINUTE);
    await ask();
    assert.equal(service.calls.length, 2);
  });

  it('are kept for ten minutes where nobody says when they end, and not at all where they end soon', async () => {
    service.hold('Page', '29:ann', { expiresAt: null });
    await ask();
    clock.pass(9 * MINUTE);
    await ask();
    assert.equal(service.calls.length, 1);
    clock.pass(2 * MINUTE);
    service.hold('Page', '29:ann', { expiresAt: new Date(clock.now().getTime() + 4 * MINUTE) });
    await ask();
    clock.pass(1000);
    await ask();
    assert.equal(service.calls.length, 3);
  });

  it('are asked for once by all who ask at the same time, and anew where the last one was refused', async () => {
    service.hold('Page', '29:ann', { token: 'one' });
    assert.deepEqual(await Promise.all([ask(), ask(), ask()]), ['one', 'one', 'one']);
    assert.equal(service.calls.length, 1);
    service.hold('Page', '29:ann', { token: 'two' });
    assert.equal(await ask(), 'one');
    assert.equal(await ask(of(ANN), true), 'two');
    assert.equal(await ask(), 'two');
    assert.equal(service.calls.length, 2);
  });

  it('are never those of somebody else, nor of another tenant', async () => {
    service.hold('Page', '29:ann', { token: 'ann' });
    assert.equal(await ask(of(ANN)), 'ann');
    assert.equal(await fails(of(BEN)), 'unauthorized');
    service.calls.length = 0;
    assert.equal(await fails(of({ ...ANN, tenantId: 'elsewhere' })), 'unauthorized');
    assert.equal(await fails(of({ ...ANN, personId: 'stranger' })), 'unauthorized');
    assert.deepEqual(service.calls, [], 'nobody asks for them');
  });

  it('serve the watcher in its steward’s name; it is nobody without one', async () => {
    service.hold('Page', '29:ann', { token: 'ann' });
    assert.equal(await ask({ kind: 'watcher', steward: ANN }), 'ann');
    assert.equal(await fails({ kind: 'watcher', steward: null }), 'unauthorized');
  });

  it('are unavailable, not refused, where the service does not answer, and are asked for again', async () => {
    service.hold('Page', '29:ann', { token: 'ann' });
    service.fail(1);
    assert.equal(await fails(), 'unavailable');
    assert.equal(await ask(), 'ann');
  });

  it('are dropped with a sign-out, also one that comes while they are asked for', async () => {
    service.hold('Page', '29:ann', { token: 'ann' });
    await ask();
    tokens.drop(ANN);
    service.before = async () => tokens.drop(ANN);
    await ask();
    service.before = async () => undefined;
    service.hold('Page', '29:ann', null);
    assert.equal(await fails(), 'unauthorized');
  });

  it('that Partner Center refuses although they are silent make the page necessary, also after a restart', async () => {
    service.hold('Sso', '29:ann', { token: 'weak' });
    assert.equal(await tokens.needOf(ANN), 'silent');
    await ask();
    await tokens.refused(of(ANN), UNAUTHORIZED);
    assert.equal(await tokens.needOf(ANN), 'interactive');
    assert.equal((await findSignIn(store().db, ANN)).needs, 'interactive');
    service.calls.length = 0;
    assert.equal(await fails(), 'unauthorized', 'the silent one is not tried again');
    assert.deepEqual(service.calls, ['get Page']);
    assert.equal(await tokens.needOf(BEN), 'silent', 'of this person only');
  });

  it('that are refused although they end at once are known as what they were', async () => {
    service.hold('Sso', '29:ann', { expiresAt: clock.now() });
    await ask();
    clock.pass(1000);
    await tokens.refused(of(ANN), UNAUTHORIZED);
    assert.equal(await tokens.needOf(ANN), 'interactive');
  });

  it('that Partner Center refuses although they come from the page are in vain, until they are gone', async () => {
    service.hold('Page', '29:ann', { token: 'strong' });
    await saveSignIn(store().db, ANN, { needs: 'interactive' });
    await ask();
    await tokens.refused({ kind: 'watcher', steward: ANN }, UNAUTHORIZED);
    assert.equal(await tokens.needOf(ANN), 'inVain');
    service.hold('Page', '29:ann', null);
    await fails();
    assert.equal(await tokens.needOf(ANN), 'interactive');
  });

  it('are asked for anew after a missing role, which is no reason to sign in (SEED-24)', async () => {
    service.hold('Sso', '29:ann', { token: 'before the role' });
    await ask();
    await tokens.refused(of(ANN), FORBIDDEN);
    assert.equal(await tokens.needOf(ANN), 'silent');
    service.hold('Sso', '29:ann', { token: 'with the role' });
    assert.equal(await ask(), 'with the role');
  });
});
