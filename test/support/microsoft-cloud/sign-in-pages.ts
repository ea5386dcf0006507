import { randomInt, randomUUID } from 'node:crypto';
import type { CloudPerson } from './cloud-person.ts';

export interface OAuthConnection {
  name: string;
  /** Does it know silent token exchange? */
  exchanges: boolean;
  /** The resource whose tokens it gives. */
  resource: string;
}

/** For whom a sign-in is: Teams' own id of the user. */
export interface SignInFor {
  userId: string;
  channelId: string;
  connection: OAuthConnection;
}

/** Somebody has signed in under a connection. */
export interface SignIn {
  person: CloudPerson;
  connection: OAuthConnection;
  /** How the person proved who they are. */
  amr: string[];
}

const PATH = '/api/oauth/signin';
/** How long a magic code can be redeemed. */
const CODE_LIFE_MS = 10 * 60 * 1000;

/** The sign-in pages that links lead to, and the magic codes that they end with. */
export class SignInPages {
  readonly #open = new Map<string, SignInFor>();
  readonly #codes = new Map<string, { wanted: SignInFor; signIn: SignIn; until: number }>();
  readonly #url: () => string;
  readonly #clock: () => Date;

  constructor(url: () => string, clock: () => Date) {
    this.#url = url;
    this.#clock = clock;
  }

  /** @returns the link */
  open(wanted: SignInFor): string {
    const id = randomUUID().replaceAll('-', '');
    this.#open.set(id, wanted);
    return `${this.#url()}${PATH}?signin=${id}`;
  }

  /** Somebody goes through the page. @returns the code that is given to Teams; throws what the page says otherwise */
  complete(link: string, person: CloudPerson): string {
    const id = this.#idIn(link);
    const wanted = this.#open.get(id);
    if (wanted === undefined) throw new Error('The sign-in page says: this link is not, or no longer, valid');
    if (person.consent === 'refused')
      throw new Error('The sign-in page says: AADSTS65004: User declined to consent to access the app');
    person.consent = 'given';
    this.#open.delete(id);
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const signIn = { person, connection: wanted.connection, amr: ['pwd', 'mfa'] };
    this.#codes.set(code, { wanted, signIn, until: this.#clock().getTime() + CODE_LIFE_MS });
    return code;
  }

  /** A code counts once, and only for the user and the connection whose link was opened. */
  redeem(code: string, { userId, channelId, connection }: SignInFor): SignIn | null {
    const found = this.#codes.get(code);
    if (found === undefined) return null;
    const { wanted, signIn, until } = found;
    const isTheirs =
      wanted.userId === userId && wanted.channelId === channelId && wanted.connection === connection;
    if (!isTheirs || until < this.#clock().getTime()) return null;
    this.#codes.delete(code);
    return signIn;
  }

  /** Codes of this person that nobody redeemed count no more. */
  forget(person: CloudPerson): void {
    for (const [code, { signIn }] of this.#codes) if (signIn.person === person) this.#codes.delete(code);
  }

  #idIn(link: string): string {
    if (!URL.canParse(link)) return '';
    const { origin, pathname, searchParams } = new URL(link);
    return origin === this.#url() && pathname === PATH ? (searchParams.get('signin') ?? '') : '';
  }
}
