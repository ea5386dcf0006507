import { parseArgs } from 'node:util';
import { z } from 'zod';
import { appIdOf } from './app-id.ts';

/** What one package says about the bot that it belongs to. */
export interface PackageOptions {
  botId: string;
  ssoAppId: string;
  /** Where the bot answers, such as `deals.contoso.com`. */
  domain: string;
  appId: string;
  version: string;
  developerName: string;
  website: string;
  privacy: string;
  terms: string;
  /** Links to this host get a preview. */
  linkDomain: string;
  out: string;
}

/** `said`: what was not given and should be looked at before people see it. */
export type ParsedOptions =
  | { kind: 'options'; options: PackageOptions; said: string[] }
  | { kind: 'refused'; problems: string[] };

export const USAGE = `npm run package -- --bot-id <GUID> --sso-app-id <GUID> --domain <host>
  [--app-id <GUID>]          id of the app in Teams; by default one made from the bot id
  [--version <x.y.z>]        by default 1.0.0; Teams takes an update only with a higher one
  [--developer-name <name>]  who runs the bot, 32 characters
  [--website <https URL>] [--privacy <https URL>] [--terms <https URL>]
  [--link-domain <host>]     links to previews of deals; by default partner.microsoft.com
  [--out <file>]             by default data/co-sell-deals.zip`;

const guid = z
  .guid('must be a GUID such as 1b9c3f64-6a3e-4c0c-9d7b-0f6a4d3e2b10')
  .toLowerCase()
  .refine((id) => !/^0{8}-/.test(id), 'is the placeholder of an id, not one');

const host = z
  .string()
  .toLowerCase()
  .refine(isHostName, {
    error: 'must be a host name only, such as deals.contoso.com: no https://, port or path',
    abort: true,
  })
  .refine(isPublic, 'must be a host that Teams can reach, not this machine or an example');

const page = z
  .string()
  .refine((text) => /^https:\/\//i.test(text) && URL.canParse(text), {
    error: 'must be an https:// address',
    abort: true,
  })
  .refine((text) => isPublic(new URL(text).hostname), 'must be a real page, not an example');

const argumentsSchema = z.object({
  'bot-id': guid,
  'sso-app-id': guid,
  domain: host,
  'app-id': guid.optional(),
  version: z
    .string()
    .regex(/^(0|[1-9]\d{0,5})(\.(0|[1-9]\d{0,5})){2}$/, 'must be three numbers such as 1.4.0')
    .default('1.0.0'),
  'developer-name': z.string().trim().min(1).max(32, 'must have 32 characters at most').optional(),
  website: page.optional(),
  privacy: page.optional(),
  terms: page.optional(),
  'link-domain': host.default('partner.microsoft.com'),
  out: z.string().min(1).default('data/co-sell-deals.zip'),
});

/** Reads the command line; every missing and bad argument is named at once. */
export function parseOptions(args: readonly string[]): ParsedOptions {
  const { values, problems } = split(args);
  const parsed = argumentsSchema.safeParse(values, { reportInput: true });
  const all = [...problems, ...(parsed.success ? [] : parsed.error.issues.map((issue) => problemOf(issue)))];
  if (!parsed.success || all.length > 0) return { kind: 'refused', problems: all };
  const given = parsed.data;
  const pages = { website: '/', privacy: '/privacy', terms: '/terms' } as const;
  const addressOf = (name: keyof typeof pages) => given[name] ?? `https://${given.domain}${pages[name]}`;
  return {
    kind: 'options',
    options: {
      botId: given['bot-id'],
      ssoAppId: given['sso-app-id'],
      domain: given.domain,
      appId: given['app-id'] ?? appIdOf(given['bot-id']),
      version: given.version,
      developerName: given['developer-name'] ?? 'Co-sell Deals',
      website: addressOf('website'),
      privacy: addressOf('privacy'),
      terms: addressOf('terms'),
      linkDomain: given['link-domain'],
      out: given.out,
    },
    said: [
      ...(given['developer-name']
        ? []
        : ['--developer-name: not given, the app is said to be made by "Co-sell Deals"']),
      ...(Object.keys(pages) as (keyof typeof pages)[])
        .filter((name) => given[name] === undefined)
        .map((name) => `--${name}: not given, people read the bot’s own page ${addressOf(name)}`),
    ],
  };
}

/** Unknown arguments and arguments without a value are problems, not the end. */
function split(args: readonly string[]): { values: Record<string, string>; problems: string[] } {
  const names = Object.keys(argumentsSchema.shape);
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const values: Record<string, string> = {};
  const problems: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') problems.push(`${token.value}: is no argument of this script`);
    else if (!names.includes(token.name)) problems.push(`${token.rawName}: is no argument of this script`);
    else if (!token.value || token.value.startsWith('--')) problems.push(`${token.rawName}: needs a value`);
    else if (values[token.name] !== undefined) problems.push(`${token.rawName}: is given twice`);
    else values[token.name] = token.value;
  }
  return { values, problems };
}

function problemOf({ path, message, code, input }: z.core.$ZodIssue): string {
  const isMissing = code === 'invalid_type' && input === undefined;
  return `--${path.join('.')}: ${isMissing ? 'is missing' : message}`;
}

function isHostName(text: string): boolean {
  return /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/i.test(text);
}

/** Names that lead nowhere (RFC 2606, RFC 6761) or to this machine, and bare addresses. */
function isPublic(hostname: string): boolean {
  const isReserved = /(^|\.)(localhost|local|internal|test|invalid|example|example\.(com|net|org))$/i.test(
    hostname,
  );
  return !isReserved && /[a-z]$/i.test(hostname);
}
