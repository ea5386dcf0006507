import { randomBytes, randomUUID } from 'node:crypto';
import type { TeamsPerson } from '../teams-rooms.ts';
import type { EntraTokens } from './entra-tokens.ts';
import type { UserTokenService } from './user-token-service.ts';

/** A Referrals role in Partner Center; whoever has none is refused there. */
export type ReferralsRole = 'referralsAdmin' | 'referralsUser' | null;

export interface CloudPersonOptions {
  name: string;
  /** Default: a new GUID. */
  aadObjectId?: string;
  /** The person's own tenant. Default: the partner's. */
  tenantId?: string;
  /** Default `en-US`. */
  locale?: string;
  /** Default `Europe/Berlin`. */
  timeZone?: string;
  /** Default: of the name, at partner.example. */
  email?: string;
  /** Default `referralsAdmin`. */
  role?: ReferralsRole;
  /** The locations (mpnId) that the role is for. Default null: the whole company. */
  locations?: string[] | null;
  /** Does Partner Center want a second factor of this person? Default false. */
  mfaDemanded?: boolean;
  /** `given`: silent exchange works. `open`: only after a sign-in on the page. Default `given`. */
  consent?: 'given' | 'open' | 'refused';
  /** In Entra. Default: none. */
  jobTitle?: string;
  /** In Entra. Default: nobody. */
  manager?: CloudPerson;
}

/** Out-of-office replies; without moments they are on until they are switched off. */
export interface AutomaticReplies {
  message: string;
  from?: Date;
  until?: Date;
}

/** Teams' own app, for which a client gets its SSO tokens. */
const TEAMS_CLIENT = '1fec8e78-bce4-4aaf-ab1b-5451cc387264';

interface Surroundings {
  tokens: EntraTokens;
  userTokens: UserTokenService;
  botAppId: string;
}

/** A person of the cloud: known to Teams, Entra, Graph and Partner Center. Roles and the like may be changed at any time. */
export class CloudPerson implements TeamsPerson {
  readonly id = `29:1${randomBytes(48).toString('base64url')}`;
  readonly aadObjectId: string;
  readonly name: string;
  readonly email: string;
  readonly tenantId: string;
  readonly locale: string;
  readonly timeZone: string;
  role: ReferralsRole;
  locations: string[] | null;
  mfaDemanded: boolean;
  consent: 'given' | 'open' | 'refused';
  jobTitle: string | null;
  manager: CloudPerson | null;
  /** As Graph says it: `Available`, `Away`, `Busy`, `DoNotDisturb`, `Offline`, ... */
  presence = { availability: 'Available', activity: 'Available' };
  /** Null: in the office. */
  automaticReplies: AutomaticReplies | null = null;
  hasMailbox = true;
  readonly #cloud: Surroundings;

  constructor(options: CloudPersonOptions & { tenantId: string }, cloud: Surroundings) {
    this.aadObjectId = options.aadObjectId ?? randomUUID();
    this.name = options.name;
    this.email = options.email ?? `${options.name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}@partner.example`;
    this.tenantId = options.tenantId;
    this.locale = options.locale ?? 'en-US';
    this.timeZone = options.timeZone ?? 'Europe/Berlin';
    this.role = options.role === undefined ? 'referralsAdmin' : options.role;
    this.locations = options.locations ?? null;
    this.mfaDemanded = options.mfaDemanded ?? false;
    this.consent = options.consent ?? 'given';
    this.jobTitle = options.jobTitle ?? null;
    this.manager = options.manager ?? null;
    this.#cloud = cloud;
  }

  /** What the Teams client sends along for silent exchange: a token of this person for the bot. */
  async ssoToken(): Promise<string> {
    const { tokens, botAppId } = this.#cloud;
    const { token } = await tokens.issue({
      aud: `api://botid-${botAppId}`,
      tid: this.tenantId,
      oid: this.aadObjectId,
      upn: this.email,
      name: this.name,
      appid: TEAMS_CLIENT,
      scp: 'access_as_user',
    });
    return token;
  }

  /**
   * Opens the link of a sign-in card, proves who they are with a second factor, consents where that was open.
   * @returns the code that Teams hands to the bot as `state`; throws where the page shows an error instead
   */
  async completeSignIn(link: string): Promise<string> {
    return this.#cloud.userTokens.complete(link, this);
  }

  /** Silent exchange fails and the sign-in page gives no code, until `consents()`. */
  refusesConsent(): this {
    this.consent = 'refused';
    return this;
  }

  consents(): this {
    this.consent = 'given';
    return this;
  }

  /** No token that exists by now is taken any more; the sign-ins stay and give new ones. */
  tokenExpires(): void {
    this.#cloud.tokens.revoke(this.aadObjectId);
  }

  /** As when an admin revokes all sessions: tokens and sign-ins end, and the person must sign in anew. */
  signedOutEverywhere(): void {
    this.tokenExpires();
    this.#cloud.userTokens.forget(this);
  }
}
