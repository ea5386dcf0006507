import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv, { type ValidateFunction } from 'ajv-draft-04';
import addFormats from 'ajv-formats';

const SCHEMAS = 'MicrosoftTeams.schema.json';
const LANGUAGE_SCHEMAS = 'MicrosoftTeams.Localization.schema.json';

/**
 * What Microsoft's schema of the manifest's own version says against it, and against its language files. The schemas
 * come with the package @microsoft/app-manifest: nothing is fetched.
 */
export function schemaProblems(manifest: unknown, languages: Record<string, unknown>): string[] {
  const version = (manifest as { manifestVersion?: unknown } | null)?.manifestVersion;
  if (typeof version !== 'string' || !/^1\.\d+$/.test(version))
    return ['manifest.json: has no manifestVersion'];
  return [
    ...problemsBy(SCHEMAS, version, 'manifest.json', manifest),
    ...Object.entries(languages).flatMap(([file, words]) =>
      problemsBy(LANGUAGE_SCHEMAS, version, file, words),
    ),
  ];
}

function problemsBy(schema: string, version: string, file: string, content: unknown): string[] {
  const validate = validatorOf(schema, version);
  if (validate(content)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${file}: ${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
  );
}

/** Compiling one takes longer than anything else here. */
const validators = new Map<string, ValidateFunction>();

function validatorOf(schema: string, version: string): ValidateFunction {
  const path = `@microsoft/app-manifest/build/json-schemas/teams/v${version}/${schema}`;
  const kept = validators.get(path);
  if (kept) return kept;
  const ajv = new Ajv.default({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  const validate = ajv.compile(readSchema(path));
  validators.set(path, validate);
  return validate;
}

function readSchema(path: string): object {
  // Microsoft's files begin with a byte order mark.
  const text = readFileSync(createRequire(import.meta.url).resolve(path), 'utf8').replace(/^\uFEFF/, '');
  return JSON.parse(text) as object;
}
