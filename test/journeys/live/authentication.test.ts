import assert from 'node:assert/strict';
import { startBot, type BotProcess } from '../../support/bot-process.ts';
import { FORGERIES } from '../../support/microsoft-cloud/bot-login.ts';
import { type MicrosoftCloud, startMicrosoftCloud } from '../../support/microsoft-cloud/microsoft-cloud.ts';
import { messageActivity } from '../../support/teams-activities.ts';
import type { Activity, Chat, Teams } from '../../support/teams.ts';

/** What anybody may read in a refusal. */
const REFUSED = { error: { code: 'NotAuthenticated' } };

describe('live mode: who speaks', () => {
  let cloud: MicrosoftCloud;
  let bot: BotProcess;
  let teams: Teams;
  let ann: Chat;

  before(async () => {
    cloud = await startMicrosoftCloud();
    bot = await startBot({ ...cloud.environment(), POLL_INTERVAL_SECONDS: '1' });
    teams = cloud.teams.connect(bot.messagesUrl);
    ann = teams.personalChat(cloud.person({ name: 'Ann Lee' }));
    await ann.install();
  });

  const activity = (changes: Partial<Activity> = {}): Activity => ({
    ...messageActivity(
      {
        memory: teams.memory,
        serviceUrl: teams.serviceUrl,
        room: ann.room,
        person: ann.person,
        threadId: null,
        now: new Date(),
      },
      String(Date.now()),
      'help',
      false,
    ),
    ...changes,
  });
  const send = async (sent: Activity, authorization: string) =>
    teams.sendRaw(JSON.stringify(sent), authorization ? { authorization } : {});
  const genuine = async (sent: Activity) => `Bearer ${await cloud.teamsToken(sent)}`;

  it('answers what Teams signs, and posts with a token of its own', async () => {
    await ann.say('help');
    await teams.waitForPost(ann.id, 'Here is what you can ask');
  });

  for (const forgery of FORGERIES) {
    it(`refuses a token that is forged: ${forgery}`, async () => {
      const before = teams.calls.length;
      const sent = activity();
      const token = await cloud.forgedToken(forgery, sent);
      const { httpStatus, body } = await send(sent, token && `Bearer ${token}`);
      assert.deepEqual([httpStatus, body], [401, REFUSED]);
      await teams.quiet();
      assert.equal(teams.calls.length, before, 'nothing is sent');
    });
  }

  it('refuses genuine tokens with an activity of elsewhere', async () => {
    const base = activity();
    const elsewhere: [why: string, sent: Activity][] = [
      ['another tenant', activity({ conversation: { id: ann.id, tenantId: cloud.otherTenantId } })],
      ['another channel', activity({ channelId: 'emulator' })],
      ['no channel', activity({ channelId: undefined as unknown as string })],
      ['another host', activity({ serviceUrl: 'https://smba.trafficmanager.net.evil.example/' })],
      ['another port', activity({ serviceUrl: 'http://127.0.0.1:1/teams/' })],
      ['an address inside', activity({ serviceUrl: 'http://169.254.169.254/' })],
    ];
    for (const [why, sent] of elsewhere) {
      const { httpStatus, body } = await send(sent, await genuine(sent));
      assert.deepEqual([why, httpStatus, body], [why, 401, REFUSED]);
    }
    const nowhere = activity({ serviceUrl: undefined as unknown as string });
    const { httpStatus } = await send(nowhere, await genuine(base));
    assert.equal(httpStatus, 400);
  });

  it('takes no token for another activity’s serviceUrl', async () => {
    const sent = activity();
    const token = await cloud.teamsToken({ ...sent, serviceUrl: 'https://smba.trafficmanager.net/emea/' });
    assert.equal((await send(sent, `Bearer ${token}`)).httpStatus, 401);
  });

  it('logs no token, no secret and no text of anybody', async () => {
    assert.doesNotMatch(bot.output(), /eyJ[A-Za-z0-9_-]{10}/);
    assert.ok(!bot.output().includes(cloud.bot.secret));
    assert.doesNotMatch(bot.output(), /Ann Lee|"help"/);
  });

  it('has no door for events unless somebody wants them', async () => {
    const { status } = await fetch(`${bot.url}/api/partner-center/events`, { method: 'POST' });
    assert.equal(status, 404);
  });

  it('cannot be asked while the keys are away, and says so (503), so that Teams asks again', async () => {
    cloud.login.service.fault({ status: 503, times: 20 });
    await bot.restart();
    const sent = activity();
    assert.equal((await send(sent, await genuine(sent))).httpStatus, 503);
  });
});

for (const credential of ['certificate', 'managedIdentity'] as const) {
  describe(`live mode: a bot that proves itself by ${credential}`, () => {
    it('posts with its token', async () => {
      const cloud = await startMicrosoftCloud({ credential });
      const bot = await startBot(cloud.environment());
      const teams = cloud.teams.connect(bot.messagesUrl);
      const chat = teams.personalChat(cloud.person({ name: 'Ann Lee', locale: 'fr-FR' }));
      await chat.install();
      await chat.say('aide');
      await teams.waitForPost(chat.id, 'Voici ce que vous pouvez demander');
      assert.equal(await bot.stop(), 0);
    });
  });
}
