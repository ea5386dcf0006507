import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pack from '@sparticuz/chromium';
import { chromium, type Page } from 'playwright-core';
import type { Reader } from '../../cards/reader.ts';
import type { AdaptiveCard } from '../../cards/render.ts';
import { DRAW_CARDS } from './draw-cards.ts';
import { emojiImages } from './emoji.ts';
import { fontFile, fontStyle } from './fonts.ts';
import { SHEETS } from './sheets.ts';
import { shrinkPng } from './shrink-png.ts';
import { hostConfig, sheetStyle } from './teams-look.ts';

/** `npm run cards [name ...]`: draws the cards of each sheet, wide in the light theme and at phone width in the dark one. */

const require = createRequire(import.meta.url);
const FOLDER = join(import.meta.dirname, '../../cards/pictures');
const ORIGIN = 'http://cards.example';
const READERS: readonly Reader[] = [
  { locale: 'en', timeZone: 'Europe/Paris', redaction: 'full' },
  { locale: 'fr', timeZone: 'Europe/Paris', redaction: 'full' },
];

const wanted = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: await pack.executablePath(), args: pack.args });
try {
  await mkdir(FOLDER, { recursive: true });
  const page = await browser.newPage();
  await openStudio(page);
  for (const sheet of SHEETS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    for (const reader of READERS) {
      const picture = await drawSheet(page, sheet.cards(reader));
      await writeFile(join(FOLDER, `${sheet.name}.${reader.locale}.png`), picture);
    }
  }
} finally {
  await browser.close();
}

/** A page with the renderer, Markdown and fonts; nothing comes from the network. */
async function openStudio(page: Page): Promise<void> {
  await page.route(`${ORIGIN}/**`, async (route) => {
    const file = fontFile(new URL(route.request().url()).pathname);
    const body = `<style>${fontStyle(ORIGIN)}${sheetStyle()}</style><div class="sheet"></div>`;
    await route.fulfill(file === null ? { contentType: 'text/html; charset=utf-8', body } : { path: file });
  });
  await page.goto(`${ORIGIN}/`);
  await page.addScriptTag({ path: require.resolve('adaptivecards/dist/adaptivecards.min.js') });
  await page.addScriptTag({
    path: join(dirname(require.resolve('markdown-it/package.json')), 'dist/browser/markdown-it.umd.min.js'),
  });
}

async function drawSheet(page: Page, cards: AdaptiveCard[]): Promise<Buffer> {
  const looks = [
    { theme: 'light', width: 600, config: hostConfig('light') },
    { theme: 'dark', width: 320, config: hostConfig('dark') },
  ];
  const wanted = JSON.stringify({ cards, looks, emoji: emojiImages(JSON.stringify(cards)) });
  await page.evaluate(`(${DRAW_CARDS})(${wanted})`);
  return shrinkPng(await page.locator('.sheet').screenshot());
}
