import assert from 'node:assert/strict';
import { launchBrowser } from '../../support/browser.ts';
import { openPlayground } from '../../support/playground-page.ts';
import { openPlaygroundStage } from './playground-stage.ts';

describe('editing in the Playground', () => {
  it('in French: from the details into a form of its own, wrong and right, to the saved deal (LIFE-12, VIS-06)', async function () {
    this.timeout(90_000);
    const [stage, browser] = await Promise.all([openPlaygroundStage('empty'), launchBrowser()]);
    const page = await openPlayground(browser, { url: stage.playgroundUrl, seconds: 30 });
    await page.waitForText('Right now no deal is waiting');
    await page.say('aide');
    await page.waitForText('Voici ce que vous pouvez demander');
    const id = await stage.arrive({ name: 'Quais connectés' });
    const card = page.cardWith('Quais connectés');
    await card.waitForText('Nouvelle affaire co-sell');
    await card.click('Accepter');
    await card.waitForText('Acceptée par Nadia Perrin');

    await page.say('affaire Quais connectés');
    await page.waitForText('Historique');
    await page.lastCard().click('Modifier');
    await page.waitForText('La suite est dans le message ci-dessous');
    const form = page.cardWith('Seul ce que vous modifiez');
    await form.waitForText('l’autre partie les lit aussi');
    await form.fillIn({ 'Valeur de l’affaire': 'beaucoup' });
    await form.click('Enregistrer');
    await form.waitForText('Merci d’écrire un montant');
    await form.fillIn({ 'Valeur de l’affaire': '81 000,50' });
    await form.click('Enregistrer');
    // 'Saved' itself stands for a moment only: then every card of the deal is brought up to date.
    await card.waitForText('000,50');
    const last = (await stage.patches()).at(-1);
    assert.ok(last !== undefined && last.path.endsWith(id));
    assert.deepEqual(last.body, [{ op: 'replace', path: '/details/dealValue', value: 81000.5 }]);

    await page.say('paramètres');
    const settings = page.cardWith('Vos paramètres');
    await settings.fillIn({ 'Autre fuseau horaire (nom IANA)': 'asia/tokyo' });
    await settings.click('Enregistrer');
    await settings.waitForText('Enregistré');
    await page.say('état');
    await page.waitForText('Messages en attente');
    await stage.bot.stop();
  });
});
