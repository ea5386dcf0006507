import assert from 'node:assert/strict';
import { CURRENT_PERSON_ID } from '../../../bot/playground/people.ts';
import { launchBrowser } from '../../support/browser.ts';
import { openPlayground, type PlaygroundPage } from '../../support/playground-page.ts';
import { openPlaygroundStage, type PlaygroundStage } from './playground-stage.ts';

const DAY = 24 * 60 * 60 * 1000;
const TEN_DAYS_AGO = new Date(Date.now() - 10 * DAY).toISOString();
/** A date as a form takes it, so many days from today. */
const day = (days: number): string => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);

describe('a deal’s life in the Playground', () => {
  let stage: PlaygroundStage;
  let page: PlaygroundPage;

  before(async function () {
    this.timeout(90_000);
    const [opened, browser] = await Promise.all([openPlaygroundStage('empty'), launchBrowser()]);
    stage = opened;
    page = await openPlayground(browser, { url: stage.playgroundUrl, seconds: 30 });
    await page.waitForText('Right now no deal is waiting');
    // Its solution is what the next deal's form offers.
    await stage.arrive({ name: 'Crane control', createdDateTime: TEN_DAYS_AGO });
    await page.cardWith('Crane control').waitForText('New co-sell deal');
  });
  after(() => stage.bot.stop());

  /** Just what was written last to this deal. */
  async function lastPatch(id: string) {
    const patch = (await stage.patches()).filter(({ path }) => path.endsWith(id)).at(-1);
    assert.equal(patch?.caller, `local.${CURRENT_PERSON_ID}`);
    return patch?.body;
  }

  it('from the gaps asked for by Accept, through Won with its readiness list, to a registration that Partner Center shows (FLD-17, SEED-08, SEED-10, FORM-07)', async function () {
    this.timeout(90_000);
    const id = await stage.arrive({
      name: 'Loom telemetry',
      createdDateTime: TEN_DAYS_AGO,
      customerProfile: { name: 'Harbour Textiles' },
      details: { dealValue: 0, requirements: { solutions: [] } },
    });
    await page.cardWith('Loom telemetry').waitForText('also needs: value, at least one solution');
    // From here on by its place, because some forms do not name the deal's card.
    const card = page.card((await page.countCards()) - 1);
    await card.click('Accept');
    await card.waitForText('Partner Center needs a little more');
    const asked = card.element.locator('input, [role=combobox]');
    assert.equal(await asked.count(), 2, 'only what is missing');
    await card.fillIn({ 'Deal value in EUR': 'a lot', Solutions: ['Example Solution'] });
    await card.click('Accept this deal');
    await card.waitForText('Please write an amount');
    await card.fillIn({ 'Deal value in EUR': '42,500.75' });
    await card.click('Accept this deal');
    await card.waitForText('Accepted by Nadia Perrin');
    await card.waitForText('Example Solution');
    assert.deepEqual((await lastPatch(id))?.slice(0, 2), [
      { op: 'replace', path: '/details/dealValue', value: 42500.75 },
      {
        op: 'replace',
        path: '/details/requirements/solutions',
        value: [{ id: 'SOL-00001-AAA', type: 'Name' }],
      },
    ]);

    await card.click('Mark as won');
    await card.waitForText('Can it be registered for incentives?');
    await card.waitForText('Customer managed by Microsoft: Partner Center does not tell');
    await card.click('Won for good');
    await card.waitForText('Please confirm first');
    const before = (await stage.patches()).length;
    await card.fillIn({ 'Please confirm.': true });
    await card.click('Won for good');
    await card.waitForText('Contract signed on');
    assert.equal((await stage.patches()).length, before + 1);
    assert.deepEqual(await lastPatch(id), [
      { op: 'replace', path: '/status', value: 'Closed' },
      { op: 'replace', path: '/substatus', value: 'Won' },
    ]);

    await card.fillIn({
      'Bought on the Microsoft marketplace?': 'No',
      'Deployed on Azure?': 'Yes',
      'Total contract value': '120,000',
      'Contract signed on': day(1),
      'Contract starts on': day(-1),
    });
    await card.click('Continue to review');
    await card.waitForText('The contract cannot be signed in the future');
    await card.waitForText('4 answers need another look. What you typed is kept.');
    assert.equal(await card.element.getByLabel('Total contract value').inputValue(), '120,000');
    await card.fillIn({
      'Contract signed on': day(-2),
      'Term of the contract': 'Perpetual',
      'In whose tenant does it run?': 'Ours',
      'Pricing model': 'Pay-as-you-go',
    });
    await card.click('Continue to review');
    await card.waitForText('Nothing is sent yet. Is this right?');
    await card.waitForText('€120,000');
    await card.click('Change');
    await card.waitForText('Contract signed on');
    await card.fillIn({ 'Pricing model': 'Other' });
    await card.click('Continue to review');
    await card.waitForText('Nothing is sent yet. Is this right?');
    assert.equal((await stage.patches()).length, before + 1, 'nothing is sent before');
    await card.click('Submit registration');
    await card.waitForText('Registration: ✅ Approved');
    const [registered] = (await lastPatch(id)) ?? [];
    assert.ok(registered);
    assert.deepEqual([registered.op, registered.path], ['add', '/registrations/-']);
    assert.deepEqual((registered.value as { contract: object }).contract, {
      currency: 'EUR',
      value: 120000,
      term: 'Perpetual',
      signDateTime: `${day(-2)}T00:00:00Z`,
      startDateTime: `${day(-1)}T00:00:00Z`,
    });
    assert.equal((await stage.referral(id))['registrationStatus'], 'Approved');

    await card.click('Details');
    await card.waitForText('Registration sent · Nadia Perrin');
    await card.click('🤍 Add to favorites');
    await card.waitForText('On your list of favorites');
    await page.say('favorites');
    const list = page.cardWith('Your favorites');
    await list.waitForText('Harbour Textiles');
    await card.click('❤️ Remove favorite');
    await card.waitForText('Not on your list of favorites any more');
    await page.say('favorites');
    await page.waitForText('No favorites yet');
  });

  it('in French to its loss, for a reason (RSN-01, RSN-03, LIFE-02)', async function () {
    this.timeout(90_000);
    await page.say('aide');
    await page.waitForText('Voici ce que vous pouvez demander');
    const id = await stage.arrive({ name: 'Grues du port', customerProfile: { name: 'Port de Lorient' } });
    const posted = page.cardWith('Grues du port');
    await posted.waitForText('Nouvelle affaire co-sell');
    await posted.click('Accepter');
    await posted.waitForText('Acceptée par Nadia Perrin');
    await page.say('perdue Grues du port');
    await page.waitForText('une affaire perdue ne peut pas être rouverte');
    const form = page.lastCard();
    await form.click('Perdue, définitivement');
    await form.waitForText('Merci de remplir ce champ');
    await form.fillIn({ Motif: 'Autres', 'Note (facultatif)': 'Reporté à 2028.' });
    await form.click('Perdue, définitivement');
    await form.waitForText('Marquée comme perdue par Nadia Perrin');
    await posted.waitForText('Affaire co-sell perdue');
    assert.deepEqual(await lastPatch(id), [
      { op: 'replace', path: '/status', value: 'Closed' },
      { op: 'replace', path: '/substatus', value: 'Lost' },
      { op: 'replace', path: '/statusReason', value: 'Others: Reporté à 2028.' },
    ]);
  });
});
