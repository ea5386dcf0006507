import type { BotAnswer, Chat, ClickAnswer, ClickOptions } from '../teams-chat.ts';
import type { Json } from '../teams-wire.ts';
import { waitFor } from '../wait.ts';
import { CloudPerson } from './cloud-person.ts';
import {
  canExchange,
  meetSignIn,
  type Offer,
  offerIn,
  offerOfClick,
  offerOfExtension,
  type SignInStep,
  type SignsIn,
} from './meet-sign-in.ts';

export interface SigningOptions extends ClickOptions {
  /** Does the person go through the sign-in page where it comes to that? Default true. */
  page?: boolean;
  /** Has this client a token of its own to exchange? Default true. */
  silent?: boolean;
}

const OAUTH_CARD = 'application/vnd.microsoft.card.oauth';

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
    return meetSignIn(await send(), this.#signsIn({ page, silent }), offerOfClick, send);
  }

  /** As `chat.invoke` for message extensions; an answer of kind `auth` or `silentAuth` is met. */
  async query(name: string, value: Json, options: SigningOptions = {}): Promise<BotAnswer> {
    const send = (more: Json = {}) => this.chat.invoke(name, { ...value, ...more });
    const offerOf = (answer: BotAnswer) => offerOfExtension(this.#botAppId, answer);
    return meetSignIn(await send(), this.#signsIn(options), offerOf, send);
  }

  /** Waits for an OAuth card in the chat and does what a client does with it. @returns the bot's last answer */
  async meetCard(options: SigningOptions = {}): Promise<BotAnswer> {
    const client = this.#signsIn(options);
    const offer = await waitFor(() => this.#offerInChat(), { what: 'a sign-in card' });
    let answer: BotAnswer | null = null;
    if (await canExchange(client, offer)) {
      this.steps.push('silent');
      const { connectionName, exchange } = offer;
      const id = exchange?.id;
      const token = await this.person.ssoToken();
      answer = await this.chat.invoke('signin/tokenExchange', { id, connectionName, token });
      if (answer.httpStatus === 200) return answer;
    }
    this.steps.push('button');
    if (!client.page || offer.link === null) return answer ?? { httpStatus: 0, body: undefined };
    this.steps.push('page');
    return this.chat.invoke('signin/verifyState', { state: await this.person.completeSignIn(offer.link) });
  }

  #signsIn({ page = true, silent = true }: SigningOptions): SignsIn {
    const { person, steps, chat } = this;
    const message = 'The resource of the token exchange is not that of the manifest.';
    const tellMismatch = () => chat.invoke('signin/failure', { code: 'resourcematchfailed', message });
    return { person, botAppId: this.#botAppId, steps, page, silent, tellMismatch };
  }

  #offerInChat(): Offer | null {
    const { messages } = this.chat.room;
    const cards = messages
      .filter(({ deleted }) => !deleted)
      .flatMap(({ activity }) => activity.attachments ?? []);
    const card = cards.findLast(({ contentType }) => contentType === OAUTH_CARD);
    return card === undefined ? null : offerIn(card.content);
  }
}
