import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RudeServer {
  url: string;
  port: number;
  requests: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[];
  stop(): Promise<void>;
}

/** `answers` are given in turn, the last one for ever. */
export type RudeAnswer = (response: ServerResponse, request: IncomingMessage) => void;

/** A server on loopback that answers just as it is told, also wrongly or never. */
export async function startRudeServer(...answers: RudeAnswer[]): Promise<RudeServer> {
  const requests: RudeServer['requests'] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      answers[Math.min(requests.length, answers.length) - 1]?.(response, request);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): RudeAnswer =>
  (response) => {
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

/** Says how long the body is, sends half of it, and is gone. */
export const brokenBody: RudeAnswer = (response) => {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '1000' });
  response.write('{"id": "', () => response.destroy());
};

export const reset: RudeAnswer = (response) => response.destroy();

export const never: RudeAnswer = () => {};
