import { createHash, generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { exportJWK, type JWK, type JWTPayload, SignJWT } from 'jose';

const generate = promisify(generateKeyPair);

/** A key as a JWKS has it. */
export interface PublishedKey extends JWK {
  /** The channels that the Bot Framework lets speak with it. */
  endorsements?: string[];
}

/** A key that signs tokens, with what is published of it. */
export class SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: PublishedKey;

  private constructor(kid: string, privateKey: KeyObject, publicKey: KeyObject, jwk: PublishedKey) {
    this.kid = kid;
    this.privateKey = privateKey;
    this.publicKey = publicKey;
    this.jwk = jwk;
  }

  static async make(endorsements?: string[]): Promise<SigningKey> {
    const { privateKey, publicKey } = await generate('rsa', { modulusLength: 2048 });
    const kid = createHash('sha1').update(randomBytes(32)).digest('base64url');
    const jwk = {
      ...(await exportJWK(publicKey)),
      use: 'sig',
      kid,
      x5t: kid,
      ...(endorsements && { endorsements }),
    };
    return new SigningKey(kid, privateKey, publicKey, jwk);
  }

  sign(payload: JWTPayload): Promise<string> {
    return new SignJWT(payload)
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: this.kid, x5t: this.kid })
      .sign(this.privateKey);
  }
}

/** All keys of a process, made once: making one takes longer than a whole test. */
const made = new Map<string, Promise<SigningKey>>();

export function keyNamed(name: string, endorsements?: string[]): Promise<SigningKey> {
  const key = made.get(name) ?? SigningKey.make(endorsements);
  made.set(name, key);
  return key;
}

/** Seconds since 1970, as tokens count. */
export function seconds(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}
