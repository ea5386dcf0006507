import assert from 'node:assert/strict';
import en from '../../bot/public-pages/en.json' with { type: 'json' };
import fr from '../../bot/public-pages/fr.json' with { type: 'json' };
import { type Door, startServer } from '../../bot/server.ts';
import { parseOptions } from '../../manifest/package-options.ts';
import { endAfterTest } from '../support/ends.ts';

const GUID = '1b9c3f64-6a3e-4c0c-9d7b-0f6a4d3e2b10';

describe('the public pages', () => {
  async function read(path: string, language?: string): Promise<{ response: Response; html: string }> {
    const door = { host: '127.0.0.1', takesEvents: false } as Door;
    const server = await startServer(door, 0);
    endAfterTest(() => server.stop());
    const headers: Record<string, string> = language ? { 'accept-language': language } : {};
    const response = await fetch(new URL(path, server.url), { headers });
    return { response, html: await response.text() };
  }

  it('stand where a package points that names no pages of its own', async () => {
    const parsed = parseOptions(['--bot-id', GUID, '--sso-app-id', GUID, '--domain', 'deals.contoso.com']);
    assert.ok(parsed.kind === 'options');
    const { website, privacy, terms } = parsed.options;
    for (const [address, { title }] of [
      [website, en.home],
      [privacy, en.privacy],
      [terms, en.terms],
    ] as const) {
      const { response, html } = await read(new URL(address).pathname);
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8');
      assert.ok(html.includes(`<h1>${title}</h1>`), html);
    }
  });

  it('are French for who asks for French first', async () => {
    for (const [language, expected] of [
      ['fr-CA,fr;q=0.9,en;q=0.8', fr.privacy.title],
      ['de-DE,fr;q=0.7,en;q=0.3', fr.privacy.title],
      ['en-GB,en;q=0.9,fr;q=0.8', en.privacy.title],
      ['de', en.privacy.title],
      ['*', en.privacy.title],
    ] as const) {
      const { html } = await read('/privacy', language);
      assert.ok(html.includes(`<title>${expected}</title>`), language);
    }
  });

  it('say the same in both languages, in typographic French, and hold no markup', () => {
    for (const page of ['home', 'privacy', 'terms'] as const)
      assert.equal(en[page].text.length, fr[page].text.length);
    assert.doesNotMatch(JSON.stringify([en, fr]), /[<>&]/);
    const french = [fr.home, fr.privacy, fr.terms].flatMap(({ title, text }) => [title, ...text]);
    assert.deepEqual(
      french.filter((text) => /'|[^\u202f][:;!?»]|«[^\u202f]/.test(text)),
      [],
    );
  });
});
