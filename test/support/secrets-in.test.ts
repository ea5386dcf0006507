import assert from 'node:assert/strict';
import { secretsIn } from './secrets-in.ts';

describe('secrets in what was printed', () => {
  for (const [what, text] of [
    ['a signed token', '{"err":"eyJhbGciOiJSUzI1NiJ9.eyJvaWQiOiJhbm4ifQ.c2lnbmVk"}'],
    ['a bearer token', '{"headers":{"authorization":"Bearer 0123456789"}}'],
    ['a token of local mode', '"local.watcher"'],
    ['a token of local mode', 'local.5b1e7c52-0f7a-4a3c-9a57-6f0f6f0b8a11'],
    ['a secret by its name', 'grant_type=client_credentials&client_secret=abcd~1'],
    ['a secret by its name', '{\\"refresh_token\\":\\"0.AAAA\\"}'],
    ['a key of Application Insights', 'InstrumentationKey=5b1e7c52-0f7a'],
    ['a database with its password', 'postgres://cosell:hunter2@127.0.0.1:5432/x'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----'],
  ] as const) {
    it(`are found: ${what} in ${text.slice(0, 30)}`, () =>
      assert.deepEqual(secretsIn(`before ${text} after`), [what]));
  }

  it('are found by the settings of the program', () => {
    const env = { MicrosoftAppPassword: 'swordfish', PORT: '3978123' };
    assert.deepEqual(secretsIn('port 3978123, word swordfish', env), ['the value of MicrosoftAppPassword']);
  });

  it('are no ids, no addresses and no words', () => {
    const log =
      '{"person":"5b1e7c52-0f7a-4a3c-9a57-6f0f6f0b8a11","url":"http://127.0.0.1:1/","code":"insufficient_claims"}';
    assert.deepEqual(secretsIn(`${log} local mode; postgres://127.0.0.1:5432/x; access_token`), []);
  });
});
