import type { InvokeResponse } from 'botbuilder';
import { z } from 'zod';
import { COLLEAGUES } from '../cards/edit-form-card.ts';
import { plainText } from '../cards/markdown.ts';
import { ACCESS_KEEPS_MS } from '../services/deals/look-at-deal.ts';
import { listInbound } from '../services/deals/list-inbound.ts';
import type { Profile } from '../services/people/people-directory.ts';
import type { PersonKey } from '../services/people/person.ts';
import { seesAnything } from '../services/store/access.ts';
import type { Envelope } from './activity.ts';
import type { App } from './app.ts';
import { isOutsider } from './sign-in/outsider.ts';

/** Teams asks with every few keys and shows nothing that comes later. */
const WITHIN_MS = 2500;

const query = z.object({
  dataset: z.literal(COLLEAGUES),
  queryText: z.string().max(200).catch(''),
  queryOptions: z.object({ skip: z.number().catch(0) }).catch({ skip: 0 }),
});

/**
 * Colleagues for the deal team, while their name is typed into a form (teams.md 1.6). Only people who may read deals
 * are answered, and only with people of their own tenant; all others find nobody.
 * @returns null where this is no search of ours
 */
export async function answerColleagueSearch(app: App, envelope: Envelope): Promise<InvokeResponse | null> {
  const { name, person, value } = envelope;
  const asked = name === 'application/search' ? query.safeParse(value).data : undefined;
  if (!asked || !person) return null;
  const isFirstPage = asked.queryOptions.skip === 0;
  const text = asked.queryText.trim();
  if (text === '' || !isFirstPage || isOutsider(app, person)) return found([]);
  if (app.pace.take(person, 'glance', app.clock.now()) !== 'go') return found([]);
  const signal = AbortSignal.timeout(WITHIN_MS);
  return found((await mayAsk(app, person, signal)) ? await app.people.searchColleagues(text, signal) : []);
}

/** Known to see a deal, by their own reading in the last hours; else they read now. */
async function mayAsk(app: App, { tenantId, personId }: PersonKey, signal: AbortSignal): Promise<boolean> {
  const person = { tenantId, personId };
  const since = new Date(app.clock.now().getTime() - ACCESS_KEEPS_MS);
  if (await seesAnything(app.store.db, person, since)) return true;
  return (await listInbound(app, person, signal)).kind === 'listed';
}

function found(colleagues: readonly Profile[]): InvokeResponse {
  const results = colleagues.map(({ personId, name, email }) => ({
    title: plainText([name, email].filter(Boolean).join(' · '), 150),
    value: personId,
  }));
  const body = {
    statusCode: 200,
    type: 'application/vnd.microsoft.search.searchResponse',
    value: { results },
  };
  return { status: 200, body };
}
