import { noticeCard } from '../cards/notice-card.ts';
import type { OfferedFile } from '../services/deals/csv-text.ts';
import { insightFile, MOST_ROWS } from '../services/deals/insight-csv.ts';
import { type InsightInputs, parseInsightFilters } from '../services/deals/insight-filters.ts';
import { learnInTime } from '../services/deals/learn-in-time.ts';
import { countedDeals } from '../services/deals/read-insight.ts';
import { findSisters } from '../services/store/deals.ts';
import type { DialogAnswer, DialogTurn } from './dialog-turn.ts';
import { signInAnswer } from './sign-in-answer.ts';

export type InsightFile =
  | { kind: 'file'; file: OfferedFile; rows: number }
  | { kind: 'refused'; answer: DialogAnswer; isForGood: boolean };

/** The deals behind the figures as a file: what this person may see at this moment, whatever was offered before. */
export async function askedInsightFile(turn: DialogTurn, inputs: InsightInputs): Promise<InsightFile> {
  const { services, decider, reader } = turn;
  const learnt = await learnInTime(services, decider);
  if (learnt === 'signIn') return { kind: 'refused', answer: signInAnswer(reader), isForGood: false };
  if (learnt === 'noAccess') {
    const answer = { card: noticeCard({ kind: 'noRole' }, reader), view: null };
    return { kind: 'refused', answer, isForGood: true };
  }
  const filters = parseInsightFilters(inputs);
  const stored = await countedDeals(services, decider, filters, MOST_ROWS);
  const ours = stored.filter(({ kind }) => kind === 'outbound');
  const sisters = await findSisters(
    services.store.db,
    ours.flatMap(({ deal }) => deal.engagementId ?? []),
  );
  const rows = stored.map(({ deal, kind }) => ({
    deal,
    kind,
    sister: (kind === 'outbound' && sisters.get(deal.engagementId ?? '')) || null,
  }));
  return { kind: 'file', file: insightFile(rows, filters, services.clock.now()), rows: rows.length };
}
