import { X509Certificate } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSigningKeys, type SigningKeys } from '../../../../services/referrals/events/signing-keys.ts';
import { type Certificate, rootCertificate } from '../../../support/certificates.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Certificates of the kinds that Partner Center could use, made once: keys take their time. */
export interface Authorities {
  root: Certificate;
  /** `O=Microsoft Corporation`, issued by the root. */
  microsoft: Certificate;
  /** Signs events as Partner Center does. */
  signer: Certificate;
}

export async function authorities(): Promise<Authorities> {
  const root = await rootCertificate();
  const microsoft = await root.issue({ subject: MICROSOFT, isAuthority: true });
  return { root, microsoft, signer: await microsoft.issue({ subject: 'CN=pcnotifications.example' }) };
}

export const MICROSOFT = 'C=US, O=Microsoft Corporation, CN=Issuing CA 01';

/** restify, where it is loaded, has `writeHead` give nothing back. */
export const refusing =
  (status: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (_, response) => {
    response.writeHead(status, headers);
    response.end(body);
  };

/** The store of certificates on loopback, and the keys that are got from there. */
export interface CertificateStore {
  url: string;
  /** Each request's path, in order. */
  asked: string[];
  /** What stands at a path from now on. @returns its address */
  put(path: string, content: string | Buffer | Answer): string;
  keys(roots: readonly Certificate[], options?: { hosts?: string[]; allowLoopback?: boolean }): SigningKeys;
  stop(): Promise<void>;
}

export async function certificateStore(): Promise<CertificateStore> {
  const files = new Map<string, Answer>();
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const answer = files.get(path);
    (answer ?? refusing(404))(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const url = `http://${host}`;
  return {
    url,
    asked,
    put: (path, content) => {
      files.set(path, typeof content === 'function' ? content : (_, response) => response.end(content));
      return `${url}${path}`;
    },
    keys: (roots, { hosts = [host], allowLoopback = true } = {}) =>
      createSigningKeys({
        fetch,
        sources: { hosts: new Set(hosts), allowLoopback },
        roots: () => roots.map(({ pem }) => new X509Certificate(pem)),
      }),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
