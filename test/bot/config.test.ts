import assert from 'node:assert/strict';
import { isAllowedServiceUrl, isLoopback, isOneDrive } from '../../bot/config/addresses.ts';
import { ConfigError } from '../../bot/config/config-error.ts';
import { parseConfig } from '../../bot/config.ts';

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
    assert.ok(config.mode === 'local');
    assert.equal(config.port, 0);
    assert.equal(config.databaseUrl, 'postgres://me@127.0.0.1/deals');
    assert.equal(config.playgroundPort, null);
    assert.deepEqual(config.partnerCenter, { kind: 'url', url: 'http://127.0.0.1:4000' });
    assert.deepEqual(config.ownOrganizationIds, ['one', 'two', 'three']);
    assert.equal(config.pollIntervalSeconds, 0.5);
    assert.equal(config.logLevel, 'silent');
  });

  it('shows other partners only where that is switched on (TYPE-04)', () => {
    assert.equal(parseConfig({}).showPartners, false);
    assert.equal(parseConfig({ SHOW_PARTNER_INVITATIONS: 'on' }).showPartners, true);
    assert.ok(problemsOf({ SHOW_PARTNER_INVITATIONS: 'yes' })[0]?.startsWith('SHOW_PARTNER_INVITATIONS'));
  });

  it('reads our co-sell-ready solutions (SEED-20)', () => {
    const { coSellSolutions } = parseConfig({ CO_SELL_SOLUTIONS: 'SOL-1=Plant analytics; SOL-2' });
    assert.deepEqual(coSellSolutions, [
      { id: 'SOL-1', name: 'Plant analytics' },
      { id: 'SOL-2', name: null },
    ]);
    assert.throws(() => parseConfig({ CO_SELL_SOLUTIONS: 'Plant analytics' }), /CO_SELL_SOLUTIONS/);
    assert.deepEqual(parseConfig({}).coSellSolutions, []);
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

  it('takes events in local mode from a stand-in on this machine only, and needs no BOT_DOMAIN for it', () => {
    assert.equal(parseConfig({}).events.isOn, false);
    const local = { EVENTS: 'on', EVENTS_URL: 'http://127.0.0.1:4001' };
    assert.deepEqual(parseConfig(local).events, {
      isOn: true,
      isLocal: true,
      callbackUrl: 'http://127.0.0.1:3978/api/partner-center/events',
      certificateHosts: ['127.0.0.1:4001'],
      allowLoopback: true,
    });
    const elsewhere = parseConfig({ ...local, EVENTS_CERTIFICATE_HOSTS: '127.0.0.1:4002', PORT: '0' }).events;
    assert.deepEqual([elsewhere.certificateHosts, elsewhere.callbackUrl], [['127.0.0.1:4002'], null]);

    assert.match(problemsOf({ EVENTS: 'on' })[0] ?? '', /^EVENTS_URL: is missing, and EVENTS=on needs it/);
    for (const [name, value] of [
      ['EVENTS', 'yes'],
      ['EVENTS_URL', 'https://api.partnercenter.microsoft.com'],
      ['EVENTS_URL', 'http://127.0.0.1.evil.example'],
      ['EVENTS_CERTIFICATE_HOSTS', '3psostorageacct.blob.core.windows.net'],
      ['EVENTS_CERTIFICATE_HOSTS', '127.0.0.1:4002, evil.example'],
    ] as const)
      assert.deepEqual(
        problemsOf({ ...local, [name]: value }).map((problem) => problem.split(':')[0]),
        [name],
        value,
      );
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

  it('listens on this machine only in local mode', () => {
    assert.match(problemsOf({ HOST: '0.0.0.0' })[0] ?? '', /^HOST: local mode listens on 127/);
    assert.deepEqual(problemsOf({ HOST: '127.0.0.1' }), []);
  });

  for (const name of ['MicrosoftAppId', 'MicrosoftAppPassword', 'MicrosoftAppType', 'MicrosoftAppTenantId']) {
    it(`serves nobody without authentication where ${name} is set`, () => {
      assert.ok(problemsOf({ [name]: 'x' }).some((problem) => problem.startsWith('MicrosoftAppTenantId')));
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

  describe('of the live mode', () => {
    const APP = '11111111-1111-4111-8111-111111111111';
    const TENANT = '22222222-2222-4222-8222-222222222222';
    const PEM = '-----BEGIN PRIVATE KEY-----\\nabc\\n-----END PRIVATE KEY-----';
    const LIVE = {
      MicrosoftAppId: APP,
      MicrosoftAppTenantId: TENANT,
      MicrosoftAppPassword: 'a secret',
      DATABASE_URL: 'postgres://db/deals',
    };
    const live = (changes: Record<string, string | undefined> = {}) => {
      const config = parseConfig({ ...LIVE, ...changes });
      assert.ok(config.mode === 'live');
      return config;
    };

    it('is chosen by the names of the bot’s identity', () => {
      const { identity, host, partnerTenantId, allowedTenantIds, addresses, graph } = live();
      const credential = { kind: 'secret', secret: 'a secret' };
      assert.deepEqual(identity, { appId: APP, tenantId: TENANT, credential });
      assert.deepEqual([host, partnerTenantId, allowedTenantIds, graph], ['0.0.0.0', TENANT, [TENANT], null]);
      assert.equal(addresses.partnerCenter, 'https://api.partner.microsoft.com');
    });

    it('proves itself by a certificate or a managed identity too', () => {
      const CertificateThumbprint = 'A'.repeat(40);
      const { credential } = live({
        MicrosoftAppPassword: '',
        CertificateThumbprint,
        CertificatePrivateKey: PEM,
      }).identity;
      assert.ok(credential.kind === 'certificate');
      assert.equal(credential.privateKey.split('\n').length, 3);
      const managed = live({ MicrosoftAppPassword: '', MicrosoftAppType: 'UserAssignedMSI' });
      assert.equal(managed.identity.credential.kind, 'managedIdentity');
    });

    const HALVES: [why: string, changes: Record<string, string>, problems: RegExp[]][] = [
      ['no database', { DATABASE_URL: '' }, [/^DATABASE_URL: is missing/]],
      ['no tenant', { MicrosoftAppTenantId: '' }, [/^MicrosoftAppTenantId: is missing/]],
      ['no app id', { MicrosoftAppId: '' }, [/^MicrosoftAppId: is missing/]],
      ['no credential', { MicrosoftAppPassword: '' }, [/^MicrosoftAppPassword: is missing, and so are/]],
      [
        'half a certificate',
        { MicrosoftAppPassword: '', CertificateThumbprint: 'a'.repeat(64) },
        [/^CertificatePrivateKey: is missing/],
      ],
      [
        'two credentials',
        { CertificateThumbprint: 'a'.repeat(40), CertificatePrivateKey: PEM },
        [/^MicrosoftAppPassword: set it or the certificate/],
      ],
      ['a secret and a managed identity', { MicrosoftAppType: 'UserAssignedMSI' }, [/^MicrosoftAppType/]],
      ['a multi-tenant bot', { MicrosoftAppType: 'MultiTenant' }, [/^MicrosoftAppType: must be Single/]],
      ['the Playground', { PLAYGROUND: 'on' }, [/^PLAYGROUND/]],
      ['a sandbox', { SANDBOX_SEED: 'demo' }, [/^SANDBOX_SEED: belongs to the local mode/]],
      ['clear text to the cloud', { LOGIN_URL: 'http://login.example' }, [/^LOGIN_URL: must be an https/]],
      ['events that nobody can send', { EVENTS: 'on' }, [/^BOT_DOMAIN: is missing, and EVENTS=on needs it/]],
      ['an odd answer about events', { EVENTS: 'yes' }, [/^EVENTS: must be on or off/]],
      [
        'partners that nobody can tell from us',
        { SHOW_PARTNER_INVITATIONS: 'on' },
        [/^SHOW_PARTNER_INVITATIONS: needs PARTNER_ORGANIZATION_IDS/],
      ],
      ['events in clear text', { EVENTS_URL: 'http://events.example' }, [/^EVENTS_URL: must be an https/]],
      [
        'all of it at once',
        { MicrosoftAppId: 'x', MicrosoftAppTenantId: '', MicrosoftAppPassword: '', DATABASE_URL: '' },
        [/^MicrosoftAppId/, /^MicrosoftAppTenantId/, /^MicrosoftAppPassword/, /^DATABASE_URL/],
      ],
    ];
    for (const [why, changes, patterns] of HALVES) {
      it(`refuses to start with ${why}`, () => {
        const problems = problemsOf({ ...LIVE, ...changes });
        for (const pattern of patterns)
          assert.ok(
            problems.some((problem) => pattern.test(problem)),
            problems.join('; '),
          );
        assert.ok(!problems.join().includes('a secret'));
      });
    }

    it('puts files into OneDrive only', () => {
      assert.ok(isOneDrive('https://contoso-my.sharepoint.com/personal/_api/uploadSession?guid=1'));
      assert.ok(isOneDrive('https://a.sharepoint-df.com/'));
      for (const address of [
        'http://contoso-my.sharepoint.com/',
        'https://sharepoint.com.evil.example/',
        'https://evilsharepoint.com/',
        'https://contoso.sharepoint.com:8443/',
        'https://user@contoso.sharepoint.com/',
        'https://127.0.0.1/',
        'https://169.254.169.254/?.sharepoint.com',
        '',
      ])
        assert.equal(isOneDrive(address), false, address);
    });

    it('takes no events unless that is wanted, and then from Microsoft’s own store of certificates only', () => {
      assert.equal(live().events.isOn, false);
      assert.deepEqual(live({ EVENTS: 'on', BOT_DOMAIN: 'Bot.Partner.example' }).events, {
        isOn: true,
        isLocal: false,
        callbackUrl: 'https://bot.partner.example/api/partner-center/events',
        url: 'https://api.partnercenter.microsoft.com',
        certificateHosts: ['3psostorageacct.blob.core.windows.net'],
        allowLoopback: false,
        connection: null,
      });
      assert.equal(live({ EVENTS_URL: 'http://127.0.0.1:1' }).events.allowLoopback, true);
    });

    it('sends tokens to Teams only', () => {
      const { allowedServiceUrlHosts } = live();
      const isAllowed = (address: string) => isAllowedServiceUrl(address, allowedServiceUrlHosts);
      assert.ok(isAllowed('https://smba.trafficmanager.net/emea/'));
      for (const address of [
        'http://smba.trafficmanager.net/emea/',
        'https://smba.trafficmanager.net.evil.example/',
        'https://smba.trafficmanager.net:8443/',
        'https://user:pass@smba.trafficmanager.net/',
        'https://evil.example/smba.trafficmanager.net',
        'https://169.254.169.254/',
        'https://127.0.0.1/',
        'file:///etc/passwd',
        '',
      ])
        assert.equal(isAllowed(address), false, address);
      assert.ok(isAllowedServiceUrl('https://a.teams.example/', ['*.teams.example']));
      assert.equal(isAllowedServiceUrl('https://teams.example.evil/', ['*.teams.example']), false);
    });
  });
});
