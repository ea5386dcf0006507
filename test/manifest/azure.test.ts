import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '../../bot/config.ts';
import { type BicepFile, readBicep } from './bicep-file.ts';
import { assertTellsHealth } from './tells-health.ts';

const ROOT = join(import.meta.dirname, '../..');
const AZURE = join(ROOT, 'manifest/azure');
const read = (...path: string[]): string => readFileSync(join(ROOT, ...path), 'utf8');

const GUID = '1b9c3f64-6a3e-4c0c-9d7b-0f6a4d3e2b10';
/** What the deployment gives, by name; the values are what Azure puts in. */
const GIVEN: Record<string, string> = {
  MicrosoftAppId: GUID,
  MicrosoftAppTenantId: GUID,
  PARTNER_TENANT_ID: GUID,
  MicrosoftAppPassword: 'secret',
  TEAMS_APP_ID: GUID,
  PORT: '3978',
  BOT_DOMAIN: 'cosell.bluewater.westeurope.azurecontainerapps.io',
  DATABASE_URL: 'postgres://cosell:secret@cosell.postgres.database.azure.com:5432/cosell?sslmode=verify-full',
  EVENTS: 'on',
  EVENTS_CONNECTION: 'PartnerCenterEvents',
  APPLICATIONINSIGHTS_CONNECTION_STRING: 'InstrumentationKey=00000000-0000-0000-0000-000000000000',
};

describe('the Bicep files', () => {
  const files = new Map<string, BicepFile>();
  const all = (): [string, BicepFile][] => [...files];
  before(async () => {
    for (const file of readdirSync(AZURE).filter((name) => name.endsWith('.bicep')))
      files.set(file, await readBicep(join(AZURE, file)));
  });

  /** One line for each of what is wrong, with its file. */
  function wrong(find: (file: BicepFile) => string[]): string[] {
    return all().flatMap(([name, file]) => find(file).map((line) => `${name} ${line}`));
  }

  it('are Bicep', () => {
    assert.ok(files.size >= 7);
    assert.deepEqual(
      wrong(({ errors }) => errors),
      [],
    );
  });

  it('use each parameter and variable that they declare', () => {
    const unused = wrong(({ params, variables, names }) =>
      [...params.map(({ name }) => name), ...variables].filter(
        (name) => names.filter((used) => used === name).length < 2,
      ),
    );
    assert.deepEqual(unused, []);
  });

  it('give each module what it asks for, and nothing else', () => {
    const misfits = wrong(({ modules }) =>
      modules.flatMap(({ path, params }) => {
        const asked = files.get(path)?.params;
        if (!asked) return [`${path} is not there`];
        return [
          ...asked
            .filter(({ name, hasDefault }) => !hasDefault && !params.includes(name))
            .map(({ name }) => `${path} is not given ${name}`),
          ...params
            .filter((given) => !asked.some(({ name }) => name === given))
            .map((given) => `${path} does not ask for ${given}`),
        ];
      }),
    );
    assert.deepEqual(misfits, []);
  });

  it('read only outputs that the modules have', () => {
    const missing = wrong(({ modules, outputsUsed }) =>
      outputsUsed
        .filter(({ symbol, name }) => {
          const path = modules.find((module) => module.symbol === symbol)?.path ?? '';
          return !files.get(path)?.outputs.includes(name);
        })
        .map(({ symbol, name }) => `${symbol}.outputs.${name}`),
    );
    assert.deepEqual(missing, []);
  });

  it('keep secrets out of parameters that Azure would show', () => {
    const shown = wrong(({ text }) =>
      [...text.matchAll(/^(.*)\n(?:@.*\n)*param (\w*(?:[Pp]assword|Secret|[a-z]Url)) string/gm)]
        .filter(([whole]) => !whole.includes('@secure()'))
        .map(([, , name = '']) => name),
    );
    assert.deepEqual(shown, []);
  });

  it('set an environment that the bot starts with in live mode, as an app and as a managed identity', () => {
    const texts = `${files.get('container-app.bicep')?.text}${files.get('main.bicep')?.text}`;
    const set = [
      ...texts.matchAll(/\{ name: '([A-Za-z_]+)', (?:value|secretRef):/g),
      ...texts.matchAll(/^ +(MicrosoftApp\w+|[A-Z_]{4,}): /gm),
      ...texts.matchAll(/[{,] ([A-Z_]{4,}): ['\w]/g),
    ].map(([, name = '']) => name);
    assert.deepEqual([...new Set(set)].sort(), [...Object.keys(GIVEN), 'MicrosoftAppType'].sort());

    const app = parseConfig({ ...GIVEN, MicrosoftAppType: 'SingleTenant' });
    assert.equal(app.mode, 'live');
    const managed = { ...GIVEN, MicrosoftAppPassword: '', MicrosoftAppType: 'UserAssignedMSI' };
    assert.equal(parseConfig(managed).mode, 'live');
  });

  it('name the connections as the bot does by default', () => {
    const config = parseConfig(GIVEN);
    assert.ok(config.mode === 'live');
    const names = [...(files.get('bot.bicep')?.text ?? '').matchAll(/name: '(PartnerCenter\w+)'/g)].map(
      ([, name]) => name,
    );
    const { silent, interactive } = config.connections;
    assert.deepEqual(names, [silent, interactive, GIVEN['EVENTS_CONNECTION']]);
    assert.equal(config.addresses.partnerCenter, 'https://api.partner.microsoft.com');
    assert.match(files.get('bot.bicep')?.text ?? '', /https:\/\/api\.partner\.microsoft\.com\/\.default/);
  });

  it('ask the bot for its health where it answers', () => {
    const asked = [...(files.get('container-app.bicep')?.text ?? '').matchAll(/path: '(\/\w+)'/g)];
    assert.deepEqual([...new Set(asked.map(([, path]) => path))], ['/healthz', '/readyz']);
    const server = read('bot/server.ts');
    for (const [, path] of asked) assert.ok(server.includes(`'${path}'`), path);
  });

  it('never run none, start more by the requests at a time, and always on PostgreSQL, which they can share', () => {
    const main = files.get('main.bicep')?.text ?? '';
    const app = files.get('container-app.bicep')?.text ?? '';
    const limit = (name: string, param: string): number =>
      Number(new RegExp(`@${name}\\((\\d+)\\)\n(?:@.*\n)*param ${param} int`).exec(main)?.[1]);
    const fallback = (param: string): number =>
      Number(new RegExp(`^param ${param} int = (\\d+)$`, 'm').exec(main)?.[1]);
    assert.ok(limit('minValue', 'minReplicas') >= 1);
    assert.ok(limit('minValue', 'maxReplicas') >= 1);
    assert.ok(fallback('minReplicas') <= fallback('maxReplicas'));
    assert.ok(fallback('maxReplicas') <= limit('maxValue', 'maxReplicas'));
    assert.match(
      app,
      /scale: \{\s+minReplicas: minReplicas\s+maxReplicas: maxReplicas\s+rules: \[\{ name: '\w+', http: \{ metadata: \{ concurrentRequests: '\d+' \} \} \}\]/,
    );
    // A SQLite file has one owner: nothing here may give the bot one.
    const addresses = [...files.values()].flatMap(({ text }) => [
      ...text.matchAll(/^ +databaseUrl: '(\w+):/gm),
    ]);
    assert.deepEqual(
      addresses.map(([, scheme]) => scheme),
      ['postgres'],
    );
    assert.match(app, /\{ name: 'DATABASE_URL', secretRef: 'database-url' \}/);
    for (const { text } of files.values()) assert.doesNotMatch(text, /sqlite:/);
  });

  it('give a replica longer to stop than the bot takes', () => {
    const app = files.get('container-app.bicep')?.text ?? '';
    const grace = Number(/terminationGracePeriodSeconds: (\d+)/.exec(app)?.[1]);
    const takes = Number(
      /^const STOP_WITHIN_MS = ([\d_]+);/m.exec(read('bot/run-bot.ts'))?.[1]?.replace('_', ''),
    );
    assert.ok(takes > 0 && grace * 1000 > takes + 1000);
  });

  it('come with a file of values that gives what has no default', () => {
    const values = read('manifest/azure/main.bicepparam');
    const given = [...values.matchAll(/^param (\w+) =/gm)].map(([, name]) => name);
    const params = files.get('main.bicep')?.params ?? [];
    const missing = params.filter(({ name, hasDefault }) => !hasDefault && !given.includes(name));
    assert.deepEqual(missing, []);
    assert.deepEqual(
      given.filter((name) => !params.some((param) => param.name === name)),
      [],
    );
    assert.doesNotMatch(values, /(Password|Secret) = '/);
  });
});

describe('the container', () => {
  const dockerfile = read('manifest/azure/Dockerfile');
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, names = '']) =>
    names.split(' '),
  );

  it('holds every room that the program imports from, and what runs it', () => {
    for (const name of copied) assert.ok(statSync(join(ROOT, name)), name);
    for (const room of ['bot', 'cards', 'dialogs', 'services', 'package.json', 'package-lock.json', '.npmrc'])
      assert.ok(copied.includes(room), room);
  });

  it('is built from nothing else: what is not copied is not even sent', () => {
    const [first, ...lines] = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    assert.equal(first, '*');
    const sent = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    assert.deepEqual(sent.sort(), [...new Set([...copied, 'manifest/azure/Dockerfile'])].sort());
  });

  it('runs the Node that the tests run on, as nobody special, and lets SIGTERM reach it', () => {
    const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: { node: string } };
    const major = devDependencies.node.split('.')[0];
    assert.match(dockerfile, new RegExp(`^ARG NODE_IMAGE=node:${major}-`, 'm'));
    assert.match(dockerfile, /^USER node$/m);
    assert.match(dockerfile, /^CMD \["node", "bot\/main\.ts"\]$/m);
    assert.match(dockerfile, /npm ci --omit=dev --ignore-scripts/);
  });

  it('brings the code compiled, where and for whom the program looks for it', () => {
    const folder = /enableCompileCache\(join\(import\.meta\.dirname, '\.\.\/([\w./]+)'\)\)/.exec(
      read('bot/main.ts'),
    )?.[1];
    assert.equal(folder, 'node_modules/.cache/compiled');
    assert.match(read('package.json'), new RegExp(`"start": "NODE_COMPILE_CACHE=${folder} exec node`));
    const [, stage = '', last = ''] =
      /^(FROM packages AS compiled\n[^]*?)^(FROM \$\{NODE_IMAGE\}\n[^]*)$/m.exec(dockerfile) ?? [];
    for (const part of [stage, last])
      assert.match(part, new RegExp(`^ENV .*NODE_COMPILE_CACHE=/app/${folder}$`, 'm'));
    // Node keeps a folder a user: what root compiles, the bot would not find.
    const steps = [...stage.matchAll(/^(USER \w+|RUN .*)$/gm)].map(([step]) => step);
    const start = steps.findIndex((step) => step.endsWith('node bot/main.ts'));
    assert.equal(steps[start - 1], 'USER node');
    assert.equal(steps[start + 1], 'USER root');
    assert.ok(steps[start + 2]?.includes(`test -n "$(ls ${folder})"`));
    assert.match(last, /^COPY --from=compiled \/app\/node_modules\/\.cache \.\/node_modules\/\.cache$/m);
    // By its path, too, and by what is in it.
    const rooms = (part: string) => part.match(/^COPY (bot|cards|dialogs|services) .*$/gm);
    assert.deepEqual(rooms(last), rooms(stage));
    assert.equal(rooms(stage)?.length, 4);
  });

  it('gives V8 as much memory as npm start does', () => {
    const options = /exec node (--.*) bot\/main\.ts/.exec(read('package.json'))?.[1];
    assert.match(options ?? '', /--max-old-space-size=512/);
    const given = [...dockerfile.matchAll(/NODE_OPTIONS="([^"]*)"/g)].map(([, text]) => text);
    assert.deepEqual(given, [options, options]);
  });

  it('asks the bot for its health, and fails where the bot is not well', async () => {
    const command = JSON.parse(/HEALTHCHECK[^[]*CMD (\[.*\])/.exec(dockerfile)?.[1] ?? '[]') as string[];
    assert.equal(command[0], 'node');
    await assertTellsHealth('/healthz', (port) =>
      spawn(process.execPath, command.slice(1), { env: { ...process.env, PORT: String(port) } }),
    );
  });
});
