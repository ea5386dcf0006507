import { randomUUID } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import { seconds, type SigningKey } from './signing-key.ts';

/** What Entra puts into its v1 tokens, as far as anybody here asks. */
export interface EntraClaims extends JWTPayload {
  /** The app that got the token. */
  appid?: string;
  /** The tenant that issued it. */
  tid?: string;
  /** The person, or the app's service principal. */
  oid?: string;
  /** Delegated permissions, by blanks; none in a token of an app alone. */
  scp?: string;
  /** Application permissions. */
  roles?: string[];
  /** How the person proved who they are; `mfa` is among them where a second factor was asked. */
  amr?: string[];
  /** `app` in a token of an app alone. */
  idtyp?: string;
  upn?: string;
  /** The token's own id. */
  uti?: string;
}

export type TokenVerdict =
  | { kind: 'valid'; claims: EntraClaims }
  | { kind: 'refused'; why: 'missing' | 'malformed' | 'signature' | 'audience' | 'expired' | 'revoked' };

/** What Entra signs, and what the services behind it look at. */
export class EntraTokens {
  readonly key: SigningKey;
  readonly #clock: () => Date;
  readonly #lifetimeSeconds: number;
  readonly #revoked = new Set<string>();
  readonly #issued = new Map<string, string[]>();

  constructor(key: SigningKey, clock: () => Date, lifetimeSeconds: number) {
    this.key = key;
    this.#clock = clock;
    this.#lifetimeSeconds = lifetimeSeconds;
  }

  /** A token for this audience, with how long it lives. */
  async issue(
    claims: EntraClaims & { tid: string; aud: string },
  ): Promise<{ token: string; expiresAt: Date; lifetimeSeconds: number }> {
    const now = seconds(this.#clock());
    const uti = randomUUID();
    if (claims.oid) this.#issued.set(claims.oid, [...(this.#issued.get(claims.oid) ?? []), uti]);
    const exp = now + this.#lifetimeSeconds;
    const token = await this.key.sign({
      iss: `https://sts.windows.net/${claims.tid}/`,
      iat: now,
      nbf: now,
      exp,
      uti,
      ver: '1.0',
      ...claims,
    });
    return { token, expiresAt: new Date(exp * 1000), lifetimeSeconds: this.#lifetimeSeconds };
  }

  /** From now on no token that this person or app got so far is taken. */
  revoke(oid: string): void {
    for (const uti of this.#issued.get(oid) ?? []) this.#revoked.add(uti);
  }

  async verify(token: string | null, audience: string | string[]): Promise<TokenVerdict> {
    if (token === null) return { kind: 'refused', why: 'missing' };
    try {
      const { payload } = await jwtVerify<EntraClaims>(token, this.key.publicKey, {
        algorithms: ['RS256'],
        audience,
        currentDate: this.#clock(),
        requiredClaims: ['exp', 'tid'],
      });
      if (payload.uti !== undefined && this.#revoked.has(payload.uti))
        return { kind: 'refused', why: 'revoked' };
      return { kind: 'valid', claims: payload };
    } catch (error) {
      return { kind: 'refused', why: reasonOf(error) };
    }
  }
}

function reasonOf(error: unknown): 'malformed' | 'signature' | 'audience' | 'expired' {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) return error.claim === 'aud' ? 'audience' : 'expired';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  return 'malformed';
}
