import type { ServerResponse } from 'node:http';

/** Sends the first half of an answer, then breaks the connection. */
export function breakOff(response: ServerResponse, status: number, body: string): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy());
}
