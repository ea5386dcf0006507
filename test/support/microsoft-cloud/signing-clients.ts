import { randomUUID } from 'node:crypto';
import type { BotAnswer } from '../teams-chat.ts';
import { type Activity, isJson, type Json } from '../teams-wire.ts';
import type { CloudPerson } from './cloud-person.ts';
import { meetSignIn, type Offer, offerOfClick, offerOfExtension } from './meet-sign-in.ts';

type Send = (activity: Activity) => Promise<BotAnswer>;

/**
 * Clients that sign their people in by themselves, as Teams' own do: whoever clicks, or uses the compose box, gets the
 * answer that came after the silent sign-in. For `startTeams({ client })`; nobody goes through a page here.
 */
export function signingClients(botAppId: string, personWith: (oid: string) => CloudPerson | undefined) {
  return async (activity: Activity, send: Send): Promise<BotAnswer> => {
    const first = await send(activity);
    const offerOf = offers(botAppId, activity);
    const person = personWith(activity.from?.aadObjectId ?? '');
    if (offerOf === null || person === undefined) return first;
    const again = (more: Json) => {
      const value = { ...(isJson(activity.value) ? activity.value : {}), ...more };
      return send({ ...activity, id: `f:${randomUUID()}`, value });
    };
    const client = { person, botAppId, steps: [], page: false, silent: true, tellMismatch: async () => null };
    return meetSignIn(first, client, offerOf, again);
  };
}

function offers(botAppId: string, { name = '' }: Activity): ((answer: BotAnswer) => Offer | null) | null {
  if (name === 'adaptiveCard/action') return offerOfClick;
  return name.startsWith('composeExtension/') ? (answer) => offerOfExtension(botAppId, answer) : null;
}
