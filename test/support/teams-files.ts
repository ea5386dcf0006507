import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readText, sendJson } from './teams-http.ts';
import { isJson, type Attachment, type Json } from './teams-wire.ts';

export const FILE_CONSENT = 'application/vnd.microsoft.teams.card.file.consent';
export const FILE_INFO = 'application/vnd.microsoft.teams.card.file.info';

/** What Teams tells a bot of the place for a file that a person has accepted. */
export interface UploadInfo {
  contentUrl: string;
  name: string;
  /** The right to write, for whoever holds it. */
  uploadUrl: string;
  uniqueId: string;
  fileType: string;
}

export interface KeptFile extends Omit<UploadInfo, 'uploadUrl'> {
  text: string;
}

export interface Upload {
  method: string;
  path: string;
  authorization: string | null;
  contentRange: string | null;
  status: number;
}

/** How the next upload is answered instead of being kept. */
export interface UploadFault {
  status: number;
  /** For redirects. */
  location?: string;
}

/** People's OneDrive, as far as a bot meets it: upload sessions (driveItem: createUploadSession), and what lies there. */
export class OneDrive {
  readonly files: KeptFile[] = [];
  /** Every request, oldest first. */
  readonly uploads: Upload[] = [];
  readonly #sessions = new Map<string, UploadInfo>();
  readonly #faults: UploadFault[] = [];
  readonly #server = createServer((request, response) => {
    this.#serve(request, response).catch(() => response.destroy());
  });

  /** A place for one file, open until it is uploaded. */
  async open(name: string): Promise<UploadInfo> {
    if (!this.#server.listening) await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    const base = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    const path = `/personal/_api/v2.0/drive/items/${randomUUID()}/uploadSession`;
    const session = {
      name,
      uploadUrl: `${base}${path}`,
      contentUrl: `${base}/personal/Documents/Applications/${name}`,
      uniqueId: randomUUID().toUpperCase(),
      fileType: name.split('.').at(-1) ?? '',
    };
    this.#sessions.set(path, session);
    return session;
  }

  fault(fault: UploadFault): void {
    this.#faults.push(fault);
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await readText(request);
    const fault = this.#faults.shift();
    const { status, body, location } = fault ? { ...fault, body: {} } : this.#put(request, text);
    const { authorization = null, 'content-range': contentRange = null } = request.headers;
    const [method = '', path = ''] = [request.method, request.url];
    this.uploads.push({ method, path, authorization, contentRange, status });
    sendJson(response, status, body, location === undefined ? {} : { location });
  }

  #put(
    { method, url = '', headers }: IncomingMessage,
    text: string,
  ): { status: number; body: Json; location?: string } {
    const refused = (status: number, code: string) => ({ status, body: { error: { code } } });
    const session = this.#sessions.get(url);
    if (session === undefined) return refused(404, 'itemNotFound');
    if (method !== 'PUT') return refused(405, 'methodNotAllowed');
    // The address is the right; a token beside it is refused.
    if (headers.authorization !== undefined) return refused(401, 'unauthenticated');
    const range = /^bytes (\d+)-(\d+)\/(\d+)$/
      .exec(headers['content-range'] ?? '')
      ?.slice(1)
      .map(Number);
    const [first, last, total] = range ?? [];
    if (first === undefined || last === undefined || total === undefined)
      return refused(400, 'invalidRequest');
    const length = Buffer.byteLength(text, 'utf8');
    if (first !== 0 || last >= total || last - first + 1 !== length) return refused(416, 'invalidRange');
    if (length < total) return { status: 202, body: { nextExpectedRanges: [`${last + 1}-`] } };
    this.#sessions.delete(url);
    const { uploadUrl: _, ...file } = session;
    this.files.push({ ...file, text });
    return { status: 201, body: { id: session.uniqueId, name: session.name, size: length } };
  }
}

/** The file that a message offers; null where it offers none. */
export function offeredFile({ attachments = [] }: { attachments?: Attachment[] }): {
  name: string;
  content: Json;
} | null {
  const offer = attachments.find(({ contentType }) => contentType === FILE_CONSENT);
  return offer && isJson(offer.content) ? { name: String(offer['name']), content: offer.content } : null;
}

/** Why Teams does not take a message with this; null: it does. Files of bots are for personal chats. */
export function fileProblem(
  attachment: Attachment,
  isPersonal: boolean,
  files: readonly KeptFile[],
): string | null {
  const { contentType, name, contentUrl } = attachment;
  if (contentType !== FILE_CONSENT && contentType !== FILE_INFO) return null;
  const content = isJson(attachment.content) ? attachment.content : {};
  if (!isPersonal) return 'Files are for personal chats';
  if (typeof name !== 'string' || name === '') return 'A file needs a name';
  if (contentType === FILE_CONSENT) {
    const isWhole = typeof content['description'] === 'string' && Number.isInteger(content['sizeInBytes']);
    return isWhole ? null : 'A file consent needs a description and a size';
  }
  const isKept = files.some(
    (file) =>
      file.uniqueId === content['uniqueId'] &&
      file.fileType === content['fileType'] &&
      file.contentUrl === contentUrl,
  );
  return isKept ? null : 'There is no such file';
}
