import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { endAfterTest } from './ends.ts';
import { freePort } from './free-port.ts';
import { postJson } from './teams-http.ts';

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  endAfterTest(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe('a post to the bot', () => {
  it('is answered for with 502 where the bot breaks off, before its answer or within', async () => {
    const before = await serve((request) => request.socket.destroy());
    assert.equal((await postJson(before, '{}', {}, 1000)).status, 502);
    const within = await serve((request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => request.socket.destroy());
    });
    assert.equal((await postJson(within, '{}', {}, 1000)).status, 502);
  });

  it('is answered for with 504 where the bot takes too long', async () => {
    const url = await serve(() => undefined);
    assert.equal((await postJson(url, '{}', {}, 20)).status, 504);
  });

  it('fails where nobody listens', async () => {
    await assert.rejects(postJson(`http://127.0.0.1:${await freePort()}/`, '{}', {}, 1000), /No bot listens/);
  });
});
