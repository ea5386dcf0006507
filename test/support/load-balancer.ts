import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { endAfterTest } from './ends.ts';

export interface LoadBalancer {
  /** The one address of all bots. */
  url: string;
  stop(): Promise<void>;
}

/**
 * One address for several bots: each request goes to the next of them, and on to the one after it where nobody listens.
 * A connection that breaks later is answered with 502, because the bot may have done what it was asked.
 * @param bots origins such as `http://127.0.0.1:40001`
 */
export async function startLoadBalancer(bots: readonly string[]): Promise<LoadBalancer> {
  let turn = 0;
  const server = createServer((incoming, response) => {
    turn += 1;
    const inOrder = bots.map((_, index) => bots[(turn + index) % bots.length] ?? '');
    forward(incoming, response, inOrder).catch(() => {
      if (!response.headersSent) response.writeHead(502);
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  endAfterTest(stop);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}

async function forward(
  incoming: IncomingMessage,
  response: ServerResponse,
  bots: readonly string[],
): Promise<void> {
  const body: Buffer[] = [];
  for await (const chunk of incoming) body.push(chunk as Buffer);
  for (const bot of bots) {
    const answer = await ask(bot, incoming, Buffer.concat(body));
    if (answer === null) continue;
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    for await (const chunk of answer) response.write(chunk);
    response.end();
    return;
  }
  response.writeHead(503);
  response.end();
}

/** Null: nobody listens there. */
function ask(bot: string, incoming: IncomingMessage, body: Buffer): Promise<IncomingMessage | null> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', url = '/', headers } = incoming;
    const call = request(new URL(url, bot), { method, headers, agent: false }, resolve);
    call.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') resolve(null);
      else reject(error);
    });
    call.end(body);
  });
}
