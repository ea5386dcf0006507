import { z } from 'zod';
import { attachment } from '../../cards/render.ts';
import { namedDealsCard } from '../../cards/named-deals-card.ts';
import { strings } from '../../cards/strings.ts';
import { FRESH_WITHIN_MS } from '../../dialogs/fresh-within.ts';
import { viewDeals } from '../../dialogs/view-deal.ts';
import { NO_FILTERS } from '../../services/deals/deal-lists.ts';
import { listDeals } from '../../services/deals/list-deals.ts';
import { lookAtDeal } from '../../services/deals/look-at-deal.ts';
import { dealsNamedIn } from '../../services/deals/deals-named-in.ts';
import type { StoredDeal } from '../../services/store/deals.ts';
import type { App } from '../app.ts';
import type { Answer, Asker } from './asker.ts';

const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
/** More ids in one message are not looked at. */
const MOST_IDS = 5;
/** Open deals whose names are looked for in the message. */
const MOST_COMPARED = 200;

const command = z.object({
  messagePayload: z.object({ body: z.object({ content: z.string().max(100_000) }) }),
});

/** The deals that a message names, by id, link, customer or name, to put one of them into the conversation. */
export const namedDeals: Answer = async (app, asker, value) => {
  const html = command.safeParse(value).data?.messagePayload.body.content ?? '';
  const ids = [...new Set((html.match(GUID) ?? []).map((id) => id.toLowerCase()))].slice(0, MOST_IDS);
  const byId = await lookedAt(app, asker, ids);
  const deals = byId.length > 0 ? byId : await byName(app, asker, html);
  if (deals === 'signIn') return deals;
  const t = strings(asker.reader.locale);
  const views = await viewDeals(app, deals, { readAtOnce: true });
  const card = attachment(namedDealsCard(views, asker.reader));
  return {
    task: { type: 'continue', value: { title: t('named.title'), height: 'medium', width: 'medium', card } },
  };
};

async function lookedAt(app: App, { person }: Asker, ids: readonly string[]): Promise<StoredDeal[]> {
  const signal = AbortSignal.timeout(FRESH_WITHIN_MS);
  const sights = await Promise.all(ids.map((id) => lookAtDeal(app, person, id, signal)));
  return sights.flatMap((sight) => ('stored' in sight && sight.stored ? [sight.stored] : []));
}

async function byName(app: App, { person }: Asker, html: string): Promise<StoredDeal[] | 'signIn'> {
  const asked = { list: 'deals', page: 1, pageSize: MOST_COMPARED, filters: NO_FILTERS } as const;
  const open = await listDeals(app, person, asked);
  if (open.kind === 'signIn') return open.kind;
  return open.kind === 'listed' ? dealsNamedIn(html, open.deals) : [];
}
