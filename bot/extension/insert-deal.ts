import { z } from 'zod';
import { strings } from '../../cards/strings.ts';
import { FRESH_WITHIN_MS } from '../../dialogs/fresh-within.ts';
import { lookAtDeal } from '../../services/deals/look-at-deal.ts';
import type { Answer } from './asker.ts';
import { dealsResult, windowWords } from './result.ts';

const chosen = z.object({
  data: z.object({ dealId: z.string().regex(/^(?=.*[A-Za-z0-9])[A-Za-z0-9._-]{1,100}$/) }),
});

/** Puts the deal that was tapped into the compose box. */
export const insertDeal: Answer = async (app, asker, value) => {
  const dealId = chosen.safeParse(value).data?.data.dealId;
  const sight = dealId
    ? await lookAtDeal(app, asker.person, dealId, AbortSignal.timeout(FRESH_WITHIN_MS))
    : null;
  if (sight?.kind === 'signIn') return 'signIn';
  const stored = sight && 'stored' in sight ? sight.stored : null;
  if (stored) return dealsResult(app, asker, [stored]);
  const why = sight?.kind === 'unavailable' ? sight.kind : 'noAccess';
  return windowWords(strings(asker.reader.locale)(`notice.${why}.text`));
};
