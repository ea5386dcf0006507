import { isJson, type Json } from '../teams-wire.ts';
import type { CloudAnswer, CloudRequest } from './cloud-service.ts';
import { GraphRefusal } from './graph-call.ts';

/** Requests in one batch, at most. */
const MOST_PARTS = 20;

/** Carries out the parts one after the other; each is logged, and struck by faults, as a call of its own. */
export async function batch(
  { body, headers, at }: CloudRequest,
  carryOut: (part: CloudRequest) => Promise<CloudAnswer | null>,
): Promise<CloudAnswer> {
  const parts = isJson(body) && Array.isArray(body['requests']) ? body['requests'].filter(isJson) : null;
  if (parts === null) throw new GraphRefusal(400, 'BadRequest', 'Invalid batch payload format.');
  if (parts.length > MOST_PARTS)
    throw new GraphRefusal(
      400,
      'BadRequest',
      `Number of batch request steps exceeds the maximum value of ${MOST_PARTS}.`,
    );
  const ids = parts.map(({ id }) => id);
  if (new Set(ids).size !== ids.length || ids.some((id) => typeof id !== 'string'))
    throw new GraphRefusal(400, 'BadRequest', 'Each batch request needs an id of its own.');
  const responses: unknown[] = [];
  for (const part of parts) {
    const answer = await carryOut(partRequest(part, headers, at));
    responses.push({
      id: part['id'],
      status: answer?.status ?? 504,
      headers: { 'Content-Type': 'application/json', ...titled(answer?.headers ?? {}) },
      ...(answer?.body === undefined ? {} : { body: answer.body }),
    });
  }
  return { status: 200, body: { responses } };
}

function partRequest(part: Json, outer: CloudRequest['headers'], at: Date): CloudRequest {
  const url = new URL(`/v1.0/${String(part['url']).replace(/^\//, '')}`, `http://${outer.host}`);
  const own = isJson(part['headers']) ? part['headers'] : {};
  const headers = Object.fromEntries(
    Object.entries(own).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  if (part['body'] !== undefined && headers['content-type'] === undefined)
    throw new GraphRefusal(400, 'BadRequest', 'A batch request with a body needs a Content-Type header.');
  const { host, authorization } = outer;
  return {
    at,
    method: String(part['method']),
    path: url.pathname,
    query: url.searchParams,
    headers: { host, authorization, ...headers },
    text: part['body'] === undefined ? '' : JSON.stringify(part['body']),
    body: part['body'],
    status: null,
  };
}

/** `retry-after` as batches write it: `Retry-After`. */
function titled(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
      value,
    ]),
  );
}
