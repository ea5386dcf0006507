import assert from 'node:assert/strict';
import { launchBrowser } from '../../support/browser.ts';
import { openPlayground } from '../../support/playground-page.ts';
import { openPlaygroundStage } from './playground-stage.ts';

describe('French in the Playground', () => {
  it('is what follows a French command, through a decline with its reason to the end (LIFE-06, RSN-01, RSN-03)', async function () {
    this.timeout(90_000);
    const [stage, browser] = await Promise.all([openPlaygroundStage('empty'), launchBrowser()]);
    const page = await openPlayground(browser, { url: stage.playgroundUrl, seconds: 30 });
    await page.waitForText('Right now no deal is waiting');

    await page.say('aide');
    await page.waitForText('Voici ce que vous pouvez demander');
    await page.say('n’importe quoi');
    await page.waitForText('Je n’ai pas compris');
    const id = await stage.arrive({ name: 'Supervision des quais' });
    const card = page.cardWith('Supervision des quais');
    await card.waitForText('Nouvelle affaire co-sell');
    assert.deepEqual(await card.buttons(), ['Accepter', 'Refuser', 'Détails']);

    await card.click('Refuser');
    await card.waitForText('C’est définitif');
    await card.click('Annuler');
    await card.waitForText('Annulé. Rien n’a été modifié.');
    assert.deepEqual(await card.buttons(), ['Accepter', 'Refuser', 'Détails']);

    await card.click('Refuser');
    await card.waitForText('C’est définitif');
    await card.fillIn({ Motif: 'Le client a choisi un autre fournisseur', Note: 'Déjà signé ailleurs.' });
    await card.click('Refuser définitivement');
    await card.waitForText('Affaire co-sell refusée');
    await card.waitForText('Refusée par Nadia Perrin');
    assert.deepEqual(await card.buttons(), ['Détails']);
    await card.click('Détails');
    await card.waitForText('Historique');
    const { status, substatus, ...referral } = await stage.referral(id);
    assert.deepEqual([status, substatus], ['Closed', 'Declined']);
    assert.equal(referral['statusReason'], 'Customer chose another vendor: Déjà signé ailleurs.');
    assert.equal((await stage.patches()).length, 1);
    await stage.bot.stop();
  });
});
