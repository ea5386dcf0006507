const MAX_DEPTH = 10;
const MAX_CODE_LENGTH = 100;

/**
 * The machine-readable codes of an error answer, outermost first (API-04). Both forms are read:
 * `{ error: { code, innerError: { code } } }`, also spelt `innererror`, and the flat `{ code, description }`.
 * Texts meant for people are left alone. Empty for anything else.
 */
export function errorCodes(body: unknown): string[] {
  const codes: string[] = [];
  let level: unknown = field(body, 'error') ?? body;
  for (let depth = 0; depth < MAX_DEPTH && level !== undefined; depth += 1) {
    const code = field(level, 'code');
    if ((typeof code === 'string' && code !== '') || typeof code === 'number') {
      codes.push(String(code).slice(0, MAX_CODE_LENGTH));
    }
    level = field(level, 'innerError') ?? field(level, 'innererror');
  }
  return codes;
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name] ?? undefined;
}
