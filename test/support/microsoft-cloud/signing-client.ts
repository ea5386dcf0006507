import type { BotAnswer, Chat, ClickAnswer, ClickOptions } from '../teams-chat.ts';
import { isJson, type Json } from '../teams-wire.ts';
import { waitFor } from '../wait.ts';
import { CloudPerson } from './cloud-person.ts';

/**
 * What the client did about a sign-in, in order: `silent` sent Teams' own token, `mismatch` could not, because the offer
 * is for another app than the manifest's; `button` waits for the person, `page` sent a code.
 */
export type SignInStep = 'silent' | 'mismatch' | 'page' | 'button';

export interface SigningOptions extends ClickOptions {
  /** Does the person go through the sign-in page where it comes to that? Default true. */
  page?: boolean;
  /** Has this client a token of its own to exchange? Default true. */
  silent?: boolean;
}

const OAUTH_CARD = 'application/vnd.microsoft.card.oauth';
const LOGIN_REQUEST = 'application/vnd.microsoft.activity.loginRequest';
/** A sign-in is asked for again after one that was not enough, such as a silent one; a client does not go on for ever. */
const MOST_ROUNDS = 4;

/** What a bot offers to sign in with: the content of an OAuth card. */
interface Offer {
  connectionName: string;
  link: string | null;
  exchange: { id: string; uri: string } | null;
}

/**
 * The Teams client of one person in one chat, as far as it signs people in: it exchanges its token by itself where the
 * bot offers that, and otherwise shows a button that leads to the sign-in page.
 */
export class SigningClient {
  readonly chat: Chat;
  readonly person: CloudPerson;
  /** Of everything so far. */
  readonly steps: SignInStep[] = [];
  readonly #botAppId: string;

  constructor(chat: Chat, botAppId: string) {
    if (!(chat.person instanceof CloudPerson)) throw new Error(`${chat.person.name} is not of the cloud`);
    this.chat = chat;
    this.person = chat.person;
    this.#botAppId = botAppId;
  }

  /** As `chat.click`; a login request is met, and the same click sent again with what came of it. */
  async click(
    message: Parameters<Chat['click']>[0],
    button: string,
    inputs: Json = {},
    { page, silent, ...options }: SigningOptions = {},
  ): Promise<ClickAnswer> {
    // What the client sends again is the click that was made, also where the card has changed since.
    const on = options.on ?? this.chat.cardSeen(message);
    const send = (value: Json = {}) =>
      this.chat.click(message, button, inputs, { ...options, on, value: { ...options.value, ...value } });
    return this.#meet(await send(), { page, silent }, offerOfClick, send);
  }

  /** As `chat.invoke` for message extensions; an answer of kind `auth` or `silentAuth` is met. */
  async query(name: string, value: Json, options: SigningOptions = {}): Promise<BotAnswer> {
    const send = (more: Json = {}) => this.chat.invoke(name, { ...value, ...more });
    return this.#meet(await send(), options, (answer) => this.#offerOfExtension(answer), send);
  }

  /** Waits for an OAuth card in the chat and does what a client does with it. @returns the bot's last answer */
  async meetCard({ page = true, silent = true }: SigningOptions = {}): Promise<BotAnswer> {
    const offer = await waitFor(() => this.#offerInChat(), { what: 'a sign-in card' });
    let answer: BotAnswer | null = null;
    if (silent && (await this.#canExchange(offer))) {
      this.steps.push('silent');
      const { connectionName, exchange } = offer;
      const id = exchange?.id;
      const token = await this.person.ssoToken();
      answer = await this.chat.invoke('signin/tokenExchange', { id, connectionName, token });
      if (answer.httpStatus === 200) return answer;
    }
    this.steps.push('button');
    if (!page || offer.link === null) return answer ?? { httpStatus: 0, body: undefined };
    this.steps.push('page');
    return this.chat.invoke('signin/verifyState', { state: await this.person.completeSignIn(offer.link) });
  }

  async #meet<T extends BotAnswer>(
    first: T,
    { page = true, silent = true }: Pick<SigningOptions, 'page' | 'silent'>,
    offerOf: (answer: T) => Offer | null,
    send: (value: Json) => Promise<T>,
  ): Promise<T> {
    let answer = first;
    let offer = offerOf(first);
    for (let round = 0; offer !== null && round < MOST_ROUNDS; round += 1) {
      const isExchanged = silent && (await this.#canExchange(offer));
      if (isExchanged) {
        this.steps.push('silent');
        const token = await this.person.ssoToken();
        const { connectionName, exchange } = offer;
        answer = await send({ authentication: { id: exchange?.id, connectionName, token } });
      }
      if (!isExchanged || isRefusedExchange(answer)) {
        this.steps.push('button');
        if (!page || offer.link === null) return answer;
        this.steps.push('page');
        answer = await send({ state: await this.person.completeSignIn(offer.link) });
      }
      offer = offerOf(answer);
    }
    return answer;
  }

  /** A client gets tokens only for the resource that the app's manifest names, and tells the bot of another one. */
  async #canExchange({ exchange }: Offer): Promise<boolean> {
    if (exchange === null) return false;
    if (exchange.uri === `api://botid-${this.#botAppId}`) return true;
    this.steps.push('mismatch');
    const message = 'The resource of the token exchange is not that of the manifest.';
    await this.chat.invoke('signin/failure', { code: 'resourcematchfailed', message });
    return false;
  }

  #offerInChat(): Offer | null {
    const { messages } = this.chat.room;
    const cards = messages
      .filter(({ deleted }) => !deleted)
      .flatMap(({ activity }) => activity.attachments ?? []);
    const card = cards.findLast(({ contentType }) => contentType === OAUTH_CARD);
    return card === undefined ? null : offerIn(card.content);
  }

  #offerOfExtension({ body }: BotAnswer): Offer | null {
    const extension = isJson(body) && isJson(body['composeExtension']) ? body['composeExtension'] : {};
    if (extension['type'] !== 'auth' && extension['type'] !== 'silentAuth') return null;
    const suggested = isJson(extension['suggestedActions']) ? extension['suggestedActions']['actions'] : [];
    const [action] = Array.isArray(suggested) ? suggested.filter(isJson) : [];
    const link = typeof action?.['value'] === 'string' ? action['value'] : null;
    const exchange =
      extension['type'] === 'silentAuth' ? { id: '', uri: `api://botid-${this.#botAppId}` } : null;
    return { connectionName: '', link, exchange };
  }
}

function offerOfClick({ body }: ClickAnswer): Offer | null {
  return isJson(body) && body['type'] === LOGIN_REQUEST ? offerIn(body['value']) : null;
}

function offerIn(content: unknown): Offer | null {
  if (!isJson(content)) return null;
  const { connectionName, buttons, tokenExchangeResource: resource } = content;
  const [button] = Array.isArray(buttons) ? buttons.filter(isJson) : [];
  const link = button?.['type'] === 'signin' && typeof button['value'] === 'string' ? button['value'] : null;
  const { id, uri } = isJson(resource) ? resource : {};
  return {
    connectionName: typeof connectionName === 'string' ? connectionName : '',
    link,
    exchange: typeof id === 'string' ? { id, uri: typeof uri === 'string' ? uri : '' } : null,
  };
}

/** 412: for a click in the answer, else as the HTTP status. */
function isRefusedExchange({ httpStatus, body }: BotAnswer): boolean {
  return httpStatus === 412 || (isJson(body) && body['statusCode'] === 412);
}
