import {
  type TokenOwner,
  type UserToken,
  type UserTokenService,
  UserTokenServiceError,
} from '../../../services/auth/user-token-service.ts';

export const CONNECTIONS = { silent: 'Sso', interactive: 'Page' };

/** The user token service in memory. */
export interface SmallUserTokens extends UserTokenService {
  /** What was asked, such as `get Page`. */
  readonly calls: string[];
  /** The person holds this token from now on; null: none any more. */
  hold(connection: string, userId: string, token: Partial<UserToken> | null): void;
  /** What an exchange gives; null refuses. */
  exchanges: UserToken | null;
  /** Does not answer for so many calls. */
  fail(times: number): void;
  /** Runs before each answer. */
  before: () => Promise<void>;
}

export function smallUserTokens(): SmallUserTokens {
  const held = new Map<string, UserToken>();
  let failing = 0;
  const keyOf = (connection: string, { userId }: TokenOwner) => `${connection} ${userId}`;
  const called = async (call: string): Promise<void> => {
    small.calls.push(call);
    await small.before();
    if (failing-- > 0) throw new UserTokenServiceError(503);
  };
  const small: SmallUserTokens = {
    calls: [],
    exchanges: null,
    before: async () => undefined,
    hold: (connection, userId, token) => {
      const key = `${connection} ${userId}`;
      if (token) held.set(key, { token: 't', expiresAt: null, ...token });
      else held.delete(key);
    },
    fail: (times) => {
      failing = times;
    },
    get: async (owner, connection, code) => {
      await called(`get ${connection}${code === undefined ? '' : ` ${code}`}`);
      return held.get(keyOf(connection, owner)) ?? null;
    },
    exchange: async (_owner, connection, ssoToken) => {
      await called(`exchange ${connection} ${ssoToken}`);
      return small.exchanges;
    },
    signInResource: async (connection) => {
      await called(`resource ${connection}`);
      const exchange = { id: 'e-1', uri: null, providerId: null };
      return {
        link: `https://page.example/${connection}`,
        exchange: connection === CONNECTIONS.silent ? exchange : null,
      };
    },
    signOut: async (owner, connection) => {
      await called(`signOut ${connection}`);
      held.delete(keyOf(connection, owner));
    },
  };
  return small;
}

/** A token whose claims can be read, signed by nobody. */
export function tokenWith(claims: object): string {
  return ['{}', JSON.stringify(claims), ''].map((part) => Buffer.from(part).toString('base64url')).join('.');
}
