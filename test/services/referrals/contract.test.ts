import assert from 'node:assert/strict';
import { localAccessTokens } from '../../../services/auth/access-tokens.ts';
import { isReferralError } from '../../../services/referrals/errors.ts';
import { createPartnerCenter } from '../../../services/referrals/partner-center.ts';
import type {
  Caller,
  PatchOperation,
  ReferralService,
} from '../../../services/referrals/referral-service.ts';
import {
  completeReferral,
  ENGAGEMENT,
  ID,
  type RunningSandbox,
  startSandbox,
  stopSandboxes,
} from './sandbox/call-sandbox.ts';
import { invitation, newReferral } from './sandbox/new-referral.ts';

/** What every ReferralService promises; here the client over real HTTP against the sandbox. */
const WATCHER: Caller = { kind: 'watcher', steward: null };
const ANN: Caller = { kind: 'person', person: { tenantId: 't', personId: 'ann' } };
const NOBODY: Caller = { kind: 'person', person: { tenantId: 't', personId: 'nobody' } };

const ACCEPT: PatchOperation[] = [
  { op: 'replace', path: '/status', value: 'Active' },
  { op: 'replace', path: '/substatus', value: 'Accepted' },
];

const idOf = (number: number): string => `${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`;

const numbered = (number: number, more: Record<string, unknown> = {}): Record<string, unknown> =>
  completeReferral({
    id: idOf(number),
    engagementId: idOf(number + 500),
    createdDateTime: new Date(Date.UTC(2026, 9, number)).toISOString(),
    updatedDateTime: new Date(Date.UTC(2026, 9, number)).toISOString(),
    ...more,
  });

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('ReferralService contract: the client against the sandbox', () => {
  let sandbox: RunningSandbox;
  let service: ReferralService;

  async function open(value: unknown[]): Promise<void> {
    sandbox = await startSandbox({ seed: { value }, pageSize: 3, roleless: ['nobody'] });
    service = createPartnerCenter({
      baseUrl: sandbox.url,
      accessTokens: localAccessTokens,
      fetch,
      sleep: async () => {},
    });
  }

  afterEach(stopSandboxes);

  it('lists every deal over several pages', async () => {
    await open(Array.from({ length: 10 }, (_, index) => numbered(index + 1)));
    const deals = await collect(service.listChangedSince(WATCHER, null));
    assert.deepEqual(
      deals.map(({ id }) => id),
      [10, 9, 8, 7, 6, 5, 4, 3, 2, 1].map(idOf),
    );
  });

  it('lists what changed at or after a moment, to the end of that page and no further', async () => {
    await open(Array.from({ length: 10 }, (_, index) => numbered(index + 1)));
    const deals = await collect(service.listChangedSince(WATCHER, new Date(Date.UTC(2026, 9, 9))));
    assert.deepEqual(
      deals.map(({ id }) => id),
      [idOf(10), idOf(9), idOf(8)],
    );
    assert.equal(((await sandbox.call('GET', '/sandbox/log')).body as unknown as unknown[]).length, 1);
  });

  it('lists open deals, newest first', async () => {
    const active = { status: 'Active', substatus: 'Accepted' };
    const closed = { status: 'Closed', substatus: 'Won' };
    await open([
      numbered(1),
      numbered(2, active),
      numbered(3, closed),
      ...[4, 5, 6, 7].map((number) => numbered(number)),
    ]);
    assert.deepEqual(
      (await collect(service.listOpen(WATCHER))).map(({ id }) => id),
      [7, 6, 5, 4, 2, 1].map(idOf),
    );
    assert.deepEqual(
      (await collect(service.listOpen(WATCHER, ['Active']))).map(({ id }) => id),
      [idOf(2)],
    );
  });

  it('lists both sides of an engagement', async () => {
    await open([completeReferral(), completeReferral({ id: idOf(2), organizationId: 'msft' }), numbered(3)]);
    const deals = await collect(service.listEngagement(WATCHER, ENGAGEMENT.toUpperCase()));
    assert.deepEqual(
      deals.map(({ id }) => id),
      [ID, idOf(2)],
    );
  });

  it('gets a deal as it is now', async () => {
    await open([completeReferral()]);
    assert.equal((await service.get(ANN, ID.toUpperCase())).name, 'Plant analytics');
    await sandbox.call('PUT', `/sandbox/referrals/${ID}`, completeReferral({ name: 'Renamed' }));
    assert.equal((await service.get(ANN, ID)).name, 'Renamed');
  });

  it('accepts a deal, and gives it back with its new eTag', async () => {
    await open([completeReferral()]);
    const before = await service.get(ANN, ID);
    const after = await service.update(ANN, ID, before.eTag ?? '', ACCEPT);
    assert.deepEqual([after.status, after.substatus], ['Active', 'Accepted']);
    assert.ok(after.acceptedAt);
    assert.notEqual(after.eTag, before.eTag);
    assert.deepEqual(await service.get(ANN, ID), after);
  });

  it('does not change a deal that somebody else changed meanwhile (API-04)', async () => {
    await open([completeReferral()]);
    const { eTag } = await service.get(ANN, ID);
    await service.update(ANN, ID, eTag ?? '', ACCEPT);
    await assert.rejects(
      service.update(ANN, ID, eTag ?? '', ACCEPT),
      (error) => isReferralError(error, 'conflict') && error.wrote === 'no',
    );
  });

  it('is refused what a rule forbids, who may not, and what is not there', async () => {
    await open([completeReferral({ status: 'Closed', substatus: 'Lost' })]);
    const { eTag } = await service.get(ANN, ID);
    await assert.rejects(service.update(ANN, ID, eTag ?? '', ACCEPT), (error) =>
      isReferralError(error, 'rejected'),
    );
    await assert.rejects(
      service.get(NOBODY, ID),
      (error) => isReferralError(error, 'forbidden') && error.code === 'accessDenied',
    );
    await assert.rejects(service.get(ANN, idOf(9)), (error) => isReferralError(error, 'notFound'));
  });

  it('does not know whether a write with a lost answer happened; it did', async () => {
    await open([completeReferral()]);
    const { eTag } = await service.get(ANN, ID);
    await sandbox.call('POST', '/sandbox/faults', [
      { method: 'PATCH', path: API_ITEM, times: 1, loseAnswer: true },
    ]);
    await assert.rejects(
      service.update(ANN, ID, eTag ?? '', ACCEPT),
      (error) => isReferralError(error, 'unavailable') && error.wrote === 'unknown',
    );
    assert.equal((await service.get(ANN, ID)).status, 'Active');
  });

  it('makes a deal, and invites Microsoft to it: two referrals of one engagement', async () => {
    await open([]);
    const ours = await service.create(ANN, newReferral());
    assert.deepEqual(
      [ours.status, ours.substatus, ours.direction, ours.crmId],
      ['Active', 'Accepted', 'Outgoing', 'ours-1'],
    );
    assert.deepEqual(await service.get(ANN, ours.id), ours);
    const theirs = await service.create(ANN, invitation(ours.engagementId ?? ''));
    assert.deepEqual([theirs.organizationId, theirs.status], ['msft', 'New']);
    const engagement = await collect(service.listEngagement(ANN, ours.engagementId ?? ''));
    assert.deepEqual(
      engagement.map(({ id }) => id),
      [ours.id, theirs.id],
    );
  });

  it('makes nothing where something is missing, and knows that nothing was made', async () => {
    await open([]);
    await assert.rejects(
      service.create(ANN, newReferral({ name: '' })),
      (error) => isReferralError(error, 'rejected') && error.status === 400 && error.wrote === 'no',
    );
    await assert.rejects(service.create(NOBODY, newReferral()), (error) =>
      isReferralError(error, 'forbidden'),
    );
    assert.deepEqual(await collect(service.listChangedSince(WATCHER, null)), []);
  });

  it('finds a deal whose answer was lost among those made lately', async () => {
    await open(Array.from({ length: 10 }, (_, index) => numbered(index + 1)));
    await sandbox.call('POST', '/sandbox/faults', [{ method: 'POST', path: '/v1.0', loseAnswer: true }]);
    await assert.rejects(
      service.create(ANN, newReferral()),
      (error) => isReferralError(error, 'unavailable') && error.wrote === 'unknown',
    );
    const lately = await collect(service.listCreatedSince(ANN, new Date(Date.now() - 60_000)));
    assert.equal(lately.filter(({ crmId }) => crmId === 'ours-1').length, 1);
    assert.ok(lately.length < 10, 'read no further than the page that ends before');
  });

  it('gets over two bad answers to a read', async () => {
    await open([completeReferral()]);
    await sandbox.call('POST', '/sandbox/faults', [
      { method: 'GET', path: API_ITEM, status: 503, times: 2, retryAfterSeconds: 1 },
    ]);
    assert.equal((await service.get(ANN, ID)).id, ID);
  });
});

const API_ITEM = `/v1.0/engagements/referrals/${ID}`;
