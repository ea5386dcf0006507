import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { parse } from 'acorn';
import { checkSync } from 'recheck';

const ROOT = join(import.meta.dirname, '../..');
const ROOMS = ['bot', 'cards', 'dialogs', 'services'];

interface Pattern {
  source: string;
  flags: string;
  file: string;
}

/** Every regular expression of the product. */
function patterns(): Pattern[] {
  const files = ROOMS.flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(room, file)),
  );
  return files.flatMap((file) => {
    const script = stripTypeScriptTypes(readFileSync(join(ROOT, file), 'utf8'));
    return patternsIn(parse(script, { ecmaVersion: 'latest', sourceType: 'module' }), file);
  });
}

function patternsIn(node: unknown, file: string): Pattern[] {
  if (Array.isArray(node)) return node.flatMap((one) => patternsIn(one, file));
  if (node === null || typeof node !== 'object') return [];
  const { regex } = node as { regex?: { pattern: string; flags: string } };
  if (regex) return [{ source: regex.pattern, flags: regex.flags, file }];
  return Object.values(node).flatMap((part) => patternsIn(part, file));
}

/** How long a match may take for a text made up against it: `safe` is a straight line. */
function verdict({ source, flags }: Pick<Pattern, 'source' | 'flags'>): string {
  const found = checkSync(source, flags, { timeout: 20_000 });
  return found.status === 'vulnerable' ? found.complexity.summary : found.status;
}

describe('the regular expressions of the product', () => {
  it('take no text long, whatever it is', () => {
    const all = patterns();
    assert.ok(all.length > 100, `${all.length} were found`);
    const seen = new Map(all.map((one) => [`/${one.source}/${one.flags}`, one]));
    const slow = [...seen].flatMap(([regex, one]) => {
      const said = verdict(one);
      return said === 'safe' ? [] : [`${one.file}: ${regex} is ${said}`];
    });
    assert.deepEqual(slow, []);
  }).timeout(120_000);

  it('would be found out where they are bombs', () => {
    assert.match(verdict({ source: '^(a+)+$', flags: '' }), /exponential/);
    assert.match(verdict({ source: 'a+b+$', flags: '' }), /polynomial/);
  });
});
