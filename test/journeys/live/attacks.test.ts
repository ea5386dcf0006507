import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { inboundReferral, type WireReferral } from '../../support/partner-center.ts';
import { assertNoSecrets } from '../../support/secrets-in.ts';
import type { Activity, Chat, Message } from '../../support/teams.ts';
import { freePort } from '../../support/free-port.ts';
import { isPatch, openStage, type Stage } from '../stage.ts';

const CONTENT = /secret|Hidden Customer|77,?777/i;
const TEMPLATE = 'https://partner.example/deals/{id}/overview';

describe('live mode: forged buttons and addresses', () => {
  let stage: Stage;
  let ann: Chat;
  /** Has the role, for another location: sees none of the deals here. */
  let lou: Chat;
  let metricsPort: number;

  before(async () => {
    metricsPort = await freePort();
    stage = await openStage({
      mode: 'live',
      env: { DEAL_URL_TEMPLATE: TEMPLATE, METRICS_PORT: String(metricsPort) },
    });
    ann = await stage.join('Ann Keller');
    lou = await stage.join('Lou Elsewhere');
  });
  after(() => stage?.stop());

  async function secretDeal(name: string, more: object = {}): Promise<{ deal: WireReferral; card: Message }> {
    const referral = inboundReferral({
      name: `Secret ${name}`,
      customerProfile: { name: 'Hidden Customer AG' },
      details: { dealValue: 77777 },
      ...more,
    });
    stage.partnerCenter.hide(lou.person.aadObjectId, referral.id);
    const deal = stage.partnerCenter.put(referral);
    const card = await stage.teams.waitForPost(ann.id, `Secret ${name}`);
    return { deal, card };
  }

  const press = (chat: Chat, verb: string, data: object, replyToId = '1') =>
    chat.invoke('adaptiveCard/action', { action: { type: 'Action.Execute', verb, data } }, replyToId);

  /** An answer without what only tells the asked ids apart. */
  function shape(body: unknown, ...ids: string[]): string {
    return ids.reduce(
      (text, id) => text.replaceAll(id, 'ID').replaceAll(id.slice(0, 8), 'ID'),
      JSON.stringify(body ?? null),
    );
  }

  it('answers a deal that one may not see as one that does not exist, whatever is pressed (PERM-02)', async () => {
    const { deal } = await secretDeal('unseen deal');
    for (const verb of [
      'deal.show',
      'deal.accept',
      'deal.decline',
      'deal.won',
      'deal.lost',
      'deal.edit',
      'deal.register',
      'deal.favorite',
      'dialog.cancel',
    ]) {
      const unknown = randomUUID();
      const hidden = await press(lou, verb, { dealId: deal.id, version: 1 });
      const none = await press(lou, verb, { dealId: unknown, version: 1 });
      assert.doesNotMatch(JSON.stringify(hidden.body), CONTENT, verb);
      assert.equal(shape(hidden.body, deal.id), shape(none.body, unknown), verb);
    }
    const seen = await press(ann, 'deal.show', { dealId: deal.id, version: 1 });
    assert.match(JSON.stringify(seen.body), CONTENT, 'who may see it does');
    for (const invoke of ['queryLink', 'submitAction']) {
      const value = (id: string) => ({
        url: TEMPLATE.replace('{id}', id),
        commandId: 'dealsOfMessage',
        data: { dealId: id },
      });
      const unknown = randomUUID();
      const hidden = await lou.invoke(`composeExtension/${invoke}`, value(deal.id));
      const none = await lou.invoke(`composeExtension/${invoke}`, value(unknown));
      assert.equal(shape(hidden.body, deal.id), shape(none.body, unknown), invoke);
    }
    assert.equal(stage.partnerCenter.referral(deal.id).status, 'New');
    assert.equal(stage.partnerCenter.requests.filter(isPatch).length, 0);
  });

  it('shows a refresh of a shared card only to who may see the deal, whomever the activity names', async () => {
    const { deal } = await secretDeal('shared deal');
    const group = stage.teams.groupChat([ann.person, lou.person], { installed: true });
    await group.say('hello');
    const value = {
      action: { verb: 'deal.show', data: { dealId: deal.id, version: 1, userIds: [ann.person.id] } },
      trigger: 'automatic',
    };
    const { body } = await group.as(lou.person).invoke('adaptiveCard/action', value, '1');
    assert.doesNotMatch(JSON.stringify(body), CONTENT);
  });

  it('uses nobody’s draft but that of who clicks', async () => {
    const { deal, card } = await secretDeal('drafted deal', { details: { dealValue: null, currency: null } });
    const form = await ann.click(card, 'deal.accept');
    const draftId = /"draftId":"([^"]+)"/.exec(JSON.stringify(form.body))?.[1];
    assert.ok(draftId);
    await press(
      ann,
      'deal.accept',
      { dealId: deal.id, version: 1, draftId, step: 'submit', dealValue: '4242 nonsense' },
      card.id,
    );
    const ben = await stage.join('Ben Colleague');
    for (const step of ['submit', undefined]) {
      const { body } = await press(ben, 'deal.accept', { dealId: deal.id, version: 1, draftId, step });
      assert.doesNotMatch(JSON.stringify(body), /4242/);
    }
    await press(lou, 'deal.accept', {
      dealId: deal.id,
      version: 1,
      draftId,
      step: 'submit',
      dealValue: '1',
      currency: 'EUR',
    });
    assert.equal(stage.partnerCenter.requests.filter(isPatch).length, 0);
    assert.equal(stage.partnerCenter.referral(deal.id).status, 'New');
  });

  it('decides nothing by a click that is played again after its person has signed out', async () => {
    const { deal } = await secretDeal('replayed deal');
    const mia = await stage.join('Mia Leaving');
    const click: Activity = {
      type: 'invoke',
      name: 'adaptiveCard/action',
      value: { action: { verb: 'deal.accept', data: { dealId: deal.id, version: 1 } } },
      replyToId: '1',
    };
    await mia.say('sign out');
    await stage.teams.waitForPost(mia.id, 'signed out');
    const body = JSON.stringify({ ...click, ...envelope(mia) });
    const { httpStatus, body: said } = await stage.teams.sendRaw(body, await stage.signed(JSON.parse(body)));
    assert.equal(httpStatus, 200);
    assert.doesNotMatch(JSON.stringify(said), CONTENT);
    assert.equal(stage.partnerCenter.referral(deal.id).status, 'New');
  });

  it('lets a person of another tenant decide nothing, with the ids of one who may', async () => {
    const { deal } = await secretDeal('foreign deal');
    const forged = { ...envelope(ann), from: { ...envelope(ann).from, tenantId: randomUUID() } };
    const body = JSON.stringify({
      ...forged,
      type: 'invoke',
      name: 'adaptiveCard/action',
      value: { action: { verb: 'deal.accept', data: { dealId: deal.id, version: 1 } } },
    });
    const { body: said } = await stage.teams.sendRaw(body, await stage.signed(JSON.parse(body)));
    assert.doesNotMatch(JSON.stringify(said), CONTENT);
    assert.equal(stage.partnerCenter.referral(deal.id).status, 'New');
  });

  it('takes no serviceUrl but the allowed ones, however it is written, though its token names it too', async () => {
    const { host } = new URL(stage.teams.serviceUrl);
    // What the stories before made is posted first.
    await stage.teams.quiet();
    const calls = stage.teams.calls.length;
    for (const serviceUrl of [
      'https://smba.trafficmanager.net.evil.example/teams/',
      'https://evil.example/smba.trafficmanager.net/',
      'https://smba.trafficmanager.net@evil.example/teams/',
      'https://user:pass@smba.trafficmanager.net/teams/',
      'https://smba.trafficmanager.net:8443/teams/',
      'https://smba.trafficmanager.net./teams/',
      'https://evil-smba.trafficmanager.net/teams/',
      'https://smba。trafficmanager.net.evil.example/',
      'https://ѕmba.trafficmanager.net/teams/',
      'https://evil.example\\@smba.trafficmanager.net/',
      'https://evil.example#@smba.trafficmanager.net/',
      'http://smba.trafficmanager.net/teams/',
      'http://2130706433/',
      'http://0x7f.1/',
      'http://[::1]:9/',
      'http://[::ffff:127.0.0.1]:9/',
      'http://0.0.0.0:9/',
      'http://169.254.169.254/metadata/instance',
      `http://${host}@evil.example/teams/`,
      `http://user@${host}/teams/`,
      'ftp://smba.trafficmanager.net/',
      'data:text/plain,x',
    ]) {
      const body = { ...envelope(ann), type: 'message', text: 'help', serviceUrl };
      const { httpStatus } = await stage.teams.sendRaw(JSON.stringify(body), await stage.signed(body));
      assert.ok(
        httpStatus === 400 || httpStatus === 401 || httpStatus === 403,
        `${httpStatus} to ${serviceUrl}`,
      );
    }
    await stage.teams.quiet();
    assert.equal(stage.teams.calls.length, calls, 'nothing was answered anywhere');
    await ann.say('help');
    await stage.teams.waitForPost(ann.id, 'Here is what you can ask');
  });

  it('measures nothing that is a secret', async () => {
    const page = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    assert.match(page, /turn/);
    assertNoSecrets('the metrics page', page);
    assert.doesNotMatch(page, CONTENT);
  });

  function envelope(chat: Chat) {
    const { id, name, aadObjectId } = chat.person;
    return {
      id: randomUUID(),
      channelId: 'msteams',
      serviceUrl: stage.teams.serviceUrl,
      from: { id, name, aadObjectId },
      recipient: { ...stage.teams.memory.bot },
      conversation: { id: chat.id, conversationType: 'personal', tenantId: stage.teams.tenantId },
      channelData: { tenant: { id: stage.teams.tenantId } },
    };
  }
});
