import assert from 'node:assert/strict';
import { type Making, makeOnce, SETTLES_AFTER_MS } from '../../../../services/deals/new-deal/make-once.ts';
import { isReferralError, ReferralServiceError } from '../../../../services/referrals/errors.ts';
import { invitation, newReferral } from '../../referrals/sandbox/new-referral.ts';
import { smallPartnerCenter } from '../small-partner-center.ts';
import { ANN, testClock } from '../stage.ts';

const LOST = new ReferralServiceError('unavailable', { wrote: 'unknown' });

function open() {
  const clock = testClock();
  const referrals = smallPartnerCenter([], () => clock.now());
  const services = { referrals, clock, ownOrganizationIds: new Set(['our-organization']) };
  const sent: Date[] = [];
  const make = (changes: Partial<Making> = {}) =>
    makeOnce(
      services,
      {
        caller: { kind: 'person', person: ANN },
        referral: newReferral(),
        askedAt: clock.now(),
        sentAt: null,
        ...changes,
      },
      async (at) => void sent.push(at),
    );
  return { clock, referrals, sent, make };
}

describe('makeOnce', () => {
  it('makes a referral, having kept first that it is being sent', async () => {
    const { make, referrals, sent } = open();
    referrals.before('create', () => assert.equal(sent.length, 1));
    const made = await make();
    assert.equal(made.kind === 'made' && made.deal.crmId, 'ours-1');
    assert.deepEqual([referrals.all().length, referrals.count('listCreatedSince')], [1, 0]);
  });

  it('finds by its reference what was made with its answer lost, and sends nothing more (ID-02)', async () => {
    const { make, referrals } = open();
    referrals.fail('create', LOST, { after: true });
    assert.equal((await make()).kind, 'made');
    assert.deepEqual([referrals.all().length, referrals.count('create')], [1, 1]);
  });

  it('finds after a crash what had been sent before it', async () => {
    const { make, referrals, clock } = open();
    await make();
    assert.equal((await make({ sentAt: clock.now() })).kind, 'made');
    assert.deepEqual([referrals.all().length, referrals.count('create')], [1, 1]);
  });

  it('waits for what may still turn up before it sends again, and then makes one', async () => {
    const { make, referrals, clock } = open();
    referrals.fail('create', LOST);
    const first = await make();
    assert.ok(first.kind === 'unknown');
    clock.pass(SETTLES_AFTER_MS - 1);
    assert.deepEqual(await make({ sentAt: first.sentAt }), first);
    assert.equal(referrals.count('create'), 1);
    clock.pass(1);
    assert.equal((await make({ sentAt: first.sentAt })).kind, 'made');
    assert.deepEqual([referrals.all().length, referrals.count('create')], [1, 2]);
  });

  it('sends nothing while it cannot look', async () => {
    const { make, referrals, clock } = open();
    referrals.fail('listCreatedSince', new ReferralServiceError('unavailable'));
    clock.pass(SETTLES_AFTER_MS * 2);
    await assert.rejects(make({ sentAt: new Date(0) }), (error) => isReferralError(error, 'unavailable'));
    assert.equal(referrals.count('create'), 0);
  });

  it('does not know what became of it where neither the answer nor the look comes through', async () => {
    const { make, referrals } = open();
    referrals.fail('create', LOST, { after: true });
    referrals.fail('listCreatedSince', new ReferralServiceError('unavailable'));
    const first = await make();
    assert.ok(first.kind === 'unknown');
    assert.equal((await make({ sentAt: first.sentAt })).kind, 'made');
    assert.deepEqual([referrals.all().length, referrals.count('create')], [1, 1]);
  });

  it('passes on a refusal: surely nothing was made', async () => {
    const { make, referrals } = open();
    referrals.fail('create', new ReferralServiceError('rejected', { status: 400 }));
    await assert.rejects(make(), (error) => isReferralError(error, 'rejected'));
    assert.equal(referrals.all().length, 0);
  });

  it('invites Microsoft once to an engagement, whatever is lost: exactly one pair', async () => {
    const { make, referrals, clock } = open();
    const ours = await make();
    assert.ok(ours.kind === 'made');
    const referral = invitation(ours.deal.engagementId ?? '');
    referrals.fail('create', LOST, { after: true });
    assert.equal((await make({ referral })).kind, 'made');
    assert.equal((await make({ referral, sentAt: clock.now() })).kind, 'made');
    assert.deepEqual(
      referrals.all().map(({ organizationId }) => organizationId),
      ['our-organization', 'msft'],
    );
  });
});
