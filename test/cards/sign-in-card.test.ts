import assert from 'node:assert/strict';
import { signInAttachment, signInCard } from '../../cards/sign-in-card.ts';
import en from '../../cards/strings/en.json' with { type: 'json' };
import fr from '../../cards/strings/fr.json' with { type: 'json' };

const LINK = 'https://token.example/signin?x=1';
const EXCHANGE = { id: 'e-1', uri: 'api://botid-1', providerId: null };

describe('the sign-in card', () => {
  it('is an OAuth card with one button of type signin, in the words of the reader', () => {
    for (const [locale, words] of [
      ['en', en],
      ['fr', fr],
    ] as const) {
      const { contentType, content } = signInAttachment(
        signInCard({ connectionName: 'Page', link: LINK, exchange: null }, locale),
      );
      assert.equal(contentType, 'application/vnd.microsoft.card.oauth');
      const title = words['button.signIn'];
      assert.deepEqual(content, {
        text: words['oauth.text'],
        connectionName: 'Page',
        buttons: [{ type: 'signin', title, text: title, value: LINK }],
      });
    }
  });

  it('offers a silent exchange where there is one, and names only what is known of it', () => {
    const { tokenExchangeResource } = signInCard(
      { connectionName: 'Sso', link: LINK, exchange: EXCHANGE },
      'en',
    );
    assert.deepEqual(tokenExchangeResource, { id: 'e-1', uri: 'api://botid-1' });
  });
});
