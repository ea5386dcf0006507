/** Shapes of what must never be printed, posted or measured. */
const SHAPES: Readonly<Record<string, RegExp>> = {
  'a signed token': /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/,
  'a bearer token': /Bearer\s+[\w.~+/-]{6,}/i,
  'a token of local mode': /\blocal\.(?:watcher|[0-9a-f]{8}-[0-9a-f-]{27})/,
  'a secret by its name':
    /(?:client_secret|client_assertion|refresh_token|access_token|id_token|AccountKey|SharedAccessKey)["\\]*\s*[=:]\s*["\\]*[\w.~%+/-]{4,}/i,
  'a key of Application Insights': /InstrumentationKey=[\w-]{4,}/i,
  'a database with its password': /postgres(?:ql)?:\/\/[^:@\s/]+:[^@\s]+@/,
  'a private key': /-----BEGIN [A-Z ]*PRIVATE KEY/,
};

/** Names of settings whose values are secrets. */
const SECRET_SETTING = /password|privatekey|secret|connection_string/i;

/**
 * What of a text is a secret, by its shape or as the value of one of the settings: words for each, never the secret.
 * @param env the settings of the program that wrote it
 */
export function secretsIn(text: string, env: Readonly<Record<string, string>> = {}): string[] {
  const shapes = Object.entries(SHAPES).filter(([, shape]) => shape.test(text));
  const settings = Object.entries(env).filter(
    ([name, value]) => SECRET_SETTING.test(name) && value.length >= 6 && text.includes(value),
  );
  return [...shapes.map(([name]) => name), ...settings.map(([name]) => `the value of ${name}`)];
}

/** Fails where a text has a secret in it. */
export function assertNoSecrets(
  where: string,
  text: string,
  env: Readonly<Record<string, string>> = {},
): void {
  const found = secretsIn(text, env);
  if (found.length > 0) throw new Error(`${where} has ${found.join(', ')}`);
}
