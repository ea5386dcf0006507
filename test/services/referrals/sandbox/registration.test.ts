import assert from 'node:assert/strict';
import { API, completeReferral, ID, startSandbox, stopSandboxes } from './call-sandbox.ts';

const ITEM = `${API}/${ID}`;
const WON = { status: 'Closed', substatus: 'Won' };

const registration = (solution: object = {}, contract: object = {}): unknown => ({
  type: 'AzureIPCoSell',
  solutionDetails: [
    {
      id: 'SOL-00001-AAA',
      currency: 'USD',
      value: 50000,
      isDeployedOnAzure: true,
      primaryDeploymentOn: 'Customer',
      pricingModel: 'Other',
      marketplaceTransactionDetails: { isMarketplaceTransacted: false },
      ...solution,
    },
  ],
  contract: {
    currency: 'USD',
    value: 60000,
    term: 'Finite',
    signDateTime: '2026-11-10T00:00:00Z',
    startDateTime: '2026-11-15T00:00:00Z',
    endDateTime: '2028-11-14T00:00:00Z',
    ...contract,
  },
});

describe('sandbox: deal registration', () => {
  afterEach(stopSandboxes);

  async function register(value: unknown, more: Record<string, unknown> = WON, ...others: object[]) {
    const sandbox = await startSandbox({ seed: { value: [completeReferral(more), ...others] } });
    sandbox.clock.set(new Date('2026-11-20T00:00:00Z'));
    const answer = await sandbox.call('PATCH', ITEM, [{ op: 'add', path: '/registrations/-', value }], {
      Prefer: 'return=representation',
    });
    return { ...answer, call: sandbox.call };
  }

  it('approves a plain one by itself', async () => {
    const { status, body } = await register(registration());
    assert.deepEqual([status, body['registrationStatus']], [200, 'Approved']);
    const [first] = body['registrations'] as Record<string, unknown>[];
    assert.ok(first?.['id'] && first['registrationDateTime'] && first['contract']);
  });

  for (const [why, value] of [
    ['over a million', registration({}, { value: 1_200_000 })],
    ['pay as you go', registration({ pricingModel: 'PayAsYouGo' })],
  ] as const) {
    it(`puts one ${why} under review, where it can be corrected until it is approved`, async () => {
      const { body, call } = await register(value);
      assert.equal(body['registrationStatus'], 'ReviewPending');
      const correct = (path: string, to: unknown) =>
        call('PATCH', ITEM, [{ op: 'replace', path: `/registrations/0/${path}`, value: to }]);
      assert.equal((await correct('status', 'Approved')).status, 400);
      assert.equal((await correct('contract/currency', 'EUR')).status, 400);
      assert.equal((await correct('contract/value', 70000)).status, 204);
      assert.equal((await correct('solutionDetails/0/pricingModel', 'Other')).status, 204);
      assert.equal((await call('GET', ITEM)).body['registrationStatus'], 'Approved');
      assert.equal((await correct('contract/value', 80000)).status, 400);
    });
  }

  it('closes one that is not deployed on Azure (FORM-03)', async () => {
    assert.equal(
      (await register(registration({ isDeployedOnAzure: false }))).body['registrationStatus'],
      'Closed',
    );
  });

  const consent = { consentToShareReferralWithMicrosoftSellers: false };
  const invitedByUs = { inviteContext: { invitedBy: { organizationId: 'own' } } };
  const cheap = { details: { ...(completeReferral()['details'] as object), dealValue: 20000 } };
  const refusals: [why: string, value: unknown, more?: Record<string, unknown>][] = [
    ['the deal is not won (REG-01)', registration(), { status: 'Active', substatus: 'Accepted' }],
    ['the deal is private (REG-03)', registration(), { ...WON, consent }],
    ['Microsoft has not accepted (REG-04)', registration(), { ...WON, ...invitedByUs }],
    ['the deal is small (REG-06)', registration(), { ...WON, ...cheap }],
    ['the solution is not on the deal (REG-02)', registration({ id: 'SOL-other' })],
    ['the contract is small', registration({ value: 100 }, { value: 25000 })],
    ['the solution is worth more than the contract', registration({ value: 70000 })],
    ['the sign date is in the future', registration({}, { signDateTime: '2026-11-21T00:00:00Z' })],
    ['it was signed over 60 days ago (REG-14)', registration({}, { signDateTime: '2026-09-01T00:00:00Z' })],
    ['a finite contract has no end', registration({}, { endDateTime: null })],
    ['the end is before the start', registration({}, { endDateTime: '2026-11-01T00:00:00Z' })],
    [
      'a marketplace sale has no date',
      registration({ marketplaceTransactionDetails: { isMarketplaceTransacted: true } }),
    ],
    ['the type is another', { ...(registration() as object), type: 'Other' }],
    ['it is nothing at all', {}],
  ];
  for (const [why, value, more] of refusals) {
    it(`refuses one where ${why}`, async () => assert.equal((await register(value, more)).status, 400));
  }

  it('takes Microsoft for part of a deal of ours once the sister is accepted (REG-04)', async () => {
    const sister = completeReferral({
      id: `9${ID.slice(1)}`,
      organizationId: 'msft',
      status: 'Active',
      substatus: 'Accepted',
    });
    assert.equal((await register(registration(), { ...WON, ...invitedByUs }, sister)).status, 200);
  });

  it('needs no Microsoft where the deal is partner-led (REG-05)', async () => {
    assert.equal(
      (await register(registration(), { ...WON, ...invitedByUs, type: 'Independent' })).status,
      200,
    );
  });
});
