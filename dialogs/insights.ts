import { insightCard } from '../cards/insight-card.ts';
import { insightFormCard } from '../cards/insight-form-card.ts';
import { noticeCard } from '../cards/notice-card.ts';
import { type InsightInputs, parseInsightFilters } from '../services/deals/insight-filters.ts';
import { countriesToCount, readInsight } from '../services/deals/read-insight.ts';
import type { DialogAnswer, DialogTurn } from './dialog-turn.ts';
import { signInAnswer } from './sign-in-answer.ts';

/** Countries that the form offers. */
const MOST_COUNTRIES = 30;

export interface InsightRequest {
  /** `filter` opens the form. */
  step: string | null;
  inputs: InsightInputs;
}

/** The figures of a period, of what this person may see; in their own chat only, because others may see less. */
export async function showInsights(
  turn: DialogTurn,
  { step, inputs }: InsightRequest,
): Promise<DialogAnswer> {
  const { services, decider, reader } = turn;
  if (!turn.isOwnChat) return { card: noticeCard({ kind: 'insightsInChat' }, reader), view: null };
  const filters = parseInsightFilters(inputs);
  if (step === 'filter') {
    const countries = await countriesToCount(services, decider, filters, MOST_COUNTRIES);
    return { card: insightFormCard({ filters, countries }, reader), view: null };
  }
  const reading = await readInsight(services, decider, filters);
  if (reading.kind === 'signIn') return signInAnswer(reader);
  if (reading.kind === 'noAccess') return { card: noticeCard({ kind: 'noRole' }, reader), view: null };
  return { card: insightCard({ ...reading, filters, takesFiles: turn.takesFiles }, reader), view: null };
}
