import { type Certificate, type CertificateWanted, rootCertificate } from '../certificates.ts';
import { type CloudAnswer, CloudService } from './cloud-service.ts';

/** The kinds of certificates that an event may point at; all but the first are wrong in one way. */
export const CERTIFICATE_KINDS = [
  'genuine',
  'strangerRoot',
  'selfSigned',
  'otherOrganization',
  'expired',
  'notYetValid',
  'shortKey',
  'authority',
] as const;
export type CertificateKind = (typeof CERTIFICATE_KINDS)[number];

const LEAF = 'CN=pcnotifications-dispatch.microsoft.com';
const MICROSOFT = 'C=US, O=Microsoft Corporation, CN=Test Issuing CA 01';
const DAY = 24 * 60 * 60 * 1000;

let roots: Promise<{ trusted: Certificate; stranger: Certificate }> | null = null;

/** Partner Center's store of certificates: what signs events, and who issued that, down from a root of our own. */
export class EventCertificates {
  readonly service: CloudService;
  /** What the bot has to trust, in PEM. */
  readonly rootPem: string;
  readonly #roots: { trusted: Certificate; stranger: Certificate };
  readonly #made = new Map<CertificateKind, Promise<Certificate>>();
  readonly #issuers = new Map<string, Certificate>();

  private constructor(trusted: { trusted: Certificate; stranger: Certificate }, clock: () => Date) {
    this.#roots = trusted;
    this.rootPem = trusted.trusted.pem;
    this.service = new CloudService({
      clock,
      refusal: (status) => `<Error><Code>BlobNotFound</Code></Error>${status}`,
      routes: [
        { method: 'GET', path: /^\/cert\/(\w+)\.cer$/, run: (_request, [kind = '']) => this.#leaf(kind) },
        { method: 'GET', path: /^\/issuer\/(\w+)\.cer$/, run: (_request, [name = '']) => this.#issuer(name) },
        { method: 'GET', path: /^\/moved\/(\w+)\.cer$/, run: (_request, [kind = '']) => this.#moved(kind) },
        {
          method: 'GET',
          path: /^\/endless\.cer$/,
          run: () => ({ status: 200, body: Buffer.alloc(8_000_000, 'A') }),
        },
      ],
    });
  }

  static async start(clock: () => Date): Promise<EventCertificates> {
    roots ??= Promise.all([
      rootCertificate('C=US, O=Test, CN=Test Root'),
      rootCertificate('C=US, O=Test, CN=Test Root'),
    ]).then(([trusted, stranger]) => ({ trusted, stranger }));
    const certificates = new EventCertificates(await roots, clock);
    await certificates.service.start();
    return certificates;
  }

  urlOf(kind: CertificateKind): string {
    return `${this.service.url}/cert/${kind}.cer`;
  }

  /** The certificate with its key; made when first asked for. */
  certificate(kind: CertificateKind): Promise<Certificate> {
    const made = this.#made.get(kind) ?? this.#make(kind);
    this.#made.set(kind, made);
    return made;
  }

  /** Partner Center renews what it signs with; the address stays. */
  renew(): void {
    this.#made.delete('genuine');
  }

  async #make(kind: CertificateKind): Promise<Certificate> {
    const { trusted, stranger } = this.#roots;
    const now = Date.now();
    switch (kind) {
      case 'selfSigned':
        return rootCertificate(MICROSOFT);
      case 'strangerRoot':
        return this.#below(stranger, kind, MICROSOFT);
      case 'otherOrganization':
        return this.#below(trusted, kind, 'C=US, O=Not Microsoft Corporation, CN=Test Issuing CA 01');
      case 'expired':
        return this.#below(trusted, kind, MICROSOFT, {
          notBefore: new Date(now - 10 * DAY),
          notAfter: new Date(now - DAY),
        });
      case 'notYetValid':
        return this.#below(trusted, kind, MICROSOFT, { notBefore: new Date(now + DAY) });
      case 'shortKey':
        return this.#below(trusted, kind, MICROSOFT, { key: 'rsa1024' });
      case 'authority':
        return this.#below(trusted, kind, MICROSOFT, { key: 'rsa', isAuthority: true });
      case 'genuine':
        return this.#below(trusted, kind, MICROSOFT);
    }
  }

  async #below(
    root: Certificate,
    kind: CertificateKind,
    subject: string,
    wanted: Partial<CertificateWanted> = {},
  ): Promise<Certificate> {
    const issuer = await root.issue({ subject, isAuthority: true });
    this.#issuers.set(kind, issuer);
    return issuer.issue({ subject: LEAF, issuerUrl: `${this.service.url}/issuer/${kind}.cer`, ...wanted });
  }

  async #leaf(kind: string): Promise<CloudAnswer> {
    const known = CERTIFICATE_KINDS.find((one) => one === kind);
    if (known === undefined) return { status: 404 };
    return { status: 200, body: (await this.certificate(known)).der };
  }

  #issuer(kind: string): CloudAnswer {
    const issuer = this.#issuers.get(kind);
    return issuer === undefined ? { status: 404 } : { status: 200, body: issuer.der };
  }

  #moved(kind: string): CloudAnswer {
    return { status: 302, headers: { location: `${this.service.url}/cert/${kind}.cer` } };
  }
}
