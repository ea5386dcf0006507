import assert from 'node:assert/strict';
import { launchBrowser } from '../../support/browser.ts';
import { openPlayground } from '../../support/playground-page.ts';
import { openPlaygroundStage } from './playground-stage.ts';

describe('lists and favourites in the Playground, in French', () => {
  it('are kept, narrowed down, searched, and told of (SEED-07, FAV-01, NAV-03, NAV-04)', async function () {
    this.timeout(120_000);
    const [stage, browser] = await Promise.all([openPlaygroundStage('empty'), launchBrowser()]);
    const page = await openPlayground(browser, { url: stage.playgroundUrl, seconds: 30 });
    await page.waitForText('Right now no deal is waiting');
    await page.say('aide');
    await page.waitForText('Voici ce que vous pouvez demander');
    await stage.arrive({
      name: 'Éclairage du port',
      customerProfile: { name: 'Port de Lorient', address: { country: 'FR' } },
    });
    await stage.arrive({ name: 'Kransteuerung' });
    await page.cardWith('Éclairage du port').waitForText('Nouvelle affaire co-sell');
    await page.cardWith('Kransteuerung').waitForText('Nouvelle affaire co-sell');

    const card = page.cardWith('Éclairage du port');
    await card.click('Détails');
    await card.waitForText('Historique');
    await card.click('🤍 Ajouter aux favoris');
    await card.waitForText('Dans vos favoris');
    await page.say('favoris');
    await page.cardWith('Vos favoris').waitForText('Port de Lorient');

    await page.say('affaires');
    const list = page.cardWith('Affaires en cours');
    await list.waitForText('2 affaires');
    await list.click('🔍 Filtrer');
    const form = page.cardWith('Conservé pour vous');
    await form.fillIn({ 'Type d’affaire': 'Co-sell', 'Valeur minimale': 'beaucoup' });
    await form.click('Afficher');
    await form.waitForText('Merci d’écrire un montant');
    await form.fillIn({ 'Valeur minimale': '999 999 999' });
    await form.click('Afficher');
    const narrowed = page.cardWith('Seulement');
    await narrowed.waitForText('Rien ne correspond');
    await narrowed.click('Tout afficher');
    await page.cardWith('Affaires en cours').waitForText('2 affaires');

    await page.say('chercher eclairage');
    await page.cardWith('Affaires correspondant').waitForText('Port de Lorient');
    assert.equal((await stage.patches()).length, 0);
    await stage.bot.stop();
  });
});
