import assert from 'node:assert/strict';
import { request } from 'node:http';
import { inboundReferral } from '../support/partner-center.ts';
import type { Activity, Chat, Message } from '../support/teams.ts';
import { isPatch, openStage, type Stage, storedText } from './stage.ts';

const STACK = /\bat .*\.(ts|js):\d+|node_modules|Error:/;

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

describe('what nobody should send', () => {
  let stage: Stage;
  let ann: Chat;
  let card: Message;
  let dealId: string;

  before(async () => {
    stage = await openStage();
    ann = await stage.join('Ann Keller');
    dealId = stage.partnerCenter.put(inboundReferral({ name: 'Untouched deal' })).id;
    card = await stage.teams.waitForPost(ann.id, 'Untouched deal');
  });
  after(() => stage.stop());

  afterEach(async () => {
    const { teams, partnerCenter, bot } = stage;
    const before = teams.posts(ann.id).length;
    await ann.say('help');
    // A deal of the story before may come in between.
    const since = teams.posts(ann.id).slice(before).map(storedText);
    assert.ok(since.some((text) => text.includes('Here is what you can ask')));
    assert.equal(partnerCenter.requests.filter(isPatch).length, 0);
    assert.equal(partnerCenter.referral(dealId).status, 'New');
    assert.doesNotMatch(bot.output(), /"turn failed"/, 'nothing here is a surprise');
  });

  /** A message as Teams would send it, to be spoilt. */
  function activity(changes: Record<string, unknown> = {}): Activity {
    return {
      type: 'message',
      id: String(Math.random()),
      channelId: 'msteams',
      serviceUrl: stage.teams.serviceUrl,
      from: { id: ann.person.id, name: ann.person.name, aadObjectId: ann.person.aadObjectId },
      recipient: { ...stage.teams.memory.bot },
      conversation: { id: ann.id, conversationType: 'personal', tenantId: stage.teams.tenantId },
      text: 'help',
      ...changes,
    };
  }

  async function statusOf(body: string, headers: Record<string, string> = {}): Promise<number> {
    const signed = await stage.signed(parsed(body));
    const answer = await stage.teams.sendRaw(body, { ...signed, ...headers });
    assert.ok(answer.httpStatus < 500, `${answer.httpStatus} to ${body.slice(0, 80)}`);
    assert.doesNotMatch(JSON.stringify(answer.body ?? ''), STACK);
    return answer.httpStatus;
  }

  const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

  it('as a body is refused with 4xx: no JSON, no activity', async () => {
    for (const body of [
      '',
      '{',
      'null',
      '[]',
      '"help"',
      '42',
      'true',
      '{}',
      '{"type":null}',
      '{"type":"message"}',
      '\u0000\u0001',
      '{"type":"message","type":1}',
      deep(50_000),
      `[${'['.repeat(20_000)}`,
    ]) {
      const status = await statusOf(body);
      assert.ok(status === 400 || status === 413, `${status} to ${body.slice(0, 40)}`);
    }
    assert.equal(await statusOf('<a/>', { 'content-type': 'text/xml' }), 400);
    assert.equal(
      await statusOf('type=message', { 'content-type': 'application/x-www-form-urlencoded' }),
      400,
    );
  });

  it('as a body of a megabyte is refused with 413', async () => {
    assert.equal(await statusOf(JSON.stringify(activity({ text: 'x'.repeat(1024 * 1024) }))), 413);
    assert.equal(await statusOf('x'.repeat(1024 * 1024)), 413);
  });

  it('as an activity with a field missing, null or of another type is answered below 500', async () => {
    const wrong = [
      undefined,
      null,
      '',
      0,
      -1,
      true,
      [],
      {},
      [null],
      'x'.repeat(5000),
      { id: {} },
      { id: null },
    ];
    const names = Object.keys(
      activity({ value: {}, replyToId: '1', entities: [], locale: 'en-US', channelData: {} }),
    );
    const more = [
      'name',
      'membersAdded',
      'membersRemoved',
      'localTimezone',
      'textFormat',
      'attachments',
      'timestamp',
    ];
    for (const type of ['message', 'invoke', 'conversationUpdate', 'installationUpdate', 'messageUpdate']) {
      for (const name of [...names, ...more]) {
        for (const value of wrong) {
          await statusOf(JSON.stringify(activity({ type, name: 'adaptiveCard/action', [name]: value })));
        }
      }
    }
  }).timeout(60_000);

  it('as an activity with deep or odd contents is answered below 500', async () => {
    const nested = JSON.parse(deep(3000)) as unknown;
    for (const changes of [
      { value: nested },
      { channelData: nested },
      {
        entities: [nested, null, 1, 'x', { type: 'mention' }, { type: 'mention', mentioned: null, text: 5 }],
      },
      { text: '\u0000\uD800\uFFFF' },
      { text: '${toString()} {{x}} %s $1 \\' },
      { locale: 'xx-YY-zzzz' },
      { locale: '../../etc' },
      { localTimezone: 'Mars/Olympus' },
      { entities: [{ type: 'clientInfo', timezone: 'Not/AZone' }] },
      { type: 'nobodyKnowsThis' },
      { type: 'event', name: 'x' },
      { type: 'typing' },
      { type: 'messageReaction', reactionsAdded: [null] },
      { type: 'endOfConversation' },
      { type: '__proto__' },
    ]) {
      await statusOf(JSON.stringify(activity(changes)));
    }
    // The odd zone must not stay with the person.
    await ann.say('inbound');
  });

  it('with a serviceUrl that is not on this machine is refused, and nothing is sent there', async () => {
    for (const serviceUrl of [
      'https://smba.trafficmanager.net/teams/',
      'http://127.0.0.1.bad.example/',
      'http://localhost.bad.example/',
      'http://127.0.0.1@bad.example/',
      'http://[::ffff:10.0.0.1]/',
      'file:///etc/passwd',
      'javascript:alert(1)',
    ]) {
      const status = await statusOf(JSON.stringify(activity({ serviceUrl })));
      assert.ok(status === 400 || status === 401, `${status} to ${serviceUrl}`);
    }
  });

  it('with prototype tricks changes nothing', async () => {
    const tricks = ['__proto__', 'constructor', 'prototype'];
    for (const trick of tricks) {
      const polluting = `{"${trick}":{"polluted":true,"prototype":{"polluted":true}},`;
      await statusOf(polluting + JSON.stringify(activity()).slice(1));
      const { body } = await ann.invoke(
        'adaptiveCard/action',
        { action: { verb: trick, data: { dealId, verb: trick } } },
        card.id,
      );
      assert.equal((body as { statusCode: number }).statusCode, 400);
      await ann.say(trick);
      await ann.say(`deal ${trick}`);
    }
  });

  it('as a card action that cannot be read is HTTP 200 with statusCode 400', async () => {
    const action = { type: 'Action.Execute', verb: 'deal.accept', data: { dealId, version: 1 } };
    for (const value of [
      undefined,
      null,
      'x',
      [],
      {},
      { action: null },
      { action: [] },
      { action: 'deal.accept' },
      { action: { ...action, verb: undefined } },
      { action: { ...action, verb: 5 } },
      { action: { ...action, verb: 'deal.explode' } },
      { action: { ...action, verb: 'toString' } },
      { action: { ...action, data: null } },
      { action: { ...action, data: 'x' } },
      { action: { ...action, data: [] } },
      { action: { ...action, data: {} } },
      { action: { ...action, data: { dealId: null } } },
      { action: { ...action, data: { dealId: 5 } } },
      { action: { ...action, data: { dealId: { $ne: null } } } },
      { action: { ...action, data: { dealId: '../../control' } } },
      { action: { ...action, data: { dealId: '..' } } },
      { action: { ...action, data: { dealId: 'x'.repeat(2000) } } },
      { action: { ...action, data: { dealId, version: 'x' } } },
      { action: { ...action, data: { dealId, version: -1 } } },
      { action: { ...action, data: { dealId, dealValue: { a: 1 } } } },
      { action: { ...action, data: { dealId, name: ['x'] } } },
      { action: { ...action, data: { dealId, name: 'x'.repeat(10_000) } } },
      { action: { ...action, verb: 'deals.page', data: { list: 'inbound', page: 0 } } },
      { action: { ...action, verb: 'deals.page', data: { list: 'no such list', page: 1 } } },
    ]) {
      const answer = await ann.invoke('adaptiveCard/action', value, card.id);
      const what = JSON.stringify(value)?.slice(0, 100);
      assert.equal(answer.httpStatus, 200, what);
      assert.equal((answer.body as { statusCode: number }).statusCode, 400, what);
      assert.doesNotMatch(JSON.stringify(answer.body), STACK);
    }
  });

  it('as a card action on a deal that nobody knows, or beyond the last page, is a clear card', async () => {
    for (const [verb, data, expected] of [
      ['deal.accept', { dealId: '00000000-0000-4000-8000-000000000000' }, /Deal not found/],
      ['deal.decline', { dealId: 'no-such-deal' }, /Deal not found/],
      ['deal.show', { dealId: 'no-such-deal', version: 999 }, /Deal not found/],
      ['dialog.cancel', { dealId: 'no-such-deal' }, /Deal not found/],
      ['deals.page', { list: 'inbound', page: 999_999 }, /Inbound deals/],
    ] as const) {
      const { httpStatus, body } = await ann.invoke(
        'adaptiveCard/action',
        { action: { verb, data } },
        card.id,
      );
      assert.equal(httpStatus, 200);
      assert.equal((body as { statusCode: number }).statusCode, 200);
      assert.match(JSON.stringify(body), expected);
    }
  });

  it('as a refresh that nobody pressed decides nothing', async () => {
    const value = { action: { verb: 'deal.accept', data: { dealId, version: 1 } }, trigger: 'automatic' };
    const { httpStatus } = await ann.invoke('adaptiveCard/action', value, card.id);
    assert.equal(httpStatus, 200);
  });

  it('as an invoke that the bot does not know is no surprise', async () => {
    for (const name of ['composeExtension/other', 'task/fetch', 'signin/verifyState', 'x', '']) {
      for (const value of [undefined, null, {}, [], 'x']) {
        const { httpStatus, body } = await ann.invoke(name, value);
        assert.equal(httpStatus, 400, name);
        assert.doesNotMatch(JSON.stringify(body ?? ''), STACK);
      }
    }
  });

  it('as an invoke of the message extension that cannot be read gets an answer', async () => {
    for (const name of ['query', 'queryLink', 'anonymousQueryLink', 'fetchTask', 'submitAction']) {
      for (const value of [
        undefined,
        null,
        {},
        [],
        'x',
        { parameters: 1 },
        { url: 7 },
        { data: { dealId: '../x' } },
      ]) {
        const { httpStatus, body } = await ann.invoke(`composeExtension/${name}`, value);
        assert.equal(httpStatus, 200, name);
        assert.doesNotMatch(JSON.stringify(body), STACK);
      }
    }
  });

  it('as a Submit that cannot be read is answered with a card', async () => {
    for (const value of [
      {},
      { verb: 'x' },
      { verb: 'deal.accept' },
      { verb: null, dealId },
      { text: 'x' },
      [],
      'x',
      5,
    ]) {
      const { httpStatus } = await ann.send({ type: 'message', value, replyToId: card.id });
      assert.equal(httpStatus, 200);
    }
  });

  it('with another method or to another path is 404 or 405, without a body that tells anything', async () => {
    for (const [method, path, expected] of [
      ['GET', '/api/messages', 405],
      ['PUT', '/api/messages', 405],
      ['DELETE', '/api/messages', 405],
      ['HEAD', '/api/messages', 405],
      ['POST', '/healthz', 405],
      ['GET', '/api', 404],
      ['GET', '/..%2f..%2fetc%2fpasswd', 404],
      ['GET', '/%E0%A4%A', 400],
      ['POST', '/api/messages/x', 404],
    ] as const) {
      const { status, text } = await ask(method, path);
      assert.ok(status === expected || (status >= 400 && status < 500), `${status} to ${method} ${path}`);
      assert.doesNotMatch(text, STACK);
    }
    assert.equal((await ask('GET', '/healthz')).status, 200);
    assert.equal((await ask('GET', '/readyz')).status, 200);
  });

  /** `fetch` would tidy the path up. */
  function ask(method: string, path: string): Promise<{ status: number; text: string }> {
    const { hostname, port } = new URL(stage.bot.url);
    return new Promise((resolve, reject) => {
      const call = request({ hostname, port, method, path, agent: false }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      });
      call.on('error', reject).end();
    });
  }
});
