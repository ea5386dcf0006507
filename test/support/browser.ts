import { chromium, type Browser } from 'playwright-core';
import { endAfterTest } from './ends.ts';

/**
 * A headless Chromium that ends with the test (see `endAfterTest`). On Linux x64 its binary comes
 * with the npm package `@sparticuz/chromium`; elsewhere the Chrome of the machine is used.
 */
export async function launchBrowser(): Promise<Browser> {
  const browser = await chromium.launch(await launchOptions());
  endAfterTest(() => browser.close());
  return browser;
}

async function launchOptions(): Promise<Parameters<typeof chromium.launch>[0]> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return { channel: 'chrome' };
  const { default: packed } = await import('@sparticuz/chromium');
  return { executablePath: await packed.executablePath(), args: packed.args };
}
