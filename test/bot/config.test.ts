import assert from 'node:assert/strict';
import { ConfigError, isLoopback, parseConfig } from '../../bot/config.ts';

const problemsOf = (env: Record<string, string | undefined>): readonly string[] => {
  try {
    parseConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
  return [];
};

describe('configuration', () => {
  it('needs nothing for the local mode', () => {
    const config = parseConfig({});
    assert.equal(config.mode, 'local');
    assert.equal(config.port, 3978);
    assert.equal(config.databaseUrl, 'sqlite:data/cosell.db');
    assert.equal(config.playgroundPort, 56150);
    assert.deepEqual(config.partnerCenter, { kind: 'sandbox', port: 3979, seed: 'demo' });
    assert.equal(config.pollIntervalSeconds, 5);
  });

  it('reads every name of the contract', () => {
    const config = parseConfig({
      PORT: '0',
      DATABASE_URL: 'postgres://me@127.0.0.1/deals',
      PLAYGROUND: 'off',
      PARTNER_CENTER_URL: 'http://127.0.0.1:4000',
      PARTNER_ORGANIZATION_IDS: 'one, two;three',
      POLL_INTERVAL_SECONDS: '0.5',
      LOG_LEVEL: 'silent',
    });
    assert.equal(config.port, 0);
    assert.equal(config.databaseUrl, 'postgres://me@127.0.0.1/deals');
    assert.equal(config.playgroundPort, null);
    assert.deepEqual(config.partnerCenter, { kind: 'url', url: 'http://127.0.0.1:4000' });
    assert.deepEqual(config.ownOrganizationIds, ['one', 'two', 'three']);
    assert.equal(config.pollIntervalSeconds, 0.5);
    assert.equal(config.logLevel, 'silent');
  });

  it('reads what the admin says about registrations (REG-02, REG-15, LIFE-10)', () => {
    const { registration, closeAsErrorLink } = parseConfig({
      ELIGIBLE_SOLUTION_IDS: 'SOL-1, SOL-2',
      REGISTRATION_FREEZES: '2027-06-16/2027-07-01',
      CLOSE_AS_ERROR_LINK: 'on',
    });
    assert.deepEqual([...registration.eligibleSolutionIds], ['SOL-1', 'SOL-2']);
    assert.equal(registration.freezes[0]?.until.toISOString(), '2027-07-01T00:00:00.000Z');
    assert.equal(closeAsErrorLink, true);
    const byDefault = parseConfig({});
    assert.deepEqual([byDefault.registration.freezes, byDefault.closeAsErrorLink], [[], false]);
    assert.ok(problemsOf({ REGISTRATION_FREEZES: 'summer' })[0]?.startsWith('REGISTRATION_FREEZES'));
  });

  it('takes an empty variable for one that is not set', () => {
    assert.deepEqual(parseConfig({ PORT: '', PARTNER_CENTER_URL: ' ', MicrosoftAppId: '' }), parseConfig({}));
  });

  it('lists every bad name at once', () => {
    const env = {
      PORT: '99999',
      DATABASE_URL: 'mysql://x',
      PLAYGROUND: 'maybe',
      PLAYGROUND_PORT: '-1',
      PARTNER_CENTER_URL: 'https://api.example',
      SANDBOX_PORT: 'many',
      POLL_INTERVAL_SECONDS: '0',
      LOG_LEVEL: 'loud',
      DEAL_URL_TEMPLATE: 'http://deals.example/{id}',
    };
    const problems = problemsOf(env);
    for (const name of Object.keys(env))
      assert.ok(
        problems.some((problem) => problem.startsWith(name)),
        name,
      );
  });

  it('does not repeat what a bad address holds: it may be a password', () => {
    assert.ok(!problemsOf({ DATABASE_URL: 'mysql://me:secret@db' }).join().includes('secret'));
  });

  for (const name of ['MicrosoftAppId', 'MicrosoftAppPassword', 'MicrosoftAppType', 'MicrosoftAppTenantId']) {
    it(`serves nobody without authentication where ${name} is set`, () => {
      assert.ok(problemsOf({ [name]: 'x' })[0]?.startsWith(name));
    });
  }

  it('knows the addresses of this machine, and no others', () => {
    for (const address of [
      'http://localhost:1',
      'http://127.0.0.1',
      'http://127.9.8.7:1/x',
      'https://[::1]:1',
    ])
      assert.equal(isLoopback(address), true, address);
    for (const address of [
      'http://127.0.0.1.evil.example',
      'http://localhost.evil.example',
      'http://10.0.0.1',
      'http://0.0.0.0',
      'http://[::]',
      'http://user@evil.example',
      'http://127.0.0.1@evil.example',
      'ftp://127.0.0.1',
      'file:///etc/passwd',
      '127.0.0.1:1',
      '',
    ])
      assert.equal(isLoopback(address), false, address);
  });
});
