import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { iconProblems } from './check-icons.ts';
import { manifestProblems } from './check-manifest.ts';
import { schemaProblems } from './check-schema.ts';
import { fillManifest } from './fill-manifest.ts';
import type { PackageOptions } from './package-options.ts';

/** The same bytes each time: a zip remembers when its files were changed, so they all say this. */
const ZIP_DAY = new Date(2026, 0, 1);
const LANGUAGES = ['fr.json'] as const;

export type MadePackage = { kind: 'zip'; zip: Uint8Array } | { kind: 'refused'; problems: string[] };

/** The app package that an admin uploads to Teams, checked as far as it can be without Teams. */
export function makePackage(options: PackageOptions): MadePackage {
  const manifest = fillManifest(readJson('manifest.json'), options);
  const languages = Object.fromEntries(
    LANGUAGES.map((file) => [file, readJson(file) as Record<string, unknown>]),
  );
  const icons = { 'color.png': readPart('color.png'), 'outline.png': readPart('outline.png') };
  const problems = [
    ...schemaProblems(manifest, languages),
    ...manifestProblems(manifest, languages),
    ...iconProblems(icons['color.png'], icons['outline.png']),
  ];
  if (problems.length > 0) return { kind: 'refused', problems };
  const texts = Object.entries({ 'manifest.json': manifest, ...languages }).map(
    ([file, content]) => [file, strToU8(`${JSON.stringify(content, null, 2)}\n`)] as const,
  );
  const files = Object.fromEntries([...texts, ...Object.entries(icons)]);
  return { kind: 'zip', zip: zipSync(files, { mtime: ZIP_DAY, level: 9 }) };
}

function readJson(file: string): unknown {
  return JSON.parse(readPart(file).toString('utf8'));
}

function readPart(file: string): Buffer {
  return readFileSync(join(import.meta.dirname, file));
}
