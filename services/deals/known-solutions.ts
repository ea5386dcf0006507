import type { Deal } from './deal.ts';

export interface KnownSolution {
  id: string;
  name: string | null;
}

/** More are too many to choose from on a card. */
const MOST_SOLUTIONS = 30;

/**
 * Our company's solutions as far as its deals tell them, the most used first: Partner Center has no list of them that
 * a person could choose from here. Microsoft's own (`1P`) are no answer to what we bring (FLD-09).
 */
export function knownSolutions(deals: readonly Pick<Deal, 'solutions'>[]): KnownSolution[] {
  const uses = new Map<string, { solution: KnownSolution; count: number }>();
  for (const { id, name, kind } of deals.flatMap(({ solutions }) => solutions)) {
    if (id === null || kind === '1P') continue;
    const known = uses.get(id);
    uses.set(id, {
      solution: { id, name: known?.solution.name ?? name },
      count: (known?.count ?? 0) + 1,
    });
  }
  return [...uses.values()]
    .toSorted((one, other) => other.count - one.count)
    .slice(0, MOST_SOLUTIONS)
    .map(({ solution }) => solution);
}
