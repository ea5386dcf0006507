/** Words of a manifest that a language file can replace, by their path as such a file writes it. */
const LOCALISABLE = [
  /^name\.(short|full)$/,
  /^description\.(short|full)$/,
  /^bots\[0\]\.commandLists\[\d\]\.commands\[\d+\]\.(title|description|prompt)$/,
  /^composeExtensions\[0\]\.commands\[\d\]\.(title|description|taskInfo\.title)$/,
  /^composeExtensions\[0\]\.commands\[\d\]\.parameters\[\d\]\.(title|description|value)$/,
  /^activities\.activityTypes\[\d+\]\.(description|templateText)$/,
];

/** @returns path -> English words */
export function localisableWords(manifest: unknown): Map<string, string> {
  return new Map(stringsIn(manifest, '').filter(([path]) => LOCALISABLE.some((kind) => kind.test(path))));
}

function stringsIn(value: unknown, path: string): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]];
  if (Array.isArray(value)) return value.flatMap((item, index) => stringsIn(item, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => stringsIn(item, path ? `${path}.${key}` : key));
}
