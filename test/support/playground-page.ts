import type { Browser, Locator, Page } from 'playwright-core';
import { cardOnPage, type CardOnPage } from './playground-card.ts';

export interface PlaygroundPageOptions {
  /** As `startPlayground` gives it. */
  url: string;
  /** The bot's name in the Playground's configuration. Default `Co-sell Deals`. */
  botName?: string;
  /** How long anything may take to be seen. Default 8. */
  seconds?: number;
}

/** The Agents Playground in one person's hands. It starts in the personal chat. */
export interface PlaygroundPage {
  /** For what this page object does not know. */
  readonly page: Page;
  openPersonalChat(): Promise<void>;
  openGroupChat(): Promise<void>;
  /** `General` or the other one. The Playground tells the bot of the first channel opened only. */
  openChannel(name: string): Promise<void>;
  /** Sends a text; in the group chat and in channels it mentions the bot, else the bot would not get it. */
  say(text: string): Promise<void>;
  /** The same to the people in the chat alone, until they see it. */
  sayToPeople(text: string): Promise<void>;
  /** Answers in the thread of a channel post (0 is the newest), mentioning the bot. */
  reply(text: string, post?: number): Promise<void>;
  /** How many cards the open conversation shows. */
  countCards(): Promise<number>;
  /** The n-th card from the top, from 0. In a channel the newest post is at the top. */
  card(n: number): CardOnPage;
  /** The card that came last: the lowest one, or in a channel the lowest of its newest post. */
  lastCard(): CardOnPage;
  /** The lowest card that shows this text now. */
  cardWith(text: string): CardOnPage;
  /** Waits until the open conversation shows this text, in a card or not. */
  waitForText(text: string): Promise<void>;
  /** 'Mock an Activity': takes the bot out of the open conversation, or puts it in. */
  uninstall(): Promise<void>;
  install(): Promise<void>;
  /** The same page once more: the history is gone and the bot hears of the installation again. */
  reload(): Promise<void>;
  screenshot(path: string): Promise<void>;
  close(): Promise<void>;
}

/** A card itself; a card unfolded by Action.ShowCard lies inside one. */
const CARDS = '.ac-preview-panel > .ac-adaptiveCard';
/** Each post of a channel with its thread; the box for a new post is one too. */
const POSTS = '[role=group].fui-Card';
const BOX = '[contenteditable=true]';

/** Opens the Playground in a browser and waits until it has told the bot that it is there. */
export async function openPlayground(
  browser: Browser,
  options: PlaygroundPageOptions,
): Promise<PlaygroundPage> {
  const { url, botName = 'Co-sell Deals', seconds = 8 } = options;
  const context = await browser.newContext({ viewport: { width: 1400, height: 1000 } });
  const page = await context.newPage();
  page.setDefaultTimeout(seconds * 1000);
  await start(page, () => page.goto(url));
  let inChannel = false;

  const open = async (item: Locator, isChannel: boolean) => {
    await item.click();
    inChannel = isChannel;
    // A channel has its box for a new post at the top, a chat has none.
    const box = page.getByRole('button', { name: 'Post', exact: true });
    await box.waitFor({ state: isChannel ? 'visible' : 'detached' });
  };
  const write = async (box: Locator, text: string, mention: boolean) => {
    await box.click();
    if (mention) {
      await page.keyboard.type('@');
      await page.locator('#typeahead-menu').getByRole('menuitem', { name: botName }).click();
    }
    await page.keyboard.type(mention ? ` ${text}` : text);
  };
  const send = () =>
    page
      .getByRole('button', { name: inChannel ? 'Post' : 'Send Message', exact: true })
      .first()
      .click();
  const chats = page.getByRole('tree', { name: 'Personal and Group Chat' }).getByRole('treeitem');
  const posts = page
    .locator(POSTS)
    .filter({ hasNot: page.getByRole('button', { name: 'Post', exact: true }) });
  const cards = page.locator(CARDS);
  let isPersonal = true;

  return {
    page,
    openPersonalChat: async () => {
      isPersonal = true;
      await open(chats.nth(0), false);
    },
    openGroupChat: async () => {
      isPersonal = false;
      await open(chats.nth(1), false);
    },
    openChannel: async (name) => {
      isPersonal = false;
      await open(
        page
          .getByRole('tree', { name: 'Teams Channel' })
          .getByRole('treeitem')
          .filter({ has: page.getByText(name, { exact: true }) }),
        true,
      );
    },
    say: async (text) => {
      await write(page.locator(BOX).first(), text, !isPersonal);
      await send();
    },
    sayToPeople: async (text) => {
      await write(page.locator(BOX).first(), text, false);
      await send();
      await page.locator(BOX).filter({ hasText: text }).waitFor({ state: 'detached' });
      await page.locator('span').filter({ hasText: text }).last().waitFor();
    },
    reply: async (text, post = 0) => {
      const thread = posts.nth(post);
      await write(thread.locator(BOX), text, true);
      await thread.getByRole('button', { name: 'Send Message' }).click();
    },
    countCards: () => cards.count(),
    card: (n) => cardOnPage(cards.nth(n)),
    lastCard: () => cardOnPage((inChannel ? posts.first().locator(CARDS) : cards).last()),
    cardWith: (text) => cardOnPage(cards.filter({ hasText: text }).last()),
    waitForText: async (text) => {
      await page.locator(`p, ${CARDS}`).filter({ hasText: text }).last().waitFor();
    },
    install: () => mock(page, 'Install application'),
    uninstall: () => mock(page, 'Uninstall application'),
    reload: async () => {
      await start(page, () => page.reload());
      isPersonal = true;
      inChannel = false;
    },
    screenshot: async (path) => {
      await page.screenshot({ path });
    },
    close: () => context.close(),
  };
}

/** Until its configuration is there, the page shows people and chats of its own, and cannot be used. */
async function start(page: Page, go: () => Promise<unknown>): Promise<void> {
  const seconds = 20_000;
  const told = page.waitForResponse((answer) => answer.url().includes('/_internal/v1/config'), {
    timeout: seconds,
  });
  await Promise.all([told, go()]);
  await page
    .getByRole('img', { name: 'Me', exact: true })
    .first()
    .waitFor({ state: 'detached', timeout: seconds });
  await page.locator(BOX).first().waitFor();
}

async function mock(page: Page, trigger: string): Promise<void> {
  await page.getByRole('button', { name: 'Mock an Activity' }).click();
  await page
    .getByRole('menuitem')
    .filter({ has: page.getByText(trigger, { exact: true }) })
    .click();
  const send = page.getByRole('button', { name: 'Send activity' });
  await send.click();
  await send.waitFor({ state: 'detached' });
}
