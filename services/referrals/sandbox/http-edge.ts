import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorBody, invalidRequest, Refusal } from './refusal.ts';
import type { SandboxAnswer, SandboxRequest } from './sandbox-request.ts';

const MAX_BODY_BYTES = 4 * 1024 * 1024;

const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i;

/**
 * The whole body as text. A larger one is read to its end and thrown away, so that the 413 can be delivered;
 * null then.
 */
export async function readText(incoming: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_BODY_BYTES ? null : Buffer.concat(chunks).toString('utf8');
}

/**
 * The control needs no token, so a web page must not reach it: requests come for a loopback address, and from no page
 * of elsewhere. Throws 403.
 */
export function checkLoopback(incoming: IncomingMessage): void {
  const { host = '', origin } = incoming.headers;
  const from = origin === undefined ? null : origin.replace(/^https?:\/\//i, '');
  if (LOOPBACK_HOST.test(host) && (from === null || LOOPBACK_HOST.test(from))) return;
  throw new Refusal(403, 'accessDenied', 'The sandbox is for this machine only');
}

export function sandboxRequest(incoming: IncomingMessage, text: string): SandboxRequest {
  const target = incoming.url ?? '/';
  const [path = '/', ...query] = target.split('?');
  return {
    method: incoming.method ?? 'GET',
    path: path.replace(/(?<=[^/])\/+$/, ''),
    query: new URLSearchParams(query.join('?')),
    header: (name) => {
      const value = incoming.headers[name.toLowerCase()];
      return typeof value === 'string' ? value : null;
    },
    origin: `http://${incoming.headers.host ?? '127.0.0.1'}`,
    json() {
      try {
        return JSON.parse(text);
      } catch {
        throw invalidRequest('The body is not JSON');
      }
    },
  };
}

export function refusalAnswer(refusal: Refusal): SandboxAnswer {
  return { status: refusal.status, headers: refusal.headers, body: errorBody(refusal.code, refusal.message) };
}

export function sendAnswer(response: ServerResponse, { status, headers, body }: SandboxAnswer): void {
  if (response.destroyed) return;
  const text = body === undefined ? '' : JSON.stringify(body);
  const content =
    body === undefined
      ? {}
      : { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': Buffer.byteLength(text) };
  response.writeHead(status, { ...headers, ...content });
  response.end(text);
}
