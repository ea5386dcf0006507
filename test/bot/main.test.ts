import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { endAfterTest } from '../support/ends.ts';

const MAIN = join(import.meta.dirname, '../../bot/main.ts');

describe('the program, told to end while it still starts', () => {
  it('ends with exit code 0 at once, as where its database does not answer', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    assert.ok(address !== null && typeof address === 'object');
    const bot = spawn(process.execPath, [MAIN], {
      env: {
        ...process.env,
        PORT: '0',
        PLAYGROUND: 'off',
        DATABASE_URL: `postgres://cosell@127.0.0.1:${address.port}/cosell`,
      },
      stdio: 'ignore',
    });
    const ended = once(bot, 'exit');
    endAfterTest(async () => {
      bot.kill('SIGKILL');
      silent.close();
      await ended;
    });
    const [connection] = (await once(silent, 'connection')) as [{ destroy(): void }];
    bot.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
    connection.destroy();
  });
});
