import type { PersonKey } from '../people/person.ts';

/** Whose token: the person, with Teams' own id for this bot and user (`29:...`), under which the service keeps it. */
export interface TokenOwner extends PersonKey {
  userId: string;
}

/** A token as the service hands it out. Never stored, never logged. */
export interface UserToken {
  token: string;
  /** null: the service did not say. */
  expiresAt: Date | null;
}

/** What a sign-in card needs: the link for people, and what Teams needs to exchange its own token silently. */
export interface SignInResource {
  link: string;
  /** null where this connection knows no silent exchange. */
  exchange: { id: string; uri: string | null; providerId: string | null } | null;
}

/**
 * Bot Framework's user token service: it signs people in under an OAuth connection of the bot and keeps their refresh
 * tokens. Every method throws `UserTokenServiceError` where the service does not answer properly.
 */
export interface UserTokenService {
  /** The token that the person holds; null: they must sign in. @param code the magic code of a sign-in, redeemed once */
  get(owner: TokenOwner, connection: string, code?: string): Promise<UserToken | null>;
  /** Trades Teams' own SSO token; null: consent or a stronger sign-in is wanted first. */
  exchange(owner: TokenOwner, connection: string, ssoToken: string): Promise<UserToken | null>;
  /** @param conversation as the sign-in page needs it to give its code back to the right chat */
  signInResource(connection: string, conversation: SignInConversation): Promise<SignInResource>;
  signOut(owner: TokenOwner, connection: string): Promise<void>;
}

/** Where a sign-in is asked for: Teams' own ids. */
export interface SignInConversation {
  serviceUrl: string;
  conversationId: string;
  botId: string;
  userId: string;
  activityId: string | null;
}

/** The service did not answer properly; nobody has been signed in or out by that call as far as we know. */
export class UserTokenServiceError extends Error {
  readonly status: number | null;

  constructor(status: number | null, cause?: unknown) {
    super(`user token service: ${status ? `HTTP ${status}` : 'no answer'}`, { cause });
    this.name = 'UserTokenServiceError';
    this.status = status;
  }
}
