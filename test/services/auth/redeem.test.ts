import assert from 'node:assert/strict';
import { redeemCode, redeemSsoToken, type SignIn } from '../../../services/auth/redeem.ts';
import type { UserAccessTokens } from '../../../services/auth/user-access-tokens.ts';
import { CONNECTIONS, type SmallUserTokens, smallUserTokens, tokenWith } from './small-user-tokens.ts';

const ANN = { tenantId: 'T-1', personId: 'ann', userId: '29:ann' };
const token = (claims: object) => ({ token: tokenWith(claims), expiresAt: null });

describe('redeeming a sign-in', () => {
  let service: SmallUserTokens;
  let dropped: number;
  let signIn: SignIn;

  beforeEach(() => {
    service = smallUserTokens();
    dropped = 0;
    const tokens = { drop: () => void dropped++ } as unknown as UserAccessTokens;
    signIn = { userTokens: service, connections: CONNECTIONS, partnerTenantId: 't-1', tokens };
  });

  it('exchanges Teams’ own token under the silent connection, a code under the other one', async () => {
    service.exchanges = token({ oid: 'ANN', tid: 't-1' });
    assert.equal(await redeemSsoToken(signIn, ANN, 'sso'), 'signedIn');
    service.hold('Page', '29:ann', token({ oid: 'ann' }));
    assert.equal(await redeemCode(signIn, ANN, '123456'), 'signedIn');
    assert.deepEqual(service.calls, ['exchange Sso sso', 'get Page 123456']);
    assert.equal(dropped, 2, 'what was kept in memory is asked for anew');
  });

  it('takes a token that it cannot read', async () => {
    for (const opaque of ['opaque', 'a.b.c', tokenWith([]), '']) {
      service.exchanges = { token: opaque, expiresAt: null };
      assert.equal(await redeemSsoToken(signIn, ANN, 'sso'), 'signedIn', opaque);
    }
  });

  it('gives another person’s token back, or one of another tenant', async () => {
    for (const claims of [{ oid: 'ben' }, { oid: 'ann', tid: 'elsewhere' }]) {
      service.hold('Page', '29:ann', token(claims));
      service.calls.length = 0;
      assert.equal(await redeemCode(signIn, ANN, '1'), 'otherAccount');
      assert.deepEqual(service.calls, ['get Page 1', 'signOut Page']);
    }
  });

  it('tells a refusal from a service that does not answer', async () => {
    assert.equal(await redeemSsoToken(signIn, ANN, 'sso'), 'refused');
    assert.equal(await redeemCode(signIn, ANN, 'wrong'), 'refused');
    service.fail(1);
    assert.equal(await redeemCode(signIn, ANN, '1'), 'unavailable');
    assert.equal(dropped, 0);
  });
});
