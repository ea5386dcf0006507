import assert from 'node:assert/strict';
import { inboundReferral } from '../partner-center.ts';
import type { CloudPerson } from './cloud-person.ts';
import { startMicrosoftCloud, type MicrosoftCloud } from './microsoft-cloud.ts';

const COLLECTION = '/v1.0/engagements/referrals';
const BERLIN = inboundReferral({ mpnId: '1000001', name: 'Berlin' });
const PARIS = inboundReferral({
  mpnId: '1000002',
  name: 'Paris',
  team: [{ email: 'Ann.Lee@partner.example' }],
});

function start(): Promise<MicrosoftCloud> {
  return startMicrosoftCloud({ partnerCenter: { referrals: [BERLIN, PARIS] } });
}

async function tokenOf(cloud: MicrosoftCloud, person: CloudPerson, claims: object = {}): Promise<string> {
  const { aadObjectId: oid, tenantId: tid } = person;
  const aud = 'https://api.partner.microsoft.com';
  return (await cloud.tokens.issue({ aud, tid, oid, scp: 'user_impersonation', amr: ['pwd'], ...claims }))
    .token;
}

async function call(cloud: MicrosoftCloud, token: string, path = '', init: RequestInit = {}) {
  const response = await fetch(cloud.partnerCenter.url + COLLECTION + path, {
    ...init,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
}

async function namesSeen(cloud: MicrosoftCloud, person: CloudPerson): Promise<string[]> {
  const { body } = await call(cloud, await tokenOf(cloud, person));
  return body.value.map(({ name }: { name: string }) => name);
}

describe('Partner Center of the cloud', () => {
  it('refuses what is no current token of a person of the partner with a role (1.2, PERM-06)', async () => {
    const cloud = await start();
    const ann = cloud.person({ name: 'Ann Lee' });
    const nobody = cloud.person({ name: 'No Role', role: null });
    const guest = cloud.person({ name: 'Guest Two', tenantId: cloud.otherTenantId });
    const careful = cloud.person({ name: 'Careful One', mfaDemanded: true });
    const over = Math.floor(Date.now() / 1000) - 60;
    const cases: [string, Promise<string>, number, string | undefined][] = [
      ['good', tokenOf(cloud, ann), 200, undefined],
      [
        'audience',
        tokenOf(cloud, ann, { aud: 'https://api.partnercenter.microsoft.com' }),
        401,
        'unauthenticated',
      ],
      ['expired', tokenOf(cloud, ann, { exp: over }), 401, 'unauthenticated'],
      ['of the bot login', cloud.teamsToken({}), 401, 'unauthenticated'],
      ['app only', tokenOf(cloud, ann, { scp: undefined, idtyp: 'app' }), 403, 'accessDenied'],
      ['no role', tokenOf(cloud, nobody), 403, 'accessDenied'],
      ['other tenant', tokenOf(cloud, guest), 403, 'accessDenied'],
      ['no second factor', tokenOf(cloud, careful), 403, 'insufficient_claims'],
      ['second factor', tokenOf(cloud, careful, { amr: ['pwd', 'mfa'] }), 200, undefined],
    ];
    for (const [what, token, status, code] of cases) {
      const { status: got, body } = await call(cloud, await token);
      assert.deepEqual([got, body.error?.code], [status, code], what);
    }
    const ended = await tokenOf(cloud, ann);
    ann.tokenExpires();
    assert.equal((await call(cloud, ended)).status, 401);
    assert.equal((await call(cloud, await tokenOf(cloud, ann))).status, 200);
  });

  it('refuses tokens of a silent exchange with 401 where it is told not to take them', async () => {
    const cloud = await startMicrosoftCloud({ takesExchangedTokens: false });
    const ann = cloud.person({ name: 'Ann Lee' });
    assert.equal((await call(cloud, await tokenOf(cloud, ann))).status, 401);
    assert.equal((await call(cloud, await tokenOf(cloud, ann, { amr: ['pwd', 'mfa'] }))).status, 200);
  });

  it('shows each person their deals only: in lists, and 404 on others (PERM-01, PERM-02, PERM-03)', async () => {
    const cloud = await start();
    const admin = cloud.person({ name: 'All Seeing' });
    const local = cloud.person({ name: 'Local Admin', locations: ['1000001'] });
    const ann = cloud.person({ name: 'Ann Lee', role: 'referralsUser' });
    const bound = cloud.person({
      name: 'Ann Lee',
      role: 'referralsUser',
      locations: ['1000001'],
      email: 'ann.lee@partner.example',
    });
    assert.deepEqual(await namesSeen(cloud, admin), ['Berlin', 'Paris']);
    assert.deepEqual(await namesSeen(cloud, local), ['Berlin']);
    assert.deepEqual(await namesSeen(cloud, ann), ['Paris']);
    assert.deepEqual(await namesSeen(cloud, bound), []);
    const token = await tokenOf(cloud, local);
    assert.equal((await call(cloud, token, `/${PARIS.id}`)).status, 404);
    assert.equal((await call(cloud, token, `/${BERLIN.id}`)).status, 200);
  });

  it('notes who wrote', async () => {
    const cloud = await start();
    const ann = cloud.person({ name: 'Ann Lee' });
    const patch = { method: 'PATCH', body: '[{"op":"replace","path":"/details/notes","value":"x"}]' };
    const { status } = await call(cloud, await tokenOf(cloud, ann), `/${BERLIN.id}`, patch);
    assert.equal(status, 204);
    assert.deepEqual(
      cloud.partnerCenter.writes().map(({ who }) => who),
      [ann.aadObjectId],
    );
    cloud.partnerCenter.hide(ann.aadObjectId, BERLIN.id);
    assert.deepEqual(await namesSeen(cloud, ann), ['Paris']);
  });
});
