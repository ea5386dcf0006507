import assert from 'node:assert/strict';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type BotProcess, startBot } from './bot-process.ts';
import { endAfterTest } from './ends.ts';
import { freePort } from './free-port.ts';
import { type ChildGroup, startChildGroup } from './child-group.ts';
import { inboundReferral, startPartnerCenter } from './partner-center.ts';
import { startTeams } from './teams.ts';
import { waitFor } from './wait.ts';
import { type Order, STOPPED } from './warm-orders.ts';
import { whatIsLeft, whatIsThere } from './what-is-left.ts';

/** One process, in our own hands. */
function warmProcess(): { one: ChildGroup; tell: (order: Order) => boolean; list: () => Promise<string[]> } {
  const { PATH = '', HOME = '' } = process.env;
  const one = startChildGroup(process.execPath, [join(import.meta.dirname, 'warm-program.ts')], {
    env: { PATH, HOME },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  endAfterTest(one.kill);
  const tell = (order: Order) => one.child.send(order);
  return {
    one,
    tell,
    list: async () => {
      const told = once(one.child, 'message');
      tell('list');
      const [lines] = (await told) as [string[]];
      return lines;
    },
  };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'warm-'));
  endAfterTest(async () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('bots one after another in one process', () => {
  it('each knows its own people, deals and settings only, and leaves nothing behind', async function () {
    this.timeout(60_000);
    const { one, tell, list } = warmProcess();
    const lists: string[][] = [];
    for (const name of ['First deal', 'Second deal', 'Third deal']) {
      const partnerCenter = await startPartnerCenter({ referrals: [inboundReferral({ name })] });
      const [port, metricsPort] = [await freePort(), await freePort()];
      const env = {
        PORT: String(port),
        BOT_DOMAIN: `127.0.0.1:${port}`,
        PLAYGROUND: 'off',
        POLL_INTERVAL_SECONDS: '0.2',
        PARTNER_CENTER_URL: partnerCenter.url,
        DATABASE_URL: `sqlite:${join(temporaryFolder(), 'cosell.db')}`,
        // The last one has none.
        ...(name !== 'Third deal' && { METRICS_PORT: String(metricsPort) }),
      };
      tell({ start: env });
      await waitFor(() => one.text().includes('"msg":"ready"'), { seconds: 20, what: one.text });
      assert.equal(one.text().includes('"metrics"'), 'METRICS_PORT' in env);

      const teams = (await startTeams()).connect(`http://127.0.0.1:${port}/api/messages`);
      const ann = teams.personalChat(teams.person({ name: `Ann of ${name}` }));
      await ann.install();
      const post = await teams.waitForPost(ann.id, name);
      await ann.click(post, 'deal.accept');
      await teams.waitForEdit(ann.id, post);
      await teams.quiet();
      const others = ['First deal', 'Second deal', 'Third deal'].filter((other) => other !== name);
      for (const other of others) assert.doesNotMatch(JSON.stringify(teams.posts(ann.id)), new RegExp(other));

      tell('stop');
      await waitFor(() => one.text().includes(STOPPED), { seconds: 15, what: one.text });
      one.forget();
      lists.push(await list());
      await teams.stop();
      await partnerCenter.stop();
    }
    const [first = [], second = [], third = []] = lists;
    assert.ok(first.includes('setting: METRICS_PORT'));
    assert.deepEqual(whatIsLeft(first, second), []);
    assert.deepEqual(whatIsLeft(first, third), []);
    assert.equal(third.includes('setting: METRICS_PORT'), false);
  });

  it('a bot that was stopped makes room for the next, one that was killed or failed is gone with its process', async function () {
    this.timeout(60_000);
    const warm = async (env = {}): Promise<BotProcess> => startBot({ SANDBOX_SEED: 'empty', ...env });
    const first = await warm();
    assert.equal(await first.stop(), 0);
    assert.match(first.output(), /"msg":"ready"/);
    const second = await warm();
    assert.equal(second.pid, first.pid);
    assert.equal(second.output().match(/"msg":"ready"/g)?.length, 1, 'its own output only');

    await second.kill();
    assert.equal(await second.stop(), null);
    await second.restart();
    assert.notEqual(second.pid, first.pid);

    await assert.rejects(warm({ POLL_INTERVAL_SECONDS: 'often' }), /ended \(1\)[^]*POLL_INTERVAL_SECONDS/);
    const third = await warm();
    assert.equal((await third.readyz()).status, 200);
    assert.notEqual(third.pid, first.pid);
  });

  it('one that is told to stop while it starts ends with its process, as after a signal', async function () {
    this.timeout(60_000);
    const { one, tell } = warmProcess();
    const ended = once(one.child, 'exit');
    tell({ start: { DATABASE_URL: `sqlite:${join(temporaryFolder(), 'cosell.db')}`, PLAYGROUND: 'off' } });
    tell('stop');
    assert.deepEqual(await ended, [0, null]);
  });
});

describe('what a bot could leave behind', () => {
  const path = join(import.meta.dirname, 'what-is-left.ts');
  const symbol = Symbol('of a library');
  const listener = () => undefined;
  const leavings: { what: string; leave: () => Promise<() => unknown>; line: RegExp }[] = [
    {
      what: 'a server',
      leave: async () => {
        const server = createServer().listen(0, '127.0.0.1');
        await once(server, 'listening');
        return async () => {
          server.close();
          await once(server, 'close');
        };
      },
      line: /TCPServerWrap/,
    },
    {
      what: 'a timer',
      leave: async () => {
        const timer = setInterval(listener, 60_000);
        return () => clearInterval(timer);
      },
      line: /Timeout/,
    },
    {
      what: 'a listener',
      leave: async () => {
        process.on('SIGUSR2', listener);
        return () => process.off('SIGUSR2', listener);
      },
      line: /listens to the process: SIGUSR2/,
    },
    {
      what: 'something global',
      leave: async () => {
        Reflect.set(globalThis, symbol, { provider: 1 });
        return () => Reflect.deleteProperty(globalThis, symbol);
      },
      line: /global: Symbol\(of a library\)\.provider/,
    },
    {
      what: 'a setting',
      leave: async () => {
        process.env['LEFT_BEHIND'] = '1';
        return () => delete process.env['LEFT_BEHIND'];
      },
      line: /setting: LEFT_BEHIND/,
    },
    ...(process.platform === 'linux'
      ? [
          {
            what: 'an open file',
            leave: async () => {
              const file = openSync(path, 'r');
              return () => closeSync(file);
            },
            line: /open file: .*what-is-left\.ts/,
          },
        ]
      : []),
  ];

  for (const { what, leave, line } of leavings) {
    it(`${what} is seen, and is not when it is gone`, async () => {
      await pause(1); // Mocha's own timer begins when a test first waits.
      const before = whatIsThere();
      const takeAway = await leave();
      assert.match(whatIsLeft(before, whatIsThere()).join('\n'), line);
      await takeAway();
      const left = () => whatIsLeft(before, whatIsThere()).join('\n');
      await waitFor(() => !line.test(left()), { what: () => `nothing of it in ${left()}` });
    });
  }
});
