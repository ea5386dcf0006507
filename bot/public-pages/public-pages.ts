import type { Locale } from '../../services/people/person.ts';
import en from './en.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };

/** The three pages that a Teams app must name, for organisations that give no pages of their own (manifest/README.md). */
const PAGES = { home: '/', privacy: '/privacy', terms: '/terms' } as const;
type Page = keyof typeof PAGES;
const WORDS: Record<Locale, typeof en> = { en, fr };

export const PUBLIC_PATHS: readonly string[] = Object.values(PAGES);

export const PUBLIC_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'x-content-type-options': 'nosniff',
  vary: 'accept-language',
};

const STYLE =
  'body{font:1rem/1.6 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}nav a{margin-right:1rem}';

/**
 * One page as HTML, in French where the reader asks for French before English.
 * @param path one of `PUBLIC_PATHS`
 * @param acceptLanguage the header, such as `fr-CA,fr;q=0.9,en;q=0.8`
 */
export function publicPage(path: string, acceptLanguage: string | undefined): string {
  const page = pageAt(path);
  const locale = localeIn(acceptLanguage ?? '');
  const words = WORDS[locale];
  const { title, text } = words[page];
  const links = (Object.keys(PAGES) as Page[]).map(
    (name) => `<a href="${PAGES[name]}">${words.nav[name]}</a>`,
  );
  return [
    `<!doctype html><html lang="${locale}"><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">`,
    `<title>${title}</title><style>${STYLE}</style>`,
    `<h1>${title}</h1>${text.map((paragraph) => `<p>${paragraph}</p>`).join('')}<nav>${links.join('')}</nav></html>`,
  ].join('');
}

function pageAt(path: string): Page {
  return (Object.keys(PAGES) as Page[]).find((page) => PAGES[page] === path) ?? 'home';
}

function localeIn(acceptLanguage: string): Locale {
  const asked = acceptLanguage.toLowerCase().match(/\b(en|fr)\b/);
  return asked?.[0] === 'fr' ? 'fr' : 'en';
}
