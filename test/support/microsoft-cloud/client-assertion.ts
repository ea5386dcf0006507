import { createHash, X509Certificate } from 'node:crypto';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { rootCertificate } from '../certificates.ts';

/** The certificate that an app proves itself with; Entra holds the public part. */
export interface AppCertificate {
  pem: string;
  privateKeyPem: string;
  /** SHA-1 over the DER, in hex, as the portal shows it. */
  thumbprint: string;
  thumbprintSha256: string;
}

let made: Promise<AppCertificate> | null = null;

/** The same one for the whole process: making one costs more than a test. */
export function appCertificate(): Promise<AppCertificate> {
  made ??= makeCertificate();
  return made;
}

async function makeCertificate(): Promise<AppCertificate> {
  const root = await rootCertificate();
  const { pem, der, privateKey } = await root.issue({ subject: 'CN=co-sell-deals' });
  const thumbprint = (algorithm: string) => createHash(algorithm).update(der).digest('hex').toUpperCase();
  return {
    pem,
    privateKeyPem: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    thumbprint: thumbprint('sha1'),
    thumbprintSha256: thumbprint('sha256'),
  };
}

export interface AssertionExpected {
  appId: string;
  certificate: AppCertificate;
  audiences: string[];
  now: Date;
}

/** Why Entra does not take this client assertion; null: it does. */
export async function assertionProblem(
  assertion: string,
  { appId, certificate, audiences, now }: AssertionExpected,
): Promise<{ code: number; message: string } | null> {
  try {
    const header = decodeProtectedHeader(assertion);
    const known =
      fromHex(certificate.thumbprint) === header.x5t ||
      fromHex(certificate.thumbprintSha256) === header['x5t#S256'];
    if (!known)
      return {
        code: 700027,
        message: 'The certificate with this identifier is not registered on the application.',
      };
    await jwtVerify(assertion, new X509Certificate(certificate.pem).publicKey, {
      algorithms: ['RS256', 'PS256'],
      issuer: appId,
      subject: appId,
      audience: audiences,
      currentDate: now,
      clockTolerance: 5 * 60,
      requiredClaims: ['exp', 'jti'],
    });
    return null;
  } catch (error) {
    return problemOf(error);
  }
}

function problemOf(error: unknown): { code: number; message: string } {
  if (error instanceof errors.JWTExpired)
    return { code: 700024, message: 'Client assertion is not within its valid time range.' };
  if (error instanceof errors.JWTClaimValidationFailed)
    return error.claim === 'aud'
      ? { code: 700023, message: 'Client assertion audience claim does not match Realm issuer.' }
      : { code: 700021, message: 'Client assertion application identifier does not match.' };
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return { code: 700027, message: 'Client assertion failed signature validation.' };
  return { code: 50027, message: 'JWT token is invalid or malformed.' };
}

function fromHex(thumbprint: string): string {
  return Buffer.from(thumbprint, 'hex').toString('base64url');
}
