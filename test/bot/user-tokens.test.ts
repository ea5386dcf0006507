import assert from 'node:assert/strict';
import { createAuthenticate } from '../../bot/authenticate.ts';
import { parseConfig } from '../../bot/config.ts';
import { LiveAuthentication } from '../../bot/live-authentication.ts';
import { createUserTokens } from '../../bot/user-tokens.ts';
import { createAppTokens } from '../../services/auth/app-tokens.ts';
import {
  type TokenOwner,
  type UserTokenService,
  UserTokenServiceError,
} from '../../services/auth/user-token-service.ts';
import { CONNECTIONS } from '../support/microsoft-cloud/bot-registration.ts';
import type { CloudPerson } from '../support/microsoft-cloud/cloud-person.ts';
import { type MicrosoftCloud, startMicrosoftCloud } from '../support/microsoft-cloud/microsoft-cloud.ts';

describe('the user token service through botbuilder’s client', () => {
  let cloud: MicrosoftCloud;
  let tokens: UserTokenService;

  before(async () => {
    cloud = await startMicrosoftCloud();
    const config = parseConfig({ ...cloud.environment(), DATABASE_URL: 'sqlite::memory:' });
    assert.equal(config.mode, 'live');
    const { identity, addresses } = config;
    const authenticate = createAuthenticate({
      appId: identity.appId,
      openIdMetadataUrl: addresses.botOpenIdMetadata,
    });
    const appTokens = createAppTokens(identity, addresses.login);
    const authentication = new LiveAuthentication(config, authenticate, appTokens);
    tokens = createUserTokens(() => authentication.createUserTokenClient(), identity.appId);
  });
  after(() => cloud.stop());
  afterEach(() => cloud.userTokens.service.clearFaults());

  const ownerOf = ({ tenantId, aadObjectId, id }: CloudPerson): TokenOwner => ({
    tenantId,
    personId: aadObjectId,
    userId: id,
  });
  const conversationOf = ({ id }: CloudPerson) => ({
    serviceUrl: cloud.teams.serviceUrl,
    conversationId: 'a:chat',
    botId: `28:${cloud.bot.appId}`,
    userId: id,
    activityId: null,
  });

  it('exchanges Teams’ token once and gets it again without', async () => {
    const ann = cloud.person({ name: 'Ann Lee' });
    const owner = ownerOf(ann);
    assert.equal(await tokens.get(owner, CONNECTIONS.silent), null);
    const given = await tokens.exchange(owner, CONNECTIONS.silent, await ann.ssoToken());
    assert.match(given?.token ?? '', /^eyJ/);
    assert.ok(given?.expiresAt && given.expiresAt > new Date());
    assert.deepEqual(await tokens.get(owner, CONNECTIONS.silent), given);
    await tokens.signOut(owner, CONNECTIONS.silent);
    assert.equal(await tokens.get(owner, CONNECTIONS.silent), null);
  });

  it('gives nothing to somebody who has not consented, and for a code that is wrong', async () => {
    const ben = cloud.person({ name: 'Ben Ito', consent: 'open' });
    assert.equal(await tokens.exchange(ownerOf(ben), CONNECTIONS.silent, await ben.ssoToken()), null);
    assert.equal(await tokens.get(ownerOf(ben), CONNECTIONS.interactive, '123456'), null);
  });

  const BODIES: [what: string, body: unknown][] = [
    ['the service’s words', { error: { code: 'ServiceError', message: 'Try again' } }],
    ['a page of a proxy', '<html>Bad gateway</html>'],
    ['something that looks like a token', { token: 'eyJ.of.nobody', connectionName: 'any' }],
  ];
  for (const [what, body] of BODIES)
    it(`fails where it refuses or breaks with ${what}: nobody is asked to sign in for that`, async () => {
      const cid = cloud.person({ name: 'Cid Orr' });
      cloud.userTokens.signIn(cid, CONNECTIONS.silent);
      const [owner, sso] = [ownerOf(cid), await cid.ssoToken()];
      for (const status of [401, 403, 429, 500, 502, 503]) {
        cloud.userTokens.service.fault({ status, body, times: 4 });
        const isFailure = (error: unknown) =>
          error instanceof UserTokenServiceError && error.status === status;
        await assert.rejects(tokens.get(owner, CONNECTIONS.silent), isFailure, `get ${status}`);
        const exchanged = tokens.exchange(owner, CONNECTIONS.silent, sso);
        await assert.rejects(exchanged, isFailure, `exchange ${status}`);
        const resource = tokens.signInResource(CONNECTIONS.silent, conversationOf(cid));
        await assert.rejects(resource, isFailure, `signInResource ${status}`);
        const signedOut = tokens.signOut(owner, CONNECTIONS.silent);
        await assert.rejects(signedOut, isFailure, `signOut ${status}: one attempt each`);
      }
      assert.ok(await tokens.get(owner, CONNECTIONS.silent));
    });

  for (const status of [400, 404])
    it(`takes nothing for a token that comes with ${status}`, async () => {
      const dan = cloud.person({ name: 'Dan Ode' });
      cloud.userTokens.service.fault({ status, body: { token: 'eyJ.of.nobody' }, times: 2 });
      assert.equal(await tokens.get(ownerOf(dan), CONNECTIONS.silent), null);
      const sso = await dan.ssoToken();
      assert.equal(await tokens.exchange(ownerOf(dan), CONNECTIONS.silent, sso), null);
    });

  it('fails where there is no answer at all', async () => {
    const eve = cloud.person({ name: 'Eve Lin' });
    cloud.userTokens.service.fault({ loseAnswer: true, times: 100 });
    await assert.rejects(
      tokens.get(ownerOf(eve), CONNECTIONS.silent),
      (error: unknown) => error instanceof UserTokenServiceError && error.status === null,
    );
  });
});
