import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { strFromU8, unzipSync } from 'fflate';
import { parseConfig } from '../../bot/config.ts';
import { manifestProblems } from '../../manifest/check-manifest.ts';
import { schemaProblems } from '../../manifest/check-schema.ts';
import { fillManifest } from '../../manifest/fill-manifest.ts';
import { makePackage } from '../../manifest/make-package.ts';
import { type PackageOptions, parseOptions } from '../../manifest/package-options.ts';
import type { FeedNotification } from '../../services/people/people-directory.ts';

const FOLDER = join(import.meta.dirname, '../../manifest');
const BOT = '1b9c3f64-6a3e-4c0c-9d7b-0f6a4d3e2b10';
const SSO = '7e0d1c52-3f0e-4b8e-8a53-9f1f0c2a6d44';
const GIVEN = ['--bot-id', BOT, '--sso-app-id', SSO, '--domain', 'deals.contoso.com'];

type Json = Record<string, unknown>;

function optionsOf(args: readonly string[]): PackageOptions {
  const parsed = parseOptions(args);
  assert.ok(parsed.kind === 'options', JSON.stringify(parsed));
  return parsed.options;
}

function refusalsOf(args: readonly string[]): string[] {
  const parsed = parseOptions(args);
  assert.ok(parsed.kind === 'refused', JSON.stringify(parsed));
  return parsed.problems;
}

function filesOf(options: PackageOptions): {
  files: Record<string, Uint8Array>;
  manifest: Json;
  french: Json;
} {
  const made = makePackage(options);
  assert.ok(made.kind === 'zip', JSON.stringify(made));
  const files = unzipSync(made.zip);
  const json = (file: string) => JSON.parse(strFromU8(files[file] ?? new Uint8Array())) as Json;
  return { files, manifest: json('manifest.json'), french: json('fr.json') };
}

describe('the Teams app package', () => {
  it('is a zip with the manifest, both languages and both icons at its root', () => {
    const { files, manifest } = filesOf(optionsOf(GIVEN));
    assert.deepEqual(Object.keys(files).sort(), ['color.png', 'fr.json', 'manifest.json', 'outline.png']);
    assert.deepEqual(manifest['webApplicationInfo'], { id: SSO, resource: `api://botid-${BOT}` });
    assert.deepEqual(manifest['validDomains'], ['token.botframework.com', 'deals.contoso.com']);
    const [bot] = manifest['bots'] as { botId: string; scopes: string[] }[];
    assert.equal(bot?.botId, BOT);
    assert.deepEqual(bot?.scopes, ['personal', 'team', 'groupChat']);
  });

  it('is the same bytes from the command line, in another time zone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'package-'));
    const out = join(folder, 'nested/app.zip');
    try {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [join(FOLDER, 'main.ts'), ...GIVEN, '--out', out],
        { env: { ...process.env, TZ: 'Pacific/Auckland' } },
      );
      const options = optionsOf(GIVEN);
      const made = makePackage(options);
      assert.ok(made.kind === 'zip');
      assert.deepEqual(readFileSync(out), Buffer.from(made.zip));
      assert.match(stdout, new RegExp(`TEAMS_APP_ID=${options.appId}`));
      assert.match(
        stdout,
        /--privacy: not given, people read the bot’s own page https:\/\/deals\.contoso\.com\/privacy/,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has one app for one bot, whoever makes it', () => {
    const { appId } = optionsOf(GIVEN);
    assert.match(appId, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(optionsOf(['--bot-id', BOT.toUpperCase(), ...GIVEN.slice(2)]).appId, appId);
    assert.notEqual(optionsOf(['--bot-id', SSO, ...GIVEN.slice(2)]).appId, appId);
    assert.equal(optionsOf([...GIVEN, '--app-id', SSO]).appId, SSO);
  });

  it('previews links to where the bot itself sends people', () => {
    const config = parseConfig({});
    assert.equal(new URL(config.dealUrlTemplate).hostname, optionsOf(GIVEN).linkDomain);
  });

  it('asks for the commands of the message extension that the bot answers', () => {
    const [extension] = filesOf(optionsOf(GIVEN)).manifest['composeExtensions'] as {
      commands: { id: string; type: string }[];
    }[];
    assert.deepEqual(
      extension?.commands.map(({ id, type }) => [id, type]),
      [
        ['searchDeals', 'query'],
        ['dealsOfMessage', 'action'],
      ],
    );
  });

  it('declares the notifications that the bot sends to the activity feed, with what they are filled with', () => {
    const sent: Record<FeedNotification['type'], string> = {
      dealExpiring: '{deadline},{deal}',
      registrationActionRequired: '{deal}',
    };
    const { activityTypes } = filesOf(optionsOf(GIVEN)).manifest['activities'] as {
      activityTypes: { type: string; templateText: string }[];
    };
    const declared = activityTypes.map(({ type, templateText }) => [
      type,
      (templateText.match(/\{\w+\}/g) ?? []).sort().join(),
    ]);
    assert.deepEqual(Object.fromEntries(declared), sent);
  });

  it('is written in typographic French: curved apostrophes, narrow spaces before : ; ! ?', () => {
    const { french } = filesOf(optionsOf(GIVEN));
    const words = Object.entries(french).filter(([path]) => path !== '$schema');
    const odd = words.filter(([, text]) => /['"]|[^\u202f][:;!?»]|«[^\u202f]/.test(String(text)));
    assert.deepEqual(odd, []);
  });
});

describe('the arguments of the package', () => {
  it('are all named when they are missing', () => {
    assert.deepEqual(refusalsOf([]), [
      '--bot-id: is missing',
      '--sso-app-id: is missing',
      '--domain: is missing',
    ]);
  });

  const refused: [title: string, args: string[], problem: RegExp][] = [
    ['an id that is no GUID', ['--app-id', 'co-sell'], /--app-id: must be a GUID/],
    ['an id of zeros', ['--app-id', '00000000-0000-0000-0000-000000000000'], /--app-id: is the placeholder/],
    ['a page without https', ['--website', 'http://contoso.com'], /--website: must be an https/],
    ['a page of nowhere', ['--terms', 'https://www.example.com/terms'], /--terms: must be a real page/],
    ['a name that Teams cuts', ['--developer-name', 'x'.repeat(33)], /--developer-name: must have 32/],
    ['a version of two numbers', ['--version', '1.2'], /--version: must be three numbers/],
    ['a version with a tag', ['--version', '1.2.3-beta'], /--version: must be three numbers/],
    ['a preview of every host', ['--link-domain', '*'], /--link-domain: must be a host name/],
    ['an unknown argument', ['--colour', 'red'], /--colour: is no argument/],
    ['an argument without a value', ['--out', '--version', '1.0.1'], /--out: needs a value/],
    ['an argument given twice', ['--domain', 'b.contoso.com'], /--domain: is given twice/],
  ];
  for (const [title, args, problem] of refused)
    it(`refuse ${title}`, () => {
      const problems = refusalsOf([...GIVEN, ...args]);
      assert.ok(
        problems.some((line) => problem.test(line)),
        problems.join('\n'),
      );
    });

  for (const domain of [
    'https://deals.contoso.com',
    'deals.contoso.com:443',
    'localhost',
    'bot.local',
    '127.0.0.1',
    'deals',
    'bot.example.com',
  ])
    it(`refuse the domain ${domain}`, () => {
      const problems = refusalsOf(['--bot-id', BOT, '--sso-app-id', SSO, '--domain', domain]);
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? '', /^--domain: must be a host/);
    });
});

describe('the checks of the manifest', () => {
  const template = JSON.parse(readFileSync(join(FOLDER, 'manifest.json'), 'utf8')) as unknown;
  const french = JSON.parse(readFileSync(join(FOLDER, 'fr.json'), 'utf8')) as Json;
  const manifest = fillManifest(template, optionsOf(GIVEN)) as Json;

  function problemsAfter(change: (manifest: Json, french: Json) => void): string[] {
    const copies = structuredClone({ manifest, french });
    change(copies.manifest, copies.french);
    const languages = { 'fr.json': copies.french };
    return [...schemaProblems(copies.manifest, languages), ...manifestProblems(copies.manifest, languages)];
  }
  const first = (part: unknown, ...path: (string | number)[]): Json =>
    path.reduce((value, key) => (value as Record<string | number, unknown>)[key], part) as Json;
  const COMMAND = 'bots[0].commandLists[0].commands[0]';

  it('find nothing in ours', () => {
    assert.deepEqual(
      problemsAfter(() => {}),
      [],
    );
  });

  const planted: [title: string, change: (manifest: Json, french: Json) => void, problem: RegExp][] = [
    ['a property that the schema does not know', (it) => (it['packageName'] = 'x'), /additional properties/],
    ['a name that is too long', (it) => (first(it, 'name')['short'] = 'x'.repeat(31)), /name\/short.*30/],
    [
      'a translation that is too long',
      (_it, fr) => (fr['description.short'] = 'x'.repeat(81)),
      /fr\.json.*80/,
    ],
    ['no word on channel features', (it) => delete it['supportsChannelFeatures'], /supportsChannelFeatures/],
    [
      'sign-in for another bot',
      (it) => (first(it, 'webApplicationInfo')['resource'] = `api://${BOT}`),
      /api:\/\/botid-/,
    ],
    [
      'a message extension of another bot',
      (it) => (first(it, 'composeExtensions', 0)['botId'] = SSO),
      /one bot/,
    ],
    [
      'no room for the sign-in page',
      (it) => (it['validDomains'] = ['deals.contoso.com']),
      /token\.botframework\.com/,
    ],
    [
      'a domain with a scheme',
      (it) => (it['validDomains'] as string[]).push('https://a.contoso.com'),
      /no host name/,
    ],
    [
      'a placeholder that is left',
      (it) => (first(it, 'name')['full'] = 'Deals of {{partner}}'),
      /\{\{partner\}\} was not filled/,
    ],
    [
      'a command that the bot does not know',
      (it) => (first(it, 'bots', 0, 'commandLists', 0, 'commands', 0)['title'] = 'inbox'),
      /en: .*"inbox" is no command/,
    ],
    [
      'a command that is there twice',
      (it) => (first(it, 'bots', 0, 'commandLists', 0, 'commands', 0)['title'] = 'help'),
      /"help" is there twice/,
    ],
    [
      'a command that is left in English',
      (_it, fr) => (fr[`${COMMAND}.title`] = 'inbound'),
      /fr: .*"inbound" is no command/,
    ],
    [
      'a command that is another one in French',
      (_it, fr) => (fr[`${COMMAND}.title`] = 'aide'),
      /fr: .*"aide" is no command of the bot, or another/,
    ],
    [
      'a description that Teams cuts',
      (_it, fr) => (fr[`${COMMAND}.description`] = 'x'.repeat(129)),
      /longer than 128/,
    ],
    ['words without French', (_it, fr) => delete fr['name.full'], /fr\.json: has no words for name\.full/],
    [
      'French for nothing',
      (_it, fr) => (fr['bots[0].commandLists[2].commands[0].title'] = 'aide'),
      /is nothing in the manifest/,
    ],
    [
      'a notification that loses the deal',
      (_it, fr) => (fr['activities.activityTypes[0].templateText'] = 'Nouvelle affaire'),
      /same \{parameters\}/,
    ],
    [
      'a language file that is not there',
      (it) => (first(it, 'localizationInfo', 'additionalLanguages', 0)['file'] = 'f.json'),
      /f\.json: is not in the package/,
    ],
    ['no bot', (it) => delete it['bots'], /manifest\.json: bots/],
    ['a version without a schema', (it) => (it['manifestVersion'] = 'devPreview'), /has no manifestVersion/],
  ];
  for (const [title, change, problem] of planted)
    it(`find ${title}`, () => {
      const problems = problemsAfter(change);
      assert.ok(
        problems.some((line) => problem.test(line)),
        problems.join('\n') || 'nothing found',
      );
    });

  it('are not asked where the template wants what nothing gives', () => {
    assert.throws(() => fillManifest({ name: '{{nickname}}' }, optionsOf(GIVEN)), /nickname/);
  });
});
