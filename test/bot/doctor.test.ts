import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Examined, examine } from '../../bot/doctor/examine.ts';
import { parseConfig } from '../../bot/config.ts';
import { LiveAuthentication } from '../../bot/live-authentication.ts';
import { createUserTokens } from '../../bot/user-tokens.ts';
import { makePackage } from '../../manifest/make-package.ts';
import { parseOptions } from '../../manifest/package-options.ts';
import { createAppTokens } from '../../services/auth/app-tokens.ts';
import { openStore } from '../../services/store/database.ts';
import { savePerson } from '../../services/store/people.ts';
import { activate } from '../../services/store/stewards.ts';
import type { CloudPerson } from '../support/microsoft-cloud/cloud-person.ts';
import { endAfterTest } from '../support/ends.ts';
import { type MicrosoftCloud, startMicrosoftCloud } from '../support/microsoft-cloud/microsoft-cloud.ts';

/** What is in the way, and what to do, by check; warnings too. */
const troublesIn = (examined: readonly Examined[]): string[] =>
  examined.flatMap(({ name, findings }) =>
    findings
      .filter(({ level }) => level !== 'good')
      .map(({ level, text, cure }) => `${name}: ${level}: ${text} -> ${cure}`),
  );

describe('the doctor', () => {
  let cloud: MicrosoftCloud;
  let folder: string;
  let domain: string;
  /** What the bot's public address answers. */
  let publicStatus: (path: string) => number;

  before(async () => {
    cloud = await startMicrosoftCloud();
    folder = mkdtempSync(join(tmpdir(), 'cosell-doctor-'));
    const server = createServer((request, response) => {
      response.statusCode = publicStatus(request.url ?? '');
      response.end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    domain = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    endAfterTest(async () => {
      server.close();
      server.closeAllConnections();
      rmSync(folder, { recursive: true, force: true });
    });
  });
  beforeEach(() => {
    publicStatus = (path) => (path === '/readyz' ? 200 : 401);
    cloud.entra.service.clearFaults();
    cloud.login.service.clearFaults();
    cloud.userTokens.service.clearFaults();
  });

  const environment = (changes: Record<string, string> = {}) => ({
    ...cloud.environment(),
    DATABASE_URL: `sqlite:${join(folder, 'cosell.db')}`,
    BOT_DOMAIN: domain,
    GRAPH: 'off',
    ...changes,
  });

  /** Looks at everything, with this Teams package. */
  async function doctor(changes: Record<string, string> = {}, botId = cloud.bot.appId): Promise<string[]> {
    const path = join(folder, `${botId}.zip`);
    writeFileSync(path, packageOf(botId));
    const examined: Examined[] = [];
    for await (const one of examine(environment(changes), path)) examined.push(one);
    const said = JSON.stringify(examined);
    assert.ok(!said.includes(cloud.bot.secret) && !said.includes('eyJ'), 'no secret and no token');
    return troublesIn(examined);
  }

  function packageOf(botId: string): Uint8Array {
    const words = `--bot-id ${botId} --sso-app-id ${botId} --domain deals.contoso.com --developer-name Partner
      --website https://contoso.com --privacy https://contoso.com/privacy --terms https://contoso.com/terms`;
    const parsed = parseOptions(words.split(/\s+/));
    assert.ok(parsed.kind === 'options', JSON.stringify(parsed));
    const made = makePackage(parsed.options);
    assert.ok(made.kind === 'zip', JSON.stringify(made));
    return made.zip;
  }

  /** Every trouble that a healthy bot of these tests has. */
  const HEALTHY = [
    /^Watching: warning: (nobody watches yet|cannot be seen while the bot holds)/,
    /^Watching: fault: nobody watches:/,
    /^Database: warning: DATABASE_URL is a SQLite file/,
    /^Teams package: warning: validDomains/,
  ];
  const assertOnly = (troubles: readonly string[], ...expected: RegExp[]) => {
    for (const pattern of expected)
      assert.ok(
        troubles.some((trouble) => pattern.test(trouble)),
        `${pattern} in\n${troubles.join('\n')}`,
      );
    const others = troubles.filter((trouble) => ![...HEALTHY, ...expected].some((one) => one.test(trouble)));
    assert.deepEqual(others, []);
  };

  it('has nothing against a bot that has all it needs', async () => {
    assertOnly(await doctor());
  });

  it('finds a secret that is wrong, and what hangs on it', async () => {
    assertOnly(
      await doctor({ MicrosoftAppPassword: 'wrong' }),
      /^Bot identity in Entra: fault: the secret is wrong \(AADSTS7000215\) -> make a new client secret/,
      /^OAuth connections: fault: the user token service does not answer/,
    );
  });

  it('finds a tenant that does not exist', async () => {
    assertOnly(
      await doctor({ MicrosoftAppTenantId: '00000000-0000-4000-8000-000000000000' }),
      /^Bot identity in Entra: fault: the tenant is unknown \(AADSTS90002\) -> check MicrosoftAppTenantId/,
      /^OAuth connections: fault/,
    );
  });

  it('finds a connection that is not there', async () => {
    assertOnly(
      await doctor({ PARTNER_CENTER_SIGN_IN_CONNECTION: 'Nowhere' }),
      /^OAuth connections: fault: .* no OAuth connection named Nowhere -> make it in the Azure Bot/,
    );
  });

  it('finds a silent connection that cannot exchange tokens', async () => {
    assertOnly(
      await doctor({ PARTNER_CENTER_SSO_CONNECTION: 'PartnerCenterInteractive' }),
      /^OAuth connections: warning: PartnerCenterInteractive knows no silent sign-in: .* -> set the Token Exchange URL/,
    );
  });

  it('finds an address that is not Partner Center’s', async () => {
    assertOnly(await doctor({ PARTNER_CENTER_URL: `http://${domain}` }));
    publicStatus = (path) => (path === '/readyz' ? 200 : path.startsWith('/v1.0') ? 404 : 401);
    assertOnly(
      await doctor({ PARTNER_CENTER_URL: `http://${domain}` }),
      /^Partner Center: fault: .* answers 404 where it should ask for a sign-in -> unset PARTNER_CENTER_URL/,
    );
  });

  it('finds a database that is not there, without its password', async () => {
    const troubles = await doctor({ DATABASE_URL: 'postgres://me:hush@127.0.0.1:1/deals' });
    assertOnly(troubles, /^Database: fault: the database cannot be opened \(ECONNREFUSED\) -> check host/);
    assert.doesNotMatch(troubles.join(), /hush/);
  });

  it('takes a database that a running bot holds for a good sign, and looks at it unchanged', async () => {
    const store = await openStore(environment().DATABASE_URL);
    assertOnly(await doctor());
    await store.stop();
    assertOnly(await doctor());
  });

  it('finds the keys of the Bot Framework away', async () => {
    cloud.login.service.fault({ status: 503, times: 5 });
    assertOnly(
      await doctor(),
      /^Keys of the Bot Framework: fault: .* does not give the keys that Teams signs with/,
    );
  });

  it('finds a public address where nobody, or somebody else, answers', async () => {
    assertOnly(
      await doctor({ BOT_DOMAIN: '127.0.0.1:1' }),
      /^Public address: fault: .* does not answer -> start/,
    );
    publicStatus = () => 200;
    assertOnly(await doctor(), /^Public address: fault: .*\/api\/messages answers a stranger with 200/);
  });

  describe('about watching', () => {
    let ann: CloudPerson;
    let database: string;

    before(async () => {
      ann = cloud.person({ name: 'Ann Lee' });
      database = `sqlite:${join(folder, 'watching.db')}`;
      const store = await openStore(database);
      const person = { tenantId: ann.tenantId, personId: ann.aadObjectId };
      const seenAt = new Date();
      const known = { name: null, locale: 'en', spoken: null, timeZone: 'UTC', seenAt } as const;
      await savePerson(store.db, { ...person, ...known, userId: ann.id });
      await activate(store.db, person, seenAt);
      await store.stop();
    });

    it('finds that nobody does', async () => {
      const path = `sqlite:${join(folder, 'nobody.db')}`;
      await (await openStore(path)).stop();
      const troubles = await doctor({ DATABASE_URL: path });
      assert.match(troubles.join('\n'), /^Watching: fault: nobody watches: .* "watch with my account"/m);
    });

    it('finds a steward who must sign in, and one without the role (PERM-01)', async () => {
      const watched = async () => {
        const troubles = await doctor({ DATABASE_URL: database });
        return troubles.filter((trouble) => trouble.startsWith('Watching'));
      };
      const who = `steward ${ann.aadObjectId}`;
      assert.match((await watched()).join(), new RegExp(`warning: ${who} must sign in again`));

      await signIn(ann);
      assert.deepEqual(await watched(), []);
      ann.role = null;
      assert.match((await watched()).join(), new RegExp(`fault: ${who} has no Referrals role`));
    });

    async function signIn(person: CloudPerson): Promise<void> {
      const config = parseConfig(environment());
      assert.ok(config.mode === 'live');
      const tokens = createAppTokens(config.identity, config.addresses.login);
      const authentication = new LiveAuthentication(config, async () => undefined, tokens);
      const userTokens = createUserTokens(() => authentication.createUserTokenClient(), cloud.bot.appId);
      const owner = { tenantId: person.tenantId, personId: person.aadObjectId, userId: person.id };
      assert.ok(await userTokens.exchange(owner, config.connections.silent, await person.ssoToken()));
    }
  });

  it('names each permission on Graph that nobody consented to', async () => {
    cloud.graphRoles.clear();
    cloud.graphRoles.add('Presence.Read.All');
    const troubles = await doctor({ GRAPH: 'on' });
    const said = troubles.filter((trouble) => trouble.startsWith('Microsoft Graph')).join('\n');
    assert.match(said, /names is off: no consent to User\.ReadBasic\.All or User\.Read\.All/);
    assert.match(said, /outOfOffice is off: no consent to MailboxSettings\.Read/);
    assert.doesNotMatch(said, /presence/);
  });

  it('finds a door for events that does not open, and a connection for them that is not there', async () => {
    assertOnly(
      await doctor({ EVENTS: 'on', EVENTS_CONNECTION: 'Nowhere' }),
      /^Events: fault: .*\/api\/partner-center\/events answers 401 where the bot would say 400/,
      /^Events: fault: .* no OAuth connection named Nowhere/,
    );
    publicStatus = (path) => (path === '/readyz' ? 200 : path.endsWith('/events') ? 400 : 401);
    assertOnly(await doctor({ EVENTS: 'on' }));
  });

  it('finds the package of another bot', async () => {
    assertOnly(
      await doctor({}, '99999999-9999-4999-8999-999999999999'),
      /^Teams package: fault: the package is another bot’s/,
      /^Teams package: warning: webApplicationInfo\.resource is not api:\/\/botid-/,
    );
  });

  it('lists every name that is missing, and looks no further', async () => {
    const troubles = await doctor({ MicrosoftAppPassword: '', DATABASE_URL: '' });
    assert.equal(troubles.length, 2);
    assert.match(troubles.join('\n'), /DATABASE_URL: is missing/);
    assert.match(troubles.join('\n'), /MicrosoftAppPassword: is missing/);
  });

  it('says that a bot without an identity would be a local one', async () => {
    const examined: Examined[] = [];
    for await (const one of examine({}, null)) examined.push(one);
    assert.match(troublesIn(examined).join(), /the bot would run in local mode/);
  });
});
