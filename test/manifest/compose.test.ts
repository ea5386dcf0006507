import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { z } from 'zod';
import { assertTellsHealth } from './tells-health.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const Health = z.object({ test: z.array(z.string()) });
const Service = z.object({
  environment: z.record(z.string(), z.string()).default({}),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  deploy: z.object({ replicas: z.number() }).optional(),
  ports: z.array(z.string()).default([]),
  expose: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  read_only: z.boolean().default(false),
  container_name: z.string().optional(),
  stop_grace_period: z.string().optional(),
  healthcheck: Health,
});
const Compose = z.object({
  services: z.object({ bot: Service, door: Service, database: Service }),
  configs: z.object({ door: z.object({ content: z.string() }) }),
});

const text = read('manifest/azure/docker-compose.yml');
const { services, configs } = Compose.parse(load(text));
const { bot, door, database } = services;

/** Milliseconds that a constant of the program stands for. */
function constant(path: string, name: string): number {
  const found = new RegExp(`^const ${name} = ([\\d_]+);`, 'm').exec(read(path))?.[1];
  assert.ok(found, name);
  return Number(found.replaceAll('_', ''));
}

describe('docker-compose.yml', () => {
  it('runs several bots on one PostgreSQL: nothing of theirs can be there only once', () => {
    assert.match(bot.environment['DATABASE_URL'] ?? '', /^postgres:\/\/cosell:.+@database:5432\/cosell$/);
    assert.doesNotMatch(text, /sqlite:/);
    assert.ok((bot.deploy?.replicas ?? 1) > 1);
    // A port of the machine, a name or a volume would be fought for.
    assert.deepEqual([bot.ports, bot.container_name, bot.volumes], [[], undefined, []]);
    assert.ok(bot.read_only);
  });

  it('has one address, on this machine only, and its door knows the bots by name', () => {
    assert.deepEqual(door.ports, ['127.0.0.1:3978:8080']);
    assert.deepEqual(database.ports, []);
    const { content } = configs.door;
    assert.match(content, /listen 8080;/);
    assert.match(content, new RegExp(`server bot:${bot.environment['PORT']} resolve;`));
    assert.deepEqual(bot.expose, [bot.environment['PORT']]);
    // Bots that come and go are found by asking again; without a zone nginx refuses `resolve`.
    assert.match(content, /resolver 127\.0\.0\.11 valid=\d+s;/);
    assert.match(content, /zone bot \d+k;/);
    // Compose would put a variable of the machine in.
    assert.doesNotMatch(content.replaceAll('$$', ''), /\$/);
    assert.doesNotMatch(content, /non_idempotent/);
  });

  it('starts the database, then the bots, then the door, each when the one before is well', () => {
    assert.deepEqual(bot.depends_on, { database: { condition: 'service_healthy' } });
    assert.deepEqual(door.depends_on, { bot: { condition: 'service_healthy' } });
    assert.equal(database.healthcheck.test[1], 'pg_isready');
    assert.ok(door.healthcheck.test.at(-1)?.endsWith(':8080/readyz'));
  });

  it('gives a bot longer to stop than the bot takes', () => {
    const seconds = Number(/^(\d+)s$/.exec(bot.stop_grace_period ?? '')?.[1]);
    assert.ok(seconds * 1000 > constant('bot/run-bot.ts', 'STOP_WITHIN_MS') + 1000);
  });

  it('asks a bot whether it is ready, and believes no other answer', async () => {
    const [kind, program, ...args] = bot.healthcheck.test;
    assert.deepEqual([kind, program], ['CMD', 'node']);
    await assertTellsHealth('/readyz', (port) => {
      const here = args.map((arg) => arg.replace(`:${bot.environment['PORT']}/`, `:${port}/`));
      return spawn(process.execPath, here);
    });
  });

  it('refuses to start without what the guide says to set', () => {
    const guide = read('manifest/azure/README.md');
    const wanted = [...text.matchAll(/\$\{(\w+)([^}]*)\}/g)];
    assert.ok(wanted.length > 0);
    for (const [whole, name = '', rest = ''] of wanted) {
      assert.ok(rest.startsWith(':?'), whole);
      assert.match(guide, new RegExp(`^    ${name}=`, 'm'));
    }
  });
});
