import assert from 'node:assert/strict';
import { parseActivity } from '../../../bot/activity.ts';
import { answerMessage } from '../../../bot/answer-message.ts';
import { createUserAccessTokens } from '../../../services/auth/user-access-tokens.ts';
import { CONNECTIONS, type SmallUserTokens, smallUserTokens } from '../../services/auth/small-user-tokens.ts';
import { ANN, freshStore, setStage } from '../../services/deals/stage.ts';
import { type SmallApp, smallApp } from '../small-app.ts';

describe('sign in and sign out', () => {
  const store = freshStore();
  let app: SmallApp;
  let service: SmallUserTokens;

  beforeEach(() => {
    app = smallApp(setStage(store()));
    service = smallUserTokens();
  });

  /** What Ann is answered in her own chat. */
  async function said(text: string): Promise<string> {
    const envelope = parseActivity({
      type: 'message',
      text,
      serviceUrl: 'http://127.0.0.1:1/',
      from: { id: '29:ann', aadObjectId: 'ann' },
      recipient: { id: '28:bot' },
      conversation: { id: 'a:ann', tenantId: ANN.tenantId, conversationType: 'personal' },
    });
    assert.ok(envelope);
    await answerMessage(app, envelope);
    return JSON.stringify(app.messenger.sent.at(-1)?.message.card);
  }

  it('say in local mode that nobody has to, in the language of the word', async () => {
    for (const text of ['sign in', 'sign out'])
      assert.match(await said(text), /Nobody needs to sign in here/);
    for (const text of ['connexion', 'deconnexion', 'Déconnexion'])
      assert.match(await said(text), /Personne n’a besoin de se connecter ici/);
  });

  it('say where the service does not take the sign-out, so that it is tried again', async () => {
    const { clock } = app;
    const shared = { userTokens: service, connections: CONNECTIONS, partnerTenantId: ANN.tenantId };
    const tokens = createUserAccessTokens({ ...shared, store: store(), clock });
    app = { ...app, signIn: { ...shared, tokens } };
    service.fail(2);
    assert.match(await said('sign out'), /The sign-out is not complete/);
    assert.match(await said('sign out'), /You are signed out/);
    assert.deepEqual(service.calls.slice(-2).sort(), ['signOut Page', 'signOut Sso']);
  });
});
