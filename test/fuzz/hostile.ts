import * as fc from 'fast-check';

/** What somebody would write into a customer's name to have it do something. */
const LIVE = [
  '<at>Ann</at>',
  '${name}',
  '${toString()}',
  '$ {a}',
  '$$${{a}}',
  '{{DATE(2026-01-01T00:00:00Z, SHORT)}}',
  '{{TIME(2026-01-01T00:00:00Z)}}',
  '[pay here](https://evil.example)',
  '[a]: https://evil.example',
  '![x](https://evil.example/x.png)',
  '<https://evil.example>',
  'https://evil.example/?q=1&amp;b',
  '<b onclick="x">b</b>',
  '<!--',
  '&lt;at&gt;&#42;&#x3c;',
  '**bold**',
  '__b__ _i_ ~~s~~',
  '`code`',
  '```\n',
  '# title',
  '- item',
  '+ item',
  '1. one',
  '> quote',
  '| a | b |\n|---|---|',
  '---',
  '\\',
  '\\[x\\](y)',
  '\n',
  '\r\n',
  '\u2028',
  '\t',
  '\0',
  '\u001b[31m',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u200f',
  '\ufeff',
  '\ud800',
  '\udc00',
  '\u{e0041}',
  'z\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301',
  '=1+1',
  '＝cmd',
  '@SUM(1)',
  '"$ref"',
  '"$data"',
  '"$when"',
  'עברית',
  'العربية',
  'ไทย',
  '日本語',
  '👩‍👩‍👧‍👦',
  '🇫🇷',
  'ﷺ',
  'ı İ ß ﬁ',
  'deal',
  '%s %n {0}',
  "' or 1=1 --",
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'NaN',
  '1e400',
  '-0',
  '9'.repeat(50),
] as const;

const live = fc
  .array(fc.oneof(fc.constantFrom(...LIVE), fc.string({ unit: 'grapheme', maxLength: 8 })), { maxLength: 8 })
  .map((parts) => parts.join(''));

/** Up to 100,000 characters of one thing. */
const long = fc
  .tuple(fc.constantFrom(...LIVE, 'x', ' ', 'é'), fc.integer({ min: 1000, max: 100_000 }))
  .map(([part, length]) => part.repeat(Math.ceil(length / part.length)).slice(0, length));

/** Any text at all, in any script; lone halves of characters too. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 10, arbitrary: live },
  { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
      .map((units) => String.fromCharCode(...units)),
  },
  { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '') },
);

/** Like `hostileText`, and now and then 100,000 characters of it. */
export const hugeText: fc.Arbitrary<string> = fc.oneof(
  { weight: 30, arbitrary: hostileText },
  { weight: 1, arbitrary: long },
);

const LIVE_KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  '$ref',
  '$data',
  '$when',
  '@odata.nextLink',
];

/** Own keys, `__proto__` among them, as JSON.parse makes them. */
function withOwnKeys(entries: [string, unknown][]): unknown {
  const object = {};
  for (const [key, value] of entries)
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  return object;
}

/** Any JSON value. */
export const anyJson: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    hostileText,
    fc.constantFrom(null, true, false, 0, -1, 1.5, 1e308, -1e-308, 2 ** 53, 2 ** 31),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.oneof(fc.constantFrom(...LIVE_KEYS), fc.string({ maxLength: 6 })), tie('value')), {
        maxLength: 4,
      })
      .map(withOwnKeys),
  ),
})).value;

/** Any JSON value; now and then one that is very deep, very wide or very long. */
export const hugeJson: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 40, arbitrary: anyJson },
  { weight: 1, arbitrary: hugeText },
  { weight: 1, arbitrary: fc.integer({ min: 100, max: 2000 }).map((depth) => nested(depth)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(anyJson, fc.integer({ min: 100, max: 3000 }))
      .map(([one, many]) => Array.from({ length: many }, () => one)),
  },
);

function nested(depth: number): unknown {
  return JSON.parse(`${'{"a":['.repeat(depth)}1${']}'.repeat(depth)}`);
}

/**
 * Copies of a good value with some of its parts, anywhere in it, made something else.
 * @param paths the parts that may be spoilt; default: all
 */
export function spoilt(good: unknown, value: fc.Arbitrary<unknown> = anyJson): fc.Arbitrary<unknown> {
  const paths = pathsOf(good);
  if (paths.length === 0) return value;
  const change = fc.tuple(fc.constantFrom(...paths), fc.option(value, { nil: undefined, freq: 8 }));
  return fc.array(change, { minLength: 1, maxLength: 6 }).map((changes) => {
    const copy = structuredClone(good);
    for (const [path, put] of changes) putAt(copy, path, put);
    return copy;
  });
}

type Path = readonly (string | number)[];

function pathsOf(value: unknown, at: Path = []): Path[] {
  if (value === null || typeof value !== 'object') return [at];
  const inner = Object.entries(value).flatMap(([key, part]) => pathsOf(part, [...at, key]));
  return at.length === 0 ? inner : [at, ...inner];
}

function putAt(root: unknown, path: Path, value: unknown): void {
  let at = root;
  for (const key of path.slice(0, -1)) at = (at as Record<string, unknown> | null | undefined)?.[key];
  if (at === null || typeof at !== 'object') return;
  const key = String(path.at(-1));
  if (value === undefined) delete (at as Record<string, unknown>)[key];
  else (at as Record<string, unknown>)[key] = value;
}

/** Throws where an object of the program got something that it was not born with. */
export function assertNoPollution(): void {
  for (const key in {}) throw new Error(`every object has '${key}' now`);
  const own = Object.getOwnPropertyNames(Object.prototype).length;
  if (own !== BORN_WITH) throw new Error('Object.prototype was changed');
}

const BORN_WITH = Object.getOwnPropertyNames(Object.prototype).length;
