import assert from 'node:assert/strict';
import { launchBrowser } from '../../support/browser.ts';
import { openPlayground } from '../../support/playground-page.ts';
import { openPlaygroundStage } from './playground-stage.ts';

const DAY = 24 * 60 * 60 * 1000;

describe('a new deal in the Playground', () => {
  it('goes from the command over every page to a deal with Microsoft’s invitation (SEED-13 to SEED-18, LIFE-07)', async function () {
    this.timeout(120_000);
    const [stage, browser] = await Promise.all([openPlaygroundStage('empty'), launchBrowser()]);
    const page = await openPlayground(browser, { url: stage.playgroundUrl, seconds: 30 });
    await page.waitForText('Right now no deal is waiting');
    // Its solution is what the new deal's form offers, and its customer what is found.
    await stage.arrive({ name: 'Crane control', customerProfile: CUSTOMER });
    await page.cardWith('Crane control').waitForText('New co-sell deal');
    const place = await page.countCards();
    await page.say('new');
    const card = page.card(place);
    await card.waitForText('Step 1');
    await card.fillIn({ 'Kind of deal': 'Co-sell' });
    await card.click('Continue');
    await card.waitForText('Step 2 of 8');
    await card.fillIn({ 'Customer’s name or D-U-N-S number': 'harbour' });
    await card.click('Search');
    await card.waitForText('Customers we know');
    await card.fillIn({ 'Customers we know': 'Harbour Textiles · Kai 5 · Hamburg · Germany' });
    await card.click('Continue');
    await card.waitForText('Company name');
    await card.click('Continue');
    await card.waitForText('Step 3 of 8');
    await card.fillIn({
      'First name': 'Anja',
      'Last name': 'Beispiel',
      'E-mail': 'anja@harbour.example',
      Phone: '+49 40 555 0100',
      'Has the customer agreed that this deal and their contact are shared?': 'Yes',
    });
    await card.click('Continue');
    await card.waitForText('Step 4 of 8');
    await card.fillIn({
      'Deal name': 'Loom telemetry',
      'Deal value': '42,500.50',
      'Currency (3 letters)': 'EUR',
      'Estimated close date': new Date(Date.now() + 90 * DAY).toISOString().slice(0, 10),
      'Will the customer buy on the marketplace?': 'Customer has not decided',
      Notes: 'Kick-off in spring.',
    });
    await card.click('Continue');
    await card.waitForText('Step 5 of 8');
    await card.fillIn({ 'Our solutions': ['Example Solution · SOL-00001-AAA'] });
    await card.click('Continue');
    await card.waitForText('Step 6 of 8');
    await card.fillIn({ 'Our team': 'Nadia Perrin, nadia@partner.example, +33 1 5555 0100' });
    await card.click('Continue');
    await card.waitForText('Step 7 of 8');
    await card.fillIn({
      'Kind of help': 'Proof of concept or demo',
      'Note to the seller': 'Please join the demo.',
      'Solution area and play': 'Security · Data Security',
    });
    await card.click('Continue');
    await card.waitForText('Nothing has been sent yet');
    await card.waitForText('Anja Beispiel');
    await card.click('Create and invite Microsoft');
    await card.waitForText('Open deal of our own');
    const text = await card.text();
    assert.match(text, /Loom telemetry/);
    assert.match(text, /Microsoft can answer until/);
    await stage.bot.stop();
  });
});

const CUSTOMER = {
  name: 'Harbour Textiles',
  address: { addressLine1: 'Kai 5', city: 'Hamburg', country: 'DE' },
  team: [],
};
