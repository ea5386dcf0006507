import { z } from 'zod';
import { parseCommand } from '../bot/commands.ts';
import type { Locale } from '../services/people/person.ts';
import { localisableWords } from './localisable.ts';

/** As much as Teams draws of a command on one line; the schema allows more (teams.md 4). */
const LONGEST_TITLE = 32;
const LONGEST_DESCRIPTION = 128;

const command = z.object({ title: z.string(), description: z.string() });
const shown = z.object({
  manifestVersion: z.string(),
  supportsChannelFeatures: z.string().optional(),
  bots: z.array(
    z.object({
      botId: z.string(),
      scopes: z.array(z.string()),
      commandLists: z.array(z.object({ scopes: z.array(z.string()), commands: z.array(command) })),
    }),
  ),
  composeExtensions: z.array(
    z.object({ botId: z.string(), commands: z.array(z.object({ id: z.string() })) }),
  ),
  validDomains: z.array(z.string()),
  webApplicationInfo: z.object({ id: z.string(), resource: z.string() }),
  localizationInfo: z.object({
    additionalLanguages: z.array(z.object({ languageTag: z.enum(['fr']), file: z.string() })),
  }),
});
type Shown = z.output<typeof shown>;
type Words = Record<string, unknown>;

/**
 * What the schema lets pass and Teams, or a person, would not.
 * @param languages the language files by name
 */
export function manifestProblems(manifest: unknown, languages: Record<string, Words>): string[] {
  const parsed = shown.safeParse(manifest);
  if (!parsed.success) {
    return parsed.error.issues.map(({ path, message }) => `manifest.json: ${path.join('.')} ${message}`);
  }
  const named = parsed.data.localizationInfo.additionalLanguages;
  return [
    ...placeholderProblems(manifest),
    ...channelProblems(parsed.data),
    ...identityProblems(parsed.data),
    ...commandProblems('en', parsed.data, {}),
    ...named.flatMap(({ file, languageTag }) => {
      const words = languages[file];
      if (!words) return [`${file}: is not in the package`];
      return [
        ...translationProblems(file, localisableWords(manifest), words),
        ...commandProblems(languageTag, parsed.data, words),
      ];
    }),
  ];
}

function placeholderProblems(manifest: unknown): string[] {
  const left = JSON.stringify(manifest).match(/\{\{\w+\}\}|\$\{\w+\}|<[a-z-]+>/gi) ?? [];
  return [...new Set(left)].map((placeholder) => `manifest.json: ${placeholder} was not filled in`);
}

/** Teams refuses an upload without it, and no schema says so (teams.md 4). */
function channelProblems({ manifestVersion, supportsChannelFeatures, bots }: Shown): string[] {
  const minor = Number(manifestVersion.split('.')[1]);
  const isForTeams = bots.some(({ scopes }) => scopes.includes('team'));
  return minor >= 25 && isForTeams && supportsChannelFeatures !== 'tier1'
    ? ['manifest.json: supportsChannelFeatures must be "tier1"']
    : [];
}

/** Silent sign-in works only where all these name the same bot. */
function identityProblems({ bots, composeExtensions, webApplicationInfo, validDomains }: Shown): string[] {
  const ids = new Set([...bots, ...composeExtensions].map(({ botId }) => botId));
  const [botId] = ids;
  const { resource } = webApplicationInfo;
  return [
    ...(ids.size === 1 ? [] : ['manifest.json: bot and message extension must be one bot']),
    ...(resource === `api://botid-${botId}`
      ? []
      : [`manifest.json: webApplicationInfo.resource must be api://botid-${botId}`]),
    ...(validDomains.includes('token.botframework.com')
      ? []
      : ['manifest.json: validDomains must have token.botframework.com, where people sign in']),
    ...validDomains
      .filter((domain) => /[/:*]/.test(domain))
      .map((domain) => `manifest.json: validDomains has ${domain}, which is no host name`),
  ];
}

/** A title is what Teams types for the person: the bot must understand it, in that language. */
function commandProblems(locale: Locale, { bots }: Shown, words: Words): string[] {
  return (bots[0]?.commandLists ?? []).flatMap(({ commands }, list) => {
    const titles = new Set<string>();
    return commands.flatMap(({ title, description }, index) => {
      const path = `bots[0].commandLists[${list}].commands[${index}]`;
      const said = textAt(words, `${path}.title`) ?? title;
      const about = textAt(words, `${path}.description`) ?? description;
      const isTwice = titles.has(said);
      titles.add(said);
      const known = parseCommand(said);
      const isSame = known?.command === parseCommand(title)?.command && known?.argument === '';
      const where = `${locale}: ${path} "${said}"`;
      return [
        ...(isTwice ? [`${where} is there twice`] : []),
        ...(known?.language === locale && isSame
          ? []
          : [`${where} is no command of the bot, or another one`]),
        ...(said.length > LONGEST_TITLE ? [`${where} is longer than ${LONGEST_TITLE} characters`] : []),
        ...(about.length > LONGEST_DESCRIPTION
          ? [`${where} has a description longer than ${LONGEST_DESCRIPTION} characters`]
          : []),
      ];
    });
  });
}

function translationProblems(file: string, english: ReadonlyMap<string, string>, words: Words): string[] {
  const missing = [...english.keys()].filter((path) => !textAt(words, path));
  const unknown = Object.keys(words).filter((path) => path !== '$schema' && !english.has(path));
  const changed = [...english].filter(([path, text]) => {
    const translated = textAt(words, path);
    return translated !== undefined && parametersOf(translated) !== parametersOf(text);
  });
  return [
    ...missing.map((path) => `${file}: has no words for ${path}`),
    ...unknown.map((path) => `${file}: ${path} is nothing in the manifest`),
    ...changed.map(([path]) => `${file}: ${path} must have the same {parameters} as in English`),
  ];
}

/** What a notification is filled with, such as `{deal}`. */
function parametersOf(text: string): string {
  return (text.match(/\{\w+\}/g) ?? []).sort().join();
}

function textAt(words: Words, path: string): string | undefined {
  const text = words[path];
  return typeof text === 'string' ? text : undefined;
}
