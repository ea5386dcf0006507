import 'reflect-metadata';
import { KeyObject, sign as signBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** One real X.509 certificate with its key: an authority, or who signs with it. */
export interface Certificate {
  pem: string;
  der: Buffer;
  privateKey: KeyObject;
  /** RSA-SHA256 over the bytes, in base64. Only where the key is an RSA key. */
  sign(bytes: string | Buffer): string;
  /** For whom this one issues certificates. */
  issue(wanted: CertificateWanted): Promise<Certificate>;
}

export interface CertificateWanted {
  /** Such as `C=US, O=Microsoft Corporation, CN=Issuing CA 01`. */
  subject: string;
  /** Default false: it issues nothing. */
  isAuthority?: boolean;
  /** Default RSA for who signs, EC (P-256, which is made at once) for an authority. */
  key?: 'rsa' | 'rsa1024' | 'ec';
  /** Of the issuer's signature. Default SHA-256. */
  hash?: 'SHA-1';
  /** Default: yesterday and in 30 days. */
  notBefore?: Date;
  notAfter?: Date;
  /** Where the certificate says that its issuer's can be fetched (AIA, CA Issuers). Default: it does not say. */
  issuerUrl?: string;
}

const DAY = 24 * 60 * 60 * 1000;
const KEYS = {
  rsa: rsa(2048),
  rsa1024: rsa(1024),
  ec: { name: 'ECDSA', namedCurve: 'P-256' },
} as const;

function rsa(modulusLength: number) {
  return {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength,
  };
}

/** A root: it has signed itself, and nobody trusts it but who is told to. */
export function rootCertificate(subject = 'O=Test, CN=Test Root'): Promise<Certificate> {
  return certificate({ subject, isAuthority: true }, null);
}

async function certificate(
  wanted: CertificateWanted,
  issuer: { name: string; keys: webcrypto.CryptoKeyPair } | null,
): Promise<Certificate> {
  const { subject, isAuthority = false } = wanted;
  const algorithm = KEYS[wanted.key ?? (isAuthority ? 'ec' : 'rsa')];
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const signer = issuer ?? { name: subject, keys };
  const made = await x509.X509CertificateGenerator.create({
    subject,
    issuer: signer.name,
    publicKey: keys.publicKey,
    signingKey: signer.keys.privateKey,
    signingAlgorithm: { name: signer.keys.privateKey.algorithm.name, hash: wanted.hash ?? 'SHA-256' },
    notBefore: wanted.notBefore ?? new Date(Date.now() - DAY),
    notAfter: wanted.notAfter ?? new Date(Date.now() + 30 * DAY),
    extensions: [
      new x509.BasicConstraintsExtension(isAuthority, undefined, true),
      new x509.KeyUsagesExtension(isAuthority ? CERTIFICATES : MESSAGES, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(signer.keys.publicKey),
      ...(wanted.issuerUrl ? [new x509.AuthorityInfoAccessExtension({ caIssuers: [wanted.issuerUrl] })] : []),
    ],
  });
  const privateKey = KeyObject.from(keys.privateKey);
  return {
    pem: `${made.toString('pem')}\n`,
    der: Buffer.from(made.rawData),
    privateKey,
    sign: (bytes) => signBytes('sha256', Buffer.from(bytes), privateKey).toString('base64'),
    issue: (next) => certificate(next, { name: subject, keys }),
  };
}

const CERTIFICATES = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign;
const MESSAGES = x509.KeyUsageFlags.digitalSignature;
