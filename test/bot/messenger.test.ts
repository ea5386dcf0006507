import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalAdapter } from '../../bot/adapter.ts';
import { DeliveryFailure, type DeliveryFailureKind } from '../../bot/delivery-failure.ts';
import { createMessenger, type Destination, type Message } from '../../bot/messenger.ts';
import type { AdaptiveCard } from '../../cards/render.ts';
import { readText } from '../support/teams-http.ts';

interface Request {
  method: string;
  path: string;
  body: { attachments?: unknown[]; text?: string; summary?: string; conversation?: { id: string } };
}
type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const MESSAGE: Message = {
  card: { type: 'AdaptiveCard', version: '1.5', body: [] } as unknown as AdaptiveCard,
  summary: 'A new deal',
};
const quiet = () => undefined;
const LOG = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const answering =
  (status: number, body: string, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close', ...headers });
    response.end(body);
  };

describe('the messenger', () => {
  let server: Server;
  let requests: Request[];
  let answer: Answer;
  let place: Destination;

  beforeEach(async () => {
    requests = [];
    answer = answering(201, '{"id":"a-1"}');
    server = createServer((request, response) => {
      void readText(request).then((text) => {
        const { method = '', url: path = '' } = request;
        requests.push({ method, path, body: JSON.parse(text || '{}') as Request['body'] });
        answer(request, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    place = {
      id: 'place',
      tenantId: 'tenant',
      serviceUrl: `http://127.0.0.1:${port}/`,
      conversationId: '19:abc@thread.tacv2',
      botId: '28:bot',
    };
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const messenger = (timeoutSeconds?: number) => {
    const adapter = createLocalAdapter(LOG);
    return createMessenger((serviceUrl) => adapter.connectorFor(serviceUrl), timeoutSeconds);
  };
  const failureOf = async (work: Promise<unknown>): Promise<DeliveryFailure> => {
    const error: unknown = await work.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof DeliveryFailure, String(error));
    return error;
  };

  it('opens the chat of one person of the tenant, in one attempt', async () => {
    answer = answering(201, '{"id":"a:ann"}');
    const person = { tenantId: 't-1', personId: 'oid-ann' };
    assert.equal(await messenger().openChat(place, person), 'a:ann');
    const [{ method, path, body } = { method: '', path: '', body: {} }] = requests;
    assert.deepEqual([method, path], ['POST', '/v3/conversations']);
    assert.deepEqual(body, {
      bot: { id: '28:bot' },
      members: [{ id: 'oid-ann' }],
      channelData: { tenant: { id: 't-1' } },
      tenantId: 't-1',
      isGroup: false,
    });
    answer = answering(403, '{"error":{"code":"ForbiddenOperationException"}}');
    await assert.rejects(messenger().openChat(place, person), { name: 'DeliveryFailure', kind: 'placeGone' });
    assert.equal(requests.length, 2);
  });

  it('posts a card with its summary and no text, and gives the id of the message', async () => {
    assert.equal(await messenger().post(place, MESSAGE), 'a-1');
    const [request] = requests;
    assert.equal(request?.method, 'POST');
    assert.equal(decodeURIComponent(request?.path ?? ''), '/v3/conversations/19:abc@thread.tacv2/activities');
    assert.equal(request?.body.summary, 'A new deal');
    assert.equal(request?.body.text, undefined);
    assert.equal(request?.body.attachments?.length, 1);
  });

  it('posts into a thread where one is named', async () => {
    const thread = '19:abc@thread.tacv2;messageid=17';
    await messenger().post(place, MESSAGE, thread);
    assert.ok(decodeURIComponent(requests[0]?.path ?? '').includes(thread));
    assert.equal(requests[0]?.body.conversation?.id, thread);
  });

  it('edits a message in the conversation itself', async () => {
    answer = answering(200, '{"id":"a-1"}');
    await messenger().update(place, 'a-1', MESSAGE);
    assert.equal(requests[0]?.method, 'PUT');
    assert.equal(
      decodeURIComponent(requests[0]?.path ?? ''),
      '/v3/conversations/19:abc@thread.tacv2/activities/a-1',
    );
  });

  for (const body of ['', '{}', '{"id":""}', 'null']) {
    it(`gives no id where Teams gave none: ${JSON.stringify(body)}`, async () => {
      answer = answering(200, body);
      assert.equal(await messenger().post(place, MESSAGE), null);
    });
  }

  const refusals: [number, DeliveryFailureKind][] = [
    [400, 'refused'],
    [403, 'placeGone'],
    [404, 'placeGone'],
    [412, 'busy'],
    [429, 'throttled'],
    [500, 'unanswered'],
    [502, 'unanswered'],
    [503, 'unanswered'],
    [504, 'unanswered'],
  ];
  for (const [status, kind] of refusals) {
    it(`makes exactly one HTTP attempt, whatever comes back: ${status}`, async () => {
      answer = answering(status, '{"error":{"code":"Odd","message":"Odd"}}', { 'retry-after': '3' });
      const sender = messenger();
      const { kind: posted, retryAfterSeconds } = await failureOf(sender.post(place, MESSAGE));
      assert.deepEqual([posted, retryAfterSeconds], [kind, 3]);
      assert.equal((await failureOf(sender.update(place, 'a-1', MESSAGE))).kind, kind);
      assert.equal(requests.length, 2);
    });
  }

  it('tells a missing message from a missing place', async () => {
    answer = answering(404, '{"error":{"code":"ActivityNotFoundInConversation","message":"x"}}');
    assert.equal((await failureOf(messenger().update(place, 'a-1', MESSAGE))).kind, 'messageGone');
  });

  it('reads refusals that are not JSON by their status', async () => {
    answer = answering(503, '<html>Down</html>', { 'content-type': 'text/html' });
    assert.equal((await failureOf(messenger().post(place, MESSAGE))).kind, 'unanswered');
    answer = answering(400, 'no', { 'content-type': 'text/plain' });
    assert.equal((await failureOf(messenger().post(place, MESSAGE))).kind, 'refused');
  });

  it('has no id from an answer that is no JSON, and takes broken JSON for no answer', async () => {
    answer = answering(200, '<html>Fine</html>', { 'content-type': 'text/html' });
    assert.equal(await messenger().post(place, MESSAGE), null);
    answer = answering(200, '{"id":');
    assert.equal((await failureOf(messenger().post(place, MESSAGE))).kind, 'unanswered');
    assert.equal(requests.length, 2);
  });

  it('gives up after its time, with one attempt: the post may have arrived', async () => {
    answer = () => undefined;
    assert.equal((await failureOf(messenger(0.1).post(place, MESSAGE))).kind, 'unanswered');
    assert.equal(requests.length, 1);
  });

  it('may have posted where the connection breaks, with one attempt', async () => {
    answer = (request) => request.socket.destroy();
    assert.equal((await failureOf(messenger().post(place, MESSAGE))).kind, 'unanswered');
    assert.equal(requests.length, 1);
  });

  it('does not know either where nobody listens', async () => {
    const nowhere = { ...place, serviceUrl: 'http://127.0.0.1:1/' };
    assert.equal((await failureOf(messenger().post(nowhere, MESSAGE))).kind, 'unanswered');
  });

  it('makes one client for each service URL', async () => {
    const adapter = createLocalAdapter(LOG);
    const made: string[] = [];
    const sender = createMessenger((serviceUrl) => {
      made.push(serviceUrl);
      return adapter.connectorFor(serviceUrl);
    });
    await sender.post(place, MESSAGE);
    await sender.post({ ...place, conversationId: 'other' }, MESSAGE);
    assert.deepEqual(made, [place.serviceUrl]);
  });

  it('asks for the first page of a roster without a token, which would be refused, and for the next ones with theirs', async () => {
    answer = (request, response) => {
      const isFirst = !request.url?.includes('continuationToken');
      const body = isFirst
        ? { members: [{ id: '29:ann', aadObjectId: 'ann', name: 'Ann' }], continuationToken: 'c-2' }
        : { members: [{ id: '29:ben', aadObjectId: 'ben', name: 'Ben' }, { id: '28:bot' }] };
      answering(200, JSON.stringify(body))(request, response);
    };
    const members = await messenger().members(place);
    assert.deepEqual(
      members.map(({ userId }) => userId),
      ['29:ann', '29:ben'],
    );
    assert.deepEqual(
      requests.map(({ path }) => new URL(path, 'http://bot').searchParams.get('continuationToken')),
      [null, 'c-2'],
    );
  });
});
