import { foldText } from '../store/fold-text.ts';
import type { StoredDeal } from '../store/deals.ts';

/** Shorter names occur by chance. */
const SHORTEST_NAME = 4;
const MOST_NAMED = 10;

/** Those of the deals whose customer or name stands in a text, whole words of it. Pure. @param html as Teams gives it */
export function dealsNamedIn(html: string, deals: readonly StoredDeal[]): StoredDeal[] {
  const text = ` ${foldText(html.replace(/<[^<>]*>/g, ' ').replace(/&(#\d+|\w+);/g, ' '))} `;
  const isNamed = (name: string | null) => {
    const folded = foldText(name ?? '');
    return folded.length >= SHORTEST_NAME && text.includes(` ${folded} `);
  };
  return deals.filter(({ deal }) => isNamed(deal.customer.name) || isNamed(deal.name)).slice(0, MOST_NAMED);
}
