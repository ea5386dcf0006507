import type { IncomingMessage } from 'node:http';
import { type EventRequest, MOST_EVENT_BYTES } from './receive-event.ts';

/** A request to the door for events; its body is still to come, and comes as it was sent. */
export function eventRequest(request: IncomingMessage): EventRequest {
  return {
    headers: request.headers,
    source: sourceOf(request),
    body: () => readAtMost(request, MOST_EVENT_BYTES),
  };
}

/** null where it is longer: then the rest is not read. */
async function readAtMost(request: IncomingMessage, most: number): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > most) return null;
  const chunks: Buffer[] = [];
  let bytes = 0;
  // What is left unread must not end the connection: the answer goes over it.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > most) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Who sent a request: what the proxy nearest to us says (the last entry of `x-forwarded-for`, which nobody before it
 * can change), else who is connected. Without a proxy it may be made up, so it is no proof of anything.
 */
function sourceOf(request: IncomingMessage): string {
  const forwarded = request.headers['x-forwarded-for'];
  const nearest = [forwarded].flat().join(',').split(',').at(-1)?.trim();
  return (nearest || request.socket.remoteAddress || 'unknown').slice(0, 100);
}
