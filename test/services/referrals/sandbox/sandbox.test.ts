import assert from 'node:assert/strict';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseReferral } from '../../../../services/referrals/resource.ts';
import { arrivingReferral } from '../../../../services/referrals/sandbox/arrivals.ts';
import { demoDeals } from '../../../../services/referrals/sandbox/demo-deals.ts';
import {
  ACCEPT,
  API,
  completeReferral,
  ENGAGEMENT,
  ID,
  startSandbox,
  stopSandboxes,
} from './call-sandbox.ts';

const ITEM = `${API}/${ID}`;

describe('sandbox: its own control', () => {
  afterEach(stopSandboxes);

  it('expires what is still New past its deadline when the clock is set (EXP-01, EXP-02)', async () => {
    const active = completeReferral({ id: `9${ID.slice(1)}`, status: 'Active', substatus: 'Accepted' });
    const open = completeReferral({ id: `8${ID.slice(1)}`, expirationDateTime: null });
    const { call, clock } = await startSandbox({ seed: { value: [completeReferral(), active, open] } });
    assert.equal((await call('POST', '/sandbox/clock', { now: '2026-11-15T23:59:00Z' })).status, 200);
    assert.equal((await call('GET', ITEM)).body['status'], 'New');
    await call('POST', '/sandbox/clock', { now: '2026-11-16T00:00:00Z' });
    const { body } = await call('GET', ITEM);
    assert.deepEqual([body['status'], body['substatus']], ['Closed', 'Expired']);
    assert.notEqual(body['eTag'], '"e-1"');
    assert.match(String(body['closedDateTime']), /^2026-11-16T00:00/);
    assert.equal((await call('GET', `${API}/9${ID.slice(1)}`)).body['status'], 'Active');
    assert.equal((await call('GET', `${API}/8${ID.slice(1)}`)).body['status'], 'New');
    assert.equal(clock.now().toISOString().slice(0, 16), '2026-11-16T00:00');
    assert.equal((await call('PATCH', ITEM, ACCEPT)).status, 400);
  });

  it('puts a whole referral, and renews what a change must renew', async () => {
    const { call } = await startSandbox();
    const path = `/sandbox/referrals/${ID}`;
    assert.equal((await call('PUT', path, completeReferral())).status, 201);
    const first = (await call('GET', ITEM)).body;
    assert.deepEqual([first['eTag'], first['updatedDateTime']], ['"e-1"', '2026-11-02T09:15:22.1234567Z']);
    assert.equal((await call('PUT', path, completeReferral({ name: 'Changed' }))).status, 200);
    const second = (await call('GET', ITEM)).body;
    assert.equal(second['name'], 'Changed');
    assert.notEqual(second['eTag'], first['eTag']);
    assert.notEqual(second['updatedDateTime'], first['updatedDateTime']);
    await call('PUT', `/sandbox/referrals/${ENGAGEMENT}`, {});
    assert.equal((await call('GET', `${API}/${ENGAGEMENT}`)).body['id'], ENGAGEMENT);
  });

  it('gives a wrong request a clear 400', async () => {
    const { call } = await startSandbox({ seed: { value: [completeReferral()] } });
    const wrong: [string, string, unknown][] = [
      ['PUT', `/sandbox/referrals/${ID}`, []],
      ['PUT', `/sandbox/referrals/${ID}`, { id: 'another' }],
      ['PUT', `/sandbox/referrals/${ID}`, '{'],
      ['PUT', '/sandbox/referrals/a%20b', {}],
      ['POST', '/sandbox/clock', { now: 'tomorrow' }],
      ['POST', '/sandbox/clock', null],
      ['POST', '/sandbox/faults', {}],
      ['POST', '/sandbox/faults', [{ status: 'bad' }]],
      ['POST', '/sandbox/faults', [{ sttaus: 500 }]],
      ['POST', `/sandbox/microsoft/${ID}`, { do: 'dance' }],
    ];
    for (const [method, path, body] of wrong) {
      const answer = await call(method, path, body);
      assert.equal(answer.status, 400, path);
      assert.ok((answer.body['error'] as Record<string, unknown>)['message']);
    }
    assert.equal((await call('POST', `/sandbox/microsoft/${ID}`, { do: 'accept' })).status, 404);
    assert.equal((await call('GET', '/sandbox/nothing')).status, 404);
    assert.equal((await call('GET', '/sandbox/faults')).status, 405);
  });

  it('acts for Microsoft on the sister referral only', async () => {
    const sisterId = `9${ID.slice(1)}`;
    const sister = completeReferral({ id: sisterId, organizationId: 'msft' });
    const { call } = await startSandbox({ seed: { value: [completeReferral(), sister] } });
    const accepted = await call('POST', `/sandbox/microsoft/${ID}`, { do: 'accept' });
    assert.deepEqual(
      [accepted.status, accepted.body['id'], accepted.body['substatus']],
      [200, sisterId, 'Accepted'],
    );
    assert.equal((await call('POST', `/sandbox/microsoft/${sisterId}`, { do: 'decline' })).status, 400);
    assert.equal(
      (await call('POST', `/sandbox/microsoft/${sisterId}`, { do: 'won' })).body['substatus'],
      'Won',
    );
    assert.equal((await call('GET', ITEM)).body['eTag'], '"e-1"');
  });

  it('shows Microsoft’s seller once it has accepted, and why it declined where that is said (SEED-12, RSN-04)', async () => {
    const sisterOf = () => completeReferral({ id: `9${ID.slice(1)}`, organizationId: 'msft', team: [] });
    const begin = () => startSandbox({ seed: { value: [completeReferral(), sisterOf()] } });
    const accepting = await begin();
    const accepted = await accepting.call('POST', `/sandbox/microsoft/${ID}`, { do: 'accept' });
    assert.equal((accepted.body['team'] as unknown[]).length, 1);
    const declining = await begin();
    const reason = 'No corresponding Microsoft customer record';
    const declined = await declining.call('POST', `/sandbox/microsoft/${ID}`, { do: 'decline', reason });
    assert.deepEqual([declined.body['statusReason'], declined.body['team']], [reason, []]);
  });

  it('answers with the ordered faults, as often as ordered', async () => {
    const { call } = await startSandbox({ seed: { value: [completeReferral()] } });
    await call('POST', '/sandbox/faults', [
      { method: 'GET', path: ID, status: 429, times: 1, retryAfterSeconds: 7 },
      { method: 'GET', path: ID, delayMs: 5, times: 1 },
    ]);
    const throttled = await call('GET', ITEM);
    assert.deepEqual([throttled.status, throttled.headers.get('retry-after')], [429, '7']);
    assert.equal((await call('GET', ITEM)).status, 200);
    assert.equal((await call('GET', ITEM)).status, 200);
    await call('POST', '/sandbox/faults', [{ status: 500, times: 5 }]);
    assert.equal((await call('GET', API)).status, 500);
    await call('POST', '/sandbox/faults', []);
    assert.equal((await call('GET', API)).status, 200);
  });

  it('carries a write out and loses its answer', async () => {
    const { call } = await startSandbox({ seed: { value: [completeReferral()] } });
    await call('POST', '/sandbox/faults', [{ method: 'PATCH', path: API, loseAnswer: true }]);
    await assert.rejects(call('PATCH', ITEM, ACCEPT));
    assert.equal((await call('GET', ITEM)).body['status'], 'Active');
  });

  it('remembers each request to the API, with no token of another kind', async () => {
    const { call } = await startSandbox({ seed: { value: [completeReferral()] } });
    await call('PATCH', ITEM, ACCEPT, { 'If-Match': '"e-1"' });
    await call('GET', `${API}?$top=1`, undefined, { Authorization: 'Bearer eyJsecret' });
    const log = (await call('GET', '/sandbox/log')).body as unknown as Record<string, unknown>[];
    assert.deepEqual(
      log.map(({ at: _at, ...rest }) => rest),
      [
        {
          method: 'PATCH',
          path: ITEM,
          status: 204,
          caller: 'local.ann',
          ifMatch: '"e-1"',
          body: ACCEPT,
          answerLost: false,
        },
        {
          method: 'GET',
          path: `${API}?$top=1`,
          status: 401,
          caller: 'other',
          ifMatch: null,
          body: null,
          answerLost: false,
        },
      ],
    );
    await call('DELETE', '/sandbox/log');
    assert.deepEqual((await call('GET', '/sandbox/log')).body, []);
  });

  it('stops while a slow answer is still out', async () => {
    const { call, stop } = await startSandbox();
    await call('POST', '/sandbox/faults', [{ delayMs: 60_000 }]);
    const slow = assert.rejects(call('GET', API));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await stop();
    await slow;
  });
});

describe('sandbox: state file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  });
  afterEach(async () => {
    await stopSandboxes();
    await rm(folder, { recursive: true });
  });

  it('goes on where it was, with its clock', async () => {
    const stateFile = join(folder, 'deep', 'state.json');
    const first = await startSandbox({ seed: 'demo', stateFile });
    const created = await first.call('PUT', `/sandbox/referrals/${ID}`, completeReferral());
    first.clock.set(new Date('2030-01-01T00:00:00Z'));
    await first.stop();
    const second = await startSandbox({ seed: 'demo', stateFile });
    assert.equal((await second.call('GET', ITEM)).body['name'], created.body['name']);
    assert.equal(second.clock.now().getUTCFullYear(), 2030);
    assert.deepEqual(await readdir(join(folder, 'deep')), ['state.json']);
  });

  it('sets a broken file aside and starts from the seed', async () => {
    const stateFile = join(folder, 'state.json');
    await writeFile(stateFile, '{"value": [');
    const { call } = await startSandbox({ seed: { value: [completeReferral()] }, stateFile });
    assert.equal((await call('GET', ITEM)).status, 200);
    assert.equal(await readFile(`${stateFile}.broken`, 'utf8'), '{"value": [');
  });

  it('is not stopped by a file that cannot be written', async () => {
    const errors: unknown[] = [];
    await writeFile(join(folder, 'file'), '');
    const sandbox = await startSandbox({ onError: (error) => void errors.push(error) });
    await sandbox.stop();
    const blocked = await startSandbox({
      stateFile: join(folder, 'new'),
      onError: (error) => void errors.push(error),
    });
    await rm(folder, { recursive: true });
    await writeFile(folder, 'a file where the folder was');
    await blocked.call('PUT', `/sandbox/referrals/${ID}`, completeReferral());
    await blocked.stop();
    assert.equal(errors.length, 1);
  });
});

describe('sandbox: invented deals', () => {
  afterEach(stopSandboxes);
  const now = new Date('2026-11-22T10:00:00Z');
  const deals = demoDeals(now).map(parseReferral);
  const ours = deals.filter(({ organizationId }) => organizationId !== 'msft');

  it('are 40, with sisters beside them, the same at each start', () => {
    assert.equal(ours.length, 40);
    assert.ok(deals.length > 50);
    assert.equal(new Set(deals.map(({ id }) => id)).size, deals.length);
    assert.equal(new Set(ours.map(({ id }) => id.slice(0, 6))).size, 40);
    assert.deepEqual(demoDeals(now), demoDeals(now));
  });

  it('are in every state (LIFE-01)', () => {
    const states = new Set(ours.map(({ status, substatus }) => `${status}/${substatus}`));
    for (const state of [
      'New/Pending',
      'New/Received',
      'Active/Accepted',
      'Closed/Won',
      'Closed/Lost',
      'Closed/Declined',
      'Closed/Expired',
      'Closed/Error',
    ]) {
      assert.ok(states.has(state), state);
    }
  });

  it('wait with deadlines from three hours on, and one without (EXP-02)', () => {
    const hours = ours
      .filter(({ status }) => status === 'New')
      .map(({ expiresAt }) =>
        expiresAt ? Math.round((expiresAt.getTime() - now.getTime()) / 3_600_000) : null,
      );
    for (const wanted of [3, 20, 48, 120, 240, null]) assert.ok(hours.includes(wanted), String(wanted));
    assert.ok(hours.length >= 8 && hours.length <= 10);
  });

  it("stand on Partner Center's side of time: nothing was changed in the future", () => {
    for (const { updatedAt, createdAt } of deals)
      assert.ok(createdAt && updatedAt && createdAt <= updatedAt && updatedAt <= now);
  });

  it('arrive one by one, each with an id of its own', () => {
    const arrived = Array.from({ length: 30 }, (_, index) => parseReferral(arrivingReferral(index, now)));
    assert.equal(new Set(arrived.map(({ id }) => id)).size, 30);
    assert.ok(arrived.every(({ status, expiresAt }) => status === 'New' && expiresAt && expiresAt > now));
  });

  it('arrive while the sandbox runs', async () => {
    const { call } = await startSandbox({ arrivals: true, arrivalSeconds: 0.02 });
    const deadline = Date.now() + 5000;
    let count: unknown = 0;
    while (count === 0 && Date.now() < deadline) count = (await call('GET', API)).body['@odata.count'];
    assert.notEqual(count, 0);
  });
});

describe('sandbox: alone', () => {
  it('prints one ready line and ends with SIGTERM', async () => {
    const main = new URL('../../../../services/referrals/sandbox/main.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [main], {
      env: { SANDBOX_PORT: '0', SANDBOX_SEED: 'empty' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
    const ready = JSON.parse(chunk.toString()) as Record<string, string>;
    assert.equal(ready['msg'], 'ready');
    const answer = await fetch(`${ready['partnerCenter']}${API}`, {
      headers: { Authorization: 'Bearer local.watcher' },
    });
    assert.equal(answer.status, 200);
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number];
    assert.equal(code, 0);
  });
});
