import type { PersonKey } from '../people/person.ts';
import type { SignInWay } from './sign-in-way.ts';
import type { UserAccessTokens } from './user-access-tokens.ts';
import {
  type TokenOwner,
  type UserToken,
  type UserTokenService,
  UserTokenServiceError,
} from './user-token-service.ts';

/** How people sign in for Partner Center. */
export interface SignIn {
  userTokens: UserTokenService;
  /** OAuth connections of the bot. */
  connections: Record<SignInWay, string>;
  /** People of other tenants are outsiders: they decide nothing, and nobody asks them to sign in. */
  partnerTenantId: string;
  tokens: UserAccessTokens;
}

/**
 * What became of a sign-in. `refused`: consent or a stronger sign-in is wanted, or the code is wrong. `otherAccount`:
 * somebody else's token, which is given back, because decisions would be made in the wrong name.
 */
export type Redeemed = 'signedIn' | 'refused' | 'otherAccount' | 'unavailable';

/** Trades the token that Teams itself gave for this person. */
export function redeemSsoToken(signIn: SignIn, owner: TokenOwner, ssoToken: string): Promise<Redeemed> {
  return redeem(signIn, owner, 'silent', (connection) =>
    signIn.userTokens.exchange(owner, connection, ssoToken),
  );
}

/** Redeems the code that the sign-in page showed. */
export function redeemCode(signIn: SignIn, owner: TokenOwner, code: string): Promise<Redeemed> {
  return redeem(signIn, owner, 'interactive', (connection) => signIn.userTokens.get(owner, connection, code));
}

async function redeem(
  { userTokens, connections, tokens }: SignIn,
  owner: TokenOwner,
  way: SignInWay,
  ask: (connection: string) => Promise<UserToken | null>,
): Promise<Redeemed> {
  const connection = connections[way];
  try {
    const given = await ask(connection);
    if (!given) return 'refused';
    if (!isOf(owner, given.token)) {
      await userTokens.signOut(owner, connection);
      return 'otherAccount';
    }
    tokens.drop(owner);
    return 'signedIn';
  } catch (error) {
    if (error instanceof UserTokenServiceError) return 'unavailable';
    throw error;
  }
}

/**
 * Is this token the person's own? Only Partner Center can say whether it is good; where its claims can be read, they
 * must not name somebody else. A token whose claims cannot be read passes.
 */
function isOf({ tenantId, personId }: PersonKey, token: string): boolean {
  const { oid, tid } = claimsOf(token);
  const isSame = (claim: unknown, expected: string) =>
    typeof claim !== 'string' || claim.toLowerCase() === expected.toLowerCase();
  return isSame(oid, personId) && isSame(tid, tenantId);
}

function claimsOf(token: string): { oid?: unknown; tid?: unknown } {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return typeof claims === 'object' && claims !== null ? claims : {};
  } catch {
    return {};
  }
}
