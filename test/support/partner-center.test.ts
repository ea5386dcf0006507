import assert from 'node:assert/strict';
import { invitation, newReferral } from '../services/referrals/sandbox/new-referral.ts';
import { inboundReferral, sisterReferral, startPartnerCenter, type PartnerCenter } from './partner-center.ts';

interface Listed {
  value: { id: string }[];
  '@odata.nextLink'?: string;
}

function ask(url: string, init: RequestInit = {}, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { ...init, headers: { authorization: 'Bearer local.ann', ...headers } });
}

const collection = ({ url }: PartnerCenter) => `${url}/v1.0/engagements/referrals`;
const ACCEPT = [
  { op: 'replace', path: '/status', value: 'Active' },
  { op: 'replace', path: '/substatus', value: 'Accepted' },
];

function accept(server: PartnerCenter, id: string, ifMatch: string): Promise<Response> {
  const init = { method: 'PATCH', body: JSON.stringify(ACCEPT) };
  return ask(`${collection(server)}/${id}`, init, { 'if-match': ifMatch });
}

describe('the Partner Center stand-in', () => {
  it('pages, and ignores the filter unless told to honour it', async () => {
    const referrals = [
      inboundReferral(),
      inboundReferral({ status: 'Active', substatus: 'Accepted' }),
      inboundReferral(),
    ];
    const rude = await startPartnerCenter({ referrals, pageSize: 2 });
    const query = `?$filter=${encodeURIComponent("status eq 'New'")}`;
    const first = (await (await ask(collection(rude) + query)).json()) as Listed;
    assert.equal(first.value.length, 2);
    const second = (await (await ask(first['@odata.nextLink'] ?? '')).json()) as Listed;
    assert.deepEqual([second.value.length, second['@odata.nextLink']], [1, undefined]);

    const polite = await startPartnerCenter({ referrals, honourFilter: true });
    assert.equal(((await (await ask(collection(polite) + query)).json()) as Listed).value.length, 2);
  });

  it('writes the nextLink of the documentation on request', async () => {
    const server = await startPartnerCenter({
      referrals: [inboundReferral(), inboundReferral()],
      pageSize: 1,
      nextLink: 'documented',
    });
    const page = (await (await ask(collection(server))).json()) as Listed;
    assert.match(page['@odata.nextLink'] ?? '', /^http:\/\/127\.0\.0\.1\/v1\.0\/referrals\?/);
  });

  it('accepts once: the older eTag is then refused with 412', async () => {
    const referral = inboundReferral();
    const server = await startPartnerCenter({ referrals: [referral] });
    assert.equal((await accept(server, referral.id, referral.eTag)).status, 204);
    assert.equal((await accept(server, referral.id, referral.eTag)).status, 412);
    assert.equal(server.referral(referral.id).substatus, 'Accepted');
    assert.equal(server.writes().length, 1);
    assert.deepEqual(
      new Set(server.requests.map(({ authorization }) => authorization)),
      new Set(['Bearer local.ann']),
    );
  });

  it('refuses strangers, people without a role, and what a token may not see', async () => {
    const referral = inboundReferral();
    const server = await startPartnerCenter({ referrals: [referral] });
    assert.equal((await fetch(collection(server))).status, 401);
    server.hide('local.ann', referral.id);
    assert.equal((await ask(`${collection(server)}/${referral.id}`)).status, 404);
    server.forbidden.add('local.ann');
    assert.equal((await ask(collection(server))).status, 403);
  });

  it('throttles, and loses the answer of a write that was carried out', async () => {
    const referral = inboundReferral();
    const server = await startPartnerCenter({ referrals: [referral], representation: 'always' });
    server.fault({ status: 429, retryAfterSeconds: 3 });
    assert.equal((await ask(collection(server))).headers.get('retry-after'), '3');
    server.fault({ match: ({ method }) => method === 'PATCH', loseAnswer: true });
    await assert.rejects(accept(server, referral.id, referral.eTag));
    assert.equal(server.referral(referral.id).status, 'Active');
  });

  it('changes a referral as a colleague in the portal does', async () => {
    const referral = inboundReferral({ details: { dealValue: 5 } });
    const server = await startPartnerCenter({ referrals: [referral, sisterReferral(referral)] });
    const changed = server.change(referral.id, { details: { dealValue: 9 } });
    assert.notEqual(changed.eTag, referral.eTag);
    assert.deepEqual(changed['details'], { ...(referral['details'] as object), dealValue: 9 });
  });

  it('makes what is posted, twice where it comes twice, and refuses what lacks something', async () => {
    const server = await startPartnerCenter();
    const post = (body: unknown) => ask(collection(server), { method: 'POST', body: JSON.stringify(body) });
    const first = await post(newReferral());
    assert.equal(first.status, 201);
    const { engagementId } = (await first.json()) as { engagementId: string };
    assert.equal((await post(newReferral())).status, 201);
    assert.equal((await post(newReferral({ team: [] }))).status, 400);
    assert.equal((await post(invitation(engagementId))).status, 201);
    assert.equal((await post({ ...invitation(engagementId), inviteContext: undefined })).status, 400);
    assert.equal((await post(invitation('another'))).status, 400);
    assert.deepEqual(
      server.all().map(({ organizationId, status }) => [organizationId === 'msft', status]),
      [
        [false, 'Active'],
        [false, 'Active'],
        [true, 'New'],
      ],
    );
  });
});
