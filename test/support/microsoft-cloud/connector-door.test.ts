import assert from 'node:assert/strict';
import { startMicrosoftCloud } from './microsoft-cloud.ts';

const AUDIENCE = 'https://api.botframework.com';

describe('the Bot Connector of the cloud', () => {
  it('takes calls of this bot only: 401 without a good token, 403 with one of another tenant', async () => {
    const cloud = await startMicrosoftCloud();
    const chat = cloud.teams.personalChat(cloud.person({ name: 'Ann Lee' }), { installed: true });
    const { appId: appid, tenantId: tid } = cloud.bot;
    const post = async (claims: object | null) => {
      const good = { aud: AUDIENCE, tid, appid, idtyp: 'app' };
      const token = claims && (await cloud.tokens.issue({ ...good, ...claims })).token;
      const response = await fetch(
        `${cloud.teams.serviceUrl}v3/conversations/${encodeURIComponent(chat.id)}/activities`,
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
          body: JSON.stringify({ type: 'message', text: 'Hello' }),
        },
      );
      return response.status;
    };
    const over = Math.floor(Date.now() / 1000) - 60;
    assert.equal(await post(null), 401);
    assert.equal(await post({ aud: 'https://graph.microsoft.com' }), 401);
    assert.equal(await post({ appid: 'another' }), 401);
    assert.equal(await post({ exp: over }), 401);
    assert.equal(await post({ tid: cloud.otherTenantId }), 403);
    assert.deepEqual(cloud.teams.posts(chat.id), []);
    assert.equal(await post({}), 201);
    assert.equal(cloud.teams.posts(chat.id).length, 1);
  });
});
