import type { PackageOptions } from './package-options.ts';

/**
 * The template with the options in place of `{{name}}`.
 * @throws Error where the template asks for something that no option gives
 */
export function fillManifest(template: unknown, options: PackageOptions): unknown {
  const given = options as unknown as Record<string, string>;
  return mapStrings(template, (text) =>
    text.replace(/\{\{(\w+)\}\}/g, (placeholder, name: string) => {
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      if (value === undefined) throw new Error(`the template asks for ${placeholder}, which nothing gives`);
      return value;
    }),
  );
}

function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, change)]));
}
