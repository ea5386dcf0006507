import { request, type IncomingMessage, type ServerResponse } from 'node:http';

export interface HttpAnswer {
  status: number;
  /** Parsed where it is JSON, else the text; undefined where there was none. */
  body: unknown;
}

/**
 * A connection of its own for each call, so that no kept-alive socket outlives the bot that it led to.
 * 504 where no answer came in time, 502 where the connection broke (a bot killed in the middle); throws where nobody listens.
 */
export function postJson(
  url: string,
  body: string,
  headers: Record<string, string>,
  timeoutMs: number,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const broken = (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') reject(new Error(`No bot listens at ${url}`, { cause: error }));
      else resolve({ status: 502, body: { error: { code: 'BadGateway', message: error.message } } });
    };
    const call = request(
      url,
      {
        method: 'POST',
        agent: false,
        timeout: timeoutMs,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          ...headers,
        },
      },
      (response) => {
        readText(response).then(
          (text) => resolve({ status: response.statusCode ?? 0, body: parseBody(text) }),
          broken,
        );
      },
    );
    call.on('timeout', () => {
      resolve({ status: 504, body: { error: { code: 'GatewayTimeout', message: 'The bot took too long' } } });
      call.destroy();
    });
    call.on('error', broken);
    call.end(body);
  });
}

export async function readText(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** JSON where it parses, the text where it does not, undefined where there is nothing. */
export function parseBody(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

/** Which program calls, where it says so: several bots write to one Teams and one Partner Center. */
export function callerOf({ headers }: IncomingMessage): string | null {
  const { 'x-caller': caller } = headers;
  return typeof caller === 'string' ? caller : null;
}
