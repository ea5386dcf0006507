import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const ROOMS = ['bot', 'cards', 'dialogs', 'services', 'manifest'];

/** Where each room may reach (README, folders). `services` in `cards`: types only. */
const ARROWS: Record<string, readonly string[]> = {
  bot: ['bot', 'dialogs', 'cards', 'services'],
  dialogs: ['dialogs', 'cards', 'services'],
  cards: ['cards'],
  services: ['services'],
  manifest: ['manifest', 'bot', 'services'],
};

/** Packages with one doorway. */
const DOORWAYS: { packages: RegExp; files: RegExp }[] = [
  { packages: /^(botbuilder|botframework-)/, files: /^bot\// },
  { packages: /^restify$/, files: /^bot\/server\.ts$/ },
  { packages: /^adaptivecards-templating$/, files: /^cards\/render\.ts$/ },
  { packages: /^@microsoft\/microsoft-graph-client$/, files: /^services\/people\// },
  { packages: /^(kysely|pg)$/, files: /^services\/store\// },
  { packages: /^@opentelemetry\/|^@azure\/monitor-/, files: /^services\/telemetry\// },
  { packages: /^jose$/, files: /^bot\/(authenticate|doctor\/checks\/graph-permissions)\.ts$/ },
  { packages: /^@azure\/msal-node$/, files: /^services\/auth\// },
  { packages: /^intl-messageformat$/, files: /^cards\// },
  { packages: /^@microsoft\/m365agentsplayground/, files: /^bot\/playground\// },
  { packages: /^(@microsoft\/app-manifest|ajv|pngjs)/, files: /^manifest\// },
  { packages: /^fflate$/, files: /^(manifest|bot\/doctor)\// },
];

/** Reads the environment: the programs, and the Playground, which hands it on to its child. */
const ENVIRONMENT =
  /^(bot\/main\.ts|bot\/(doctor|upkeep)\/main\.ts|services\/referrals\/sandbox\/main\.ts|bot\/playground\/[a-z-]+\.ts)$/;

/** What a start loads before it says that it is ready. */
const BEFORE_READY = ['bot/main.ts', 'bot/config.ts', 'bot/run-bot.ts'];

const TOP_FOLDERS = ['bot', 'cards', 'dialogs', 'services', 'test', 'manifest'];

interface Import {
  file: string;
  /** A path from the root for files of ours, else the package as written. */
  target: string;
  isType: boolean;
  /** `import(...)`: loaded when it is come to. */
  isLate: boolean;
}

const files = (...folders: string[]): string[] =>
  folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      // The benchmark's peers are installed in a folder of their own.
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
      .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1)),
  );
const sources = files(...ROOMS).filter((file) => /\.(ts|cjs)$/.test(file));

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const statements = [
    ...text.matchAll(/^(?:import|export)\s+(?:([^'";]*?)\s*from\s*)?['"]([^'"]+)['"]/gm),
    ...text.matchAll(/()\b(?:import|require)\(\s*['"]([^'"]+)['"]/g),
  ];
  return statements.map(([statement, what = '', from = '']) => ({
    file,
    target: from.startsWith('.') ? normalize(join(dirname(file), from)) : from,
    isType: isTypeOnly(what),
    isLate: /^(import|require)\(/.test(statement),
  }));
}

/** `type X`, or `{ type X, type Y }`. */
function isTypeOnly(what: string): boolean {
  if (/^type\b/.test(what)) return true;
  const names = /^\{([^}]*)\}$/
    .exec(what)?.[1]
    ?.split(',')
    .map((name) => name.trim()) ?? [''];
  return names.filter(Boolean).length > 0 && names.filter(Boolean).every((name) => name.startsWith('type '));
}

const imports = sources.flatMap(importsOf);
const roomOf = (path: string): string => path.split('/')[0] ?? '';
const said = (found: readonly Import[]): string[] => found.map(({ file, target }) => `${file} -> ${target}`);

describe('boundaries', () => {
  it('are looked at: imports are found', () => {
    assert.ok(imports.length > 200);
    for (const name of ['restify', 'botbuilder', 'adaptivecards-templating', 'kysely'])
      assert.ok(
        imports.some(({ target, isType }) => target === name && !isType),
        name,
      );
    assert.deepEqual(
      [
        "import type { A } from 'a'",
        "import { type A, type B } from 'a'",
        "import { type A, b } from 'a'",
      ].map((line) => isTypeOnly(/^import (.*) from/.exec(line)?.[1] ?? '')),
      [true, true, false],
    );
  });

  it('let arrows point one way: bot -> dialogs -> cards -> types of services', () => {
    const wrong = imports.filter(({ file, target, isType }) => {
      const [from, to] = [roomOf(file), roomOf(target)];
      if (!ROOMS.includes(to) && to !== 'test') return false;
      if (from === 'cards' && to === 'services') return !isType;
      return !ARROWS[from]?.includes(to);
    });
    assert.deepEqual(said(wrong), []);
  });

  it('load neither botbuilder nor cards, pg or OpenTelemetry before the ready line (bot/README.md)', () => {
    const loaded = new Set(BEFORE_READY);
    for (const file of loaded)
      for (const one of imports) if (one.file === file && !one.isType && !one.isLate) loaded.add(one.target);
    assert.ok(loaded.has('restify') && loaded.has('kysely'), 'the way is followed');
    const late = /^(botbuilder|botframework-|adaptive|pg$|@opentelemetry|cards\/|dialogs\/)/;
    assert.deepEqual(
      [...loaded].filter((name) => late.test(name)),
      [],
    );
  });

  for (const { packages, files } of DOORWAYS) {
    it(`give ${packages.source} one doorway: ${files.source}`, () => {
      const wrong = imports.filter(({ file, target }) => packages.test(target) && !files.test(file));
      assert.deepEqual(said(wrong), []);
    });
  }

  it('need no package at run time that is not installed there: only tools come by devDependencies', () => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const wrong = imports.filter(({ file, target, isType }) => {
      if (isType || roomOf(file) === 'manifest' || /^(node:|[a-z]+\/.*\.)/.test(target)) return false;
      const [scope = '', name = ''] = target.split('/');
      return !(scope in dependencies) && !(`${scope}/${name}` in dependencies);
    });
    assert.deepEqual(said(wrong), []);
  });

  it('let the programs read the environment, and the Playground hand it on', () => {
    const readers = sources.filter((file) => /\bprocess\.env\b/.test(readFileSync(join(ROOT, file), 'utf8')));
    assert.deepEqual(
      readers.filter((file) => !ENVIRONMENT.test(file)),
      [],
    );
  });

  it('keep the clock and the network arguments of what is pure: rules and cards', () => {
    const pure = sources.filter((file) => /^cards\/|^services\/deals\//.test(file));
    const wrong = pure.filter((file) =>
      /\bnew Date\(\)|\bDate\.now\(|\bfetch\(/.test(readFileSync(join(ROOT, file), 'utf8')),
    );
    assert.deepEqual(wrong, []);
  });

  it('have no other folders at the top', () => {
    const folders = readdirSync(ROOT, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .filter((name) => !['node_modules', 'data', 'devTools'].includes(name));
    assert.deepEqual(
      folders.filter((name) => !TOP_FOLDERS.includes(name)),
      [],
    );
  });

  it('name files and folders in kebab-case, without words that say nothing', () => {
    const all = files(...ROOMS, 'test').filter((file) => file.endsWith('.ts'));
    const odd = all.filter(
      (file) => !/^([a-z0-9]+(-[a-z0-9]+)*\/)*[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.ts$/.test(file),
    );
    assert.deepEqual(odd, []);
    const empty = all.filter((file) =>
      /(^|[/-])(manager|helper|helpers|util|utils|common|misc|base|data|info|process|index)([-./])/.test(
        file.replace('test/support/bot-process', ''),
      ),
    );
    assert.deepEqual(empty, []);
  });

  it('have no barrels: nothing is exported on from another folder', () => {
    const wrong = sources.filter((file) => /^export \* from/m.test(readFileSync(join(ROOT, file), 'utf8')));
    assert.deepEqual(wrong, []);
  });

  it('say in a README what lives in each room', () => {
    const folders = [...new Set(files(...ROOMS).map((file) => dirname(file)))];
    const guided = folders.filter((folder) => folder.split('/').length <= 2 && !SELF_EVIDENT.test(folder));
    const silent = guided.filter((folder) => !readdirSync(join(ROOT, folder)).includes('README.md'));
    assert.deepEqual(silent, []);
  });
});

/** What the README of the room above says in a line. */
const SELF_EVIDENT = /^(bot\/(actions|commands|occasions)|cards\/(strings|pictures)|services\/telemetry)$/;
