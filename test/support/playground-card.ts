import type { Locator } from 'playwright-core';

/** A card as the Playground draws it. It stays the same card when its content is replaced or edited. */
export interface CardOnPage {
  /** For what this object does not know. */
  readonly element: Locator;
  text(): Promise<string>;
  waitForText(text: string): Promise<void>;
  waitForNoText(text: string): Promise<void>;
  /** The names of its buttons, from the top. */
  buttons(): Promise<string[]>;
  click(button: string): Promise<void>;
  /**
   * Fills inputs by their labels: text and numbers as they are, dates as yyyy-mm-dd, times as hh:mm,
   * choices by title (several: a list), toggles by true and false.
   */
  fillIn(inputs: Record<string, string | boolean | string[]>): Promise<void>;
  screenshot(path: string): Promise<void>;
}

export function cardOnPage(element: Locator): CardOnPage {
  const withText = (text: string) => element.filter({ hasText: text });
  return {
    element,
    text: () => element.innerText(),
    waitForText: (text) => withText(text).waitFor(),
    waitForNoText: async (text) => {
      await element.waitFor();
      await element.filter({ hasNotText: text }).waitFor();
    },
    buttons: async () => {
      await element.waitFor();
      return element.locator('.ac-actionSet').getByRole('button').allInnerTexts();
    },
    click: (button) => element.getByRole('button', { name: button, exact: true }).first().click(),
    fillIn: async (inputs) => {
      for (const [label, value] of Object.entries(inputs)) await fillInput(element, label, value);
    },
    screenshot: async (path) => {
      await element.screenshot({ path });
    },
  };
}

type Value = string | boolean | string[];

/** How each kind of input is filled; the first whose element is there does it. */
const INPUTS: {
  find: (card: Locator, name: RegExp) => Locator;
  fill: (input: Locator, value: Value) => Promise<void>;
}[] = [
  {
    // A box is named by its input's label and its own title; a toggle has one box.
    find: (card, name) => card.getByRole('checkbox', { name }),
    fill: async (boxes, value) => {
      if (!Array.isArray(value)) return boxes.first().setChecked(String(value) === 'true');
      for (const title of value) await boxes.and(boxes.page().getByRole('checkbox', { name: title })).check();
    },
  },
  {
    find: (card, name) => card.getByRole('radiogroup', { name }),
    fill: (input, value) => input.getByRole('radio', { name: String(value), exact: true }).check(),
  },
  {
    find: (card, name) => card.locator('.fui-DatePicker, .fui-TimePicker').getByRole('combobox', { name }),
    fill: async (input, value) => {
      await input.fill(String(value));
      // The calendar that opens hides the rest of the page, this input too, from roles.
      await input.page().keyboard.press('Enter');
      await input.page().keyboard.press('Escape');
    },
  },
  {
    find: (card, name) => card.locator('.fui-Combobox').getByRole('combobox', { name }),
    fill: choose,
  },
  {
    find: (card, name) => card.getByRole('textbox', { name }),
    fill: (input, value) => input.fill(String(value)),
  },
  {
    find: (card, name) => card.getByRole('spinbutton', { name }),
    fill: async (input, value) => {
      await input.fill(String(value));
      await input.press('Tab');
    },
  },
];

async function fillInput(card: Locator, label: string, value: Value): Promise<void> {
  await card.waitFor();
  const plain = label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // The whole name first: 'Value' must not find 'Value in euros'. A required input's name ends with a star.
  for (const name of [new RegExp(`^${plain}( \\*)?$`, 'i'), new RegExp(`^${plain}(?!\\w)`, 'i')]) {
    for (const { find, fill } of INPUTS) {
      const input = find(card, name);
      if ((await input.count()) > 0) return fill(input, value);
    }
  }
  throw new Error(`The card has no input '${label}'. It shows: ${await card.innerText()}`);
}

/** Its options are drawn outside of the card. */
async function choose(input: Locator, value: Value): Promise<void> {
  const titles = Array.isArray(value) ? value : [String(value)];
  for (const title of titles) {
    if ((await input.getAttribute('aria-expanded')) !== 'true') await input.click();
    await input
      .page()
      .locator('.fui-Option')
      .and(input.page().getByText(title, { exact: true }))
      .click();
  }
  if (Array.isArray(value)) await input.press('Escape');
}
