import type { Page } from 'playwright-core';
import { cardOnPage, type CardOnPage } from './playground-card.ts';

/** The message extension in the Playground, in the conversation that is open. What it inserts stands in the compose box. */
export interface ExtensionOnPage {
  /** '+', search, until this result stands alone (before it come favourites and open deals), and takes it. Gives its text. */
  insert(words: string, result: string): Promise<string>;
  /** '+', a link: the card that it becomes, which is then sent. */
  sendLink(url: string): Promise<CardOnPage>;
  /** The menu of the message that came last: what the dialog shows. */
  ofLastMessage(): Promise<CardOnPage>;
  /** Sends what stands in the compose box. */
  send(): Promise<void>;
}

export function extensionOnPage(page: Page): ExtensionOnPage {
  const results = page.locator('.fui-PopoverSurface').getByRole('heading', { level: 1 });
  const dialog = page.getByRole('dialog');
  const open = async (command: string) => {
    await page.getByRole('button', { name: 'Trigger Message Extension App' }).click();
    await page.getByRole('menuitem', { name: command }).click();
  };
  return {
    insert: async (words, result) => {
      await open('Search Command');
      await page.getByPlaceholder('Enter a search term').fill(words);
      await results.filter({ hasText: result }).waitFor();
      await results.nth(1).waitFor({ state: 'detached' });
      const text = await results.locator('..').innerText();
      await results.click();
      return text;
    },
    sendLink: async (url) => {
      await open('Link Unfurling');
      await dialog.getByRole('textbox').fill(url);
      const preview = dialog.locator('.ac-adaptiveCard').first();
      await preview.waitFor();
      await dialog.getByRole('button', { name: 'Send to Conversation' }).click();
      await dialog.waitFor({ state: 'detached' });
      return cardOnPage(page.locator('.ac-preview-panel > .ac-adaptiveCard').last());
    },
    ofLastMessage: async () => {
      await page.getByRole('button', { name: 'Show more information' }).last().click();
      await page.getByRole('menuitem', { name: 'Action Command' }).click();
      await dialog.getByRole('button', { name: 'Create' }).click();
      const card = dialog.locator('.ac-adaptiveCard').first();
      await card.waitFor();
      return cardOnPage(card);
    },
    send: () => page.getByRole('button', { name: 'Send Message', exact: true }).first().click(),
  };
}
