import assert from 'node:assert/strict';
import { dealIdOfUrl } from '../../../bot/extension/deal-id-of-url.ts';

const ID = '12345678-0000-4000-8000-000000000001';

describe('the deal behind a link', () => {
  const template = 'https://partner.example/deals/{id}/overview';

  it('is named where the address is one of ours, in any case, with whatever follows', () => {
    for (const url of [
      template.replace('{id}', ID),
      `${template.replace('{id}', ID.toUpperCase())}?tab=1#notes`,
      `HTTPS://Partner.example/deals/${ID}/overview/`,
    ]) {
      assert.equal(dealIdOfUrl(template, url), ID, url);
    }
    assert.equal(
      dealIdOfUrl('https://partner.example/d?id={id}', `https://partner.example/d?id=${ID}&x=1`),
      ID,
    );
  });

  it('is not named by any other address', () => {
    for (const url of [
      '',
      'x',
      `https://evil.example/deals/${ID}/overview`,
      `https://partner.example/deals/${ID}`,
      `https://partner.example/deals/${ID}%2e/overview`,
      'https://partner.example/deals//overview',
    ]) {
      assert.equal(dealIdOfUrl(template, url), null, url);
    }
  });
});
