import type { BotAnswer } from '../teams-chat.ts';
import { isJson, type Json } from '../teams-wire.ts';
import type { CloudPerson } from './cloud-person.ts';

/**
 * What the client did about a sign-in, in order: `silent` sent Teams' own token, `mismatch` could not, because the offer
 * is for another app than the manifest's; `button` waits for the person, `page` sent a code.
 */
export type SignInStep = 'silent' | 'mismatch' | 'page' | 'button';

/** What a bot offers to sign in with: the content of an OAuth card. */
export interface Offer {
  connectionName: string;
  link: string | null;
  exchange: { id: string; uri: string } | null;
}

/** A client, as far as it signs its person in. */
export interface SignsIn {
  person: CloudPerson;
  botAppId: string;
  steps: SignInStep[];
  /** Does the person go through the sign-in page where it comes to that? */
  page: boolean;
  /** Has this client a token of its own to exchange? */
  silent: boolean;
  /** Tells the bot that its offer is for another app. */
  tellMismatch: () => Promise<unknown>;
}

const LOGIN_REQUEST = 'application/vnd.microsoft.activity.loginRequest';
/** A sign-in is asked for again after one that was not enough, such as a silent one; a client does not go on for ever. */
const MOST_ROUNDS = 4;

/** Answers an invoke's sign-in and sends the invoke again with what came of it, silently where that is offered. */
export async function meetSignIn<T extends BotAnswer>(
  first: T,
  client: SignsIn,
  offerOf: (answer: T) => Offer | null,
  send: (value: Json) => Promise<T>,
): Promise<T> {
  const { person, steps, page } = client;
  let answer = first;
  let offer = offerOf(first);
  for (let round = 0; offer !== null && round < MOST_ROUNDS; round += 1) {
    const isExchanged = await canExchange(client, offer);
    if (isExchanged) {
      steps.push('silent');
      const token = await person.ssoToken();
      const { connectionName, exchange } = offer;
      answer = await send({ authentication: { id: exchange?.id, connectionName, token } });
    }
    if (!isExchanged || isRefusedExchange(answer)) {
      steps.push('button');
      if (!page || offer.link === null) return answer;
      steps.push('page');
      answer = await send({ state: await person.completeSignIn(offer.link) });
    }
    offer = offerOf(answer);
  }
  return answer;
}

/** A client gets tokens only for the resource that the app's manifest names, and tells the bot of another one. */
export async function canExchange(client: SignsIn, { exchange }: Offer): Promise<boolean> {
  if (!client.silent || exchange === null) return false;
  if (exchange.uri === `api://botid-${client.botAppId}`) return true;
  client.steps.push('mismatch');
  await client.tellMismatch();
  return false;
}

/** What the answer to a click offers to sign in with; null: it asks for no sign-in. */
export function offerOfClick({ body }: BotAnswer): Offer | null {
  return isJson(body) && body['type'] === LOGIN_REQUEST ? offerIn(body['value']) : null;
}

/** What the answer to a message extension offers to sign in with; null: it asks for no sign-in. */
export function offerOfExtension(botAppId: string, { body }: BotAnswer): Offer | null {
  const extension = isJson(body) && isJson(body['composeExtension']) ? body['composeExtension'] : {};
  if (extension['type'] !== 'auth' && extension['type'] !== 'silentAuth') return null;
  const suggested = isJson(extension['suggestedActions']) ? extension['suggestedActions']['actions'] : [];
  const [action] = Array.isArray(suggested) ? suggested.filter(isJson) : [];
  const link = typeof action?.['value'] === 'string' ? action['value'] : null;
  const exchange = extension['type'] === 'silentAuth' ? { id: '', uri: `api://botid-${botAppId}` } : null;
  return { connectionName: '', link, exchange };
}

/** @param content of an OAuth card */
export function offerIn(content: unknown): Offer | null {
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
