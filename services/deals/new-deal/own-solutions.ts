import type { Deal } from '../deal.ts';
import { type KnownSolution, knownSolutions } from '../known-solutions.ts';

/** More are too many to choose from on a card. */
const MOST_SOLUTIONS = 30;

/**
 * Our own co-sell-ready solutions as far as they are known: those that the admin named, those that are eligible for
 * incentives, and those of the deals seen. Names come from wherever one is known.
 */
export function ownSolutions(
  named: readonly KnownSolution[],
  eligibleIds: ReadonlySet<string>,
  deals: readonly Pick<Deal, 'solutions'>[],
): KnownSolution[] {
  const all = [...named, ...[...eligibleIds].map((id) => ({ id, name: null })), ...knownSolutions(deals)];
  const each = new Map<string, KnownSolution>();
  for (const { id, name } of all) {
    const key = id.toUpperCase();
    const before = each.get(key);
    each.set(key, { id: before?.id ?? id, name: before?.name ?? name });
  }
  return [...each.values()].slice(0, MOST_SOLUTIONS);
}

/** Solutions as the setting names them: `SOL-1=Plant analytics; SOL-2`. */
export function parseNamedSolutions(text: string): KnownSolution[] | null {
  const parts = text
    .split(/[;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const solutions = parts.map((part) => {
    const [id = '', ...name] = part.split('=');
    return { id: id.trim(), name: name.join('=').trim() || null };
  });
  return solutions.every(({ id }) => /^\S{1,100}$/.test(id)) ? solutions : null;
}
