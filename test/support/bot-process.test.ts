import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { startBot } from './bot-process.ts';
import { freePort } from './free-port.ts';

const FAKE_BOT = { entry: 'test/fixtures/fake-bot.ts' };

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('the rig that runs a bot', () => {
  let leftBehind = 0;

  it('starts it ready and stops it with its exit code', async () => {
    const bot = await startBot({ PARTNER_CENTER_URL: 'http://127.0.0.1:9' }, FAKE_BOT);
    assert.deepEqual(await bot.readyz(), { status: 200, body: { ready: true } });
    assert.equal(bot.messagesUrl, `${bot.url}/api/messages`);
    assert.equal(bot.partnerCenterUrl, 'http://127.0.0.1:9');
    assert.equal(await bot.stop(), 0);
    assert.match(bot.output(), /"msg":"ready"/);
  });

  it('restarts it at the same address after a kill', async () => {
    const bot = await startBot({}, FAKE_BOT);
    const { url, pid } = bot;
    await bot.kill();
    await bot.restart();
    assert.equal(bot.url, url);
    assert.notEqual(bot.pid, pid);
    assert.equal((await bot.readyz()).status, 200);
    leftBehind = bot.pid;
  });

  it('leaves no bot running after the test that started it', () => {
    assert.ok(leftBehind > 0);
    assert.equal(isAlive(leftBehind), false);
  });

  it('gives what the bot wrote where it does not start', async () => {
    await assert.rejects(
      startBot({ FAIL: 'bad setting' }, FAKE_BOT),
      /before it was ready[^]*No start: bad setting/,
    );
  });

  it('finds a port that is free', async () => {
    const [one, other] = [await freePort(), await freePort()];
    assert.ok(one > 1023 && other > 1023);
    assert.equal(existsSync(`/proc/${leftBehind}`), false);
  });
});
