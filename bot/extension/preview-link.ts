import { z } from 'zod';
import { FRESH_WITHIN_MS } from '../../dialogs/fresh-within.ts';
import { lookAtDeal } from '../../services/deals/look-at-deal.ts';
import type { Answer } from './asker.ts';
import { dealIdOfUrl } from './deal-id-of-url.ts';
import { linkResult, noDeals } from './result.ts';

const link = z.object({ url: z.string().max(4096) });

/** The deal behind a pasted Partner Center link, where the person who pasted it may see it; else no preview at all. */
export const previewLink: Answer = async (app, asker, value) => {
  const url = link.safeParse(value).data?.url ?? '';
  const dealId = dealIdOfUrl(app.dealUrlTemplate, url);
  if (dealId === null) return noDeals();
  const sight = await lookAtDeal(app, asker.person, dealId, AbortSignal.timeout(FRESH_WITHIN_MS));
  if (sight.kind === 'signIn') return 'signIn';
  const stored = 'stored' in sight ? sight.stored : null;
  return stored ? linkResult(app, asker, stored) : noDeals();
};
