import type { KnownSolution } from '../known-solutions.ts';
import type { NewDealKind } from './new-deal.ts';

/** May a new deal be of this kind? `block`: it is shown greyed, with this reason. */
export interface KindOffer {
  kind: NewDealKind;
  block: 'noCoSellReadySolution' | null;
}

/**
 * Co-sell is for partners with a co-sell-ready solution (SEED-20). Partner Center has no list of them that can be read
 * here: a solution of ours that stands on any deal is one, and so is each that the admin names as eligible. Pure.
 * @param known our own solutions, as our deals tell them (`knownSolutions`)
 * @param eligibleSolutionIds `ELIGIBLE_SOLUTION_IDS`; may be empty
 */
export function kindOffers(
  known: readonly Pick<KnownSolution, 'id'>[],
  eligibleSolutionIds: ReadonlySet<string>,
): KindOffer[] {
  const hasSolution = known.length > 0 || eligibleSolutionIds.size > 0;
  return [
    { kind: 'private', block: null },
    { kind: 'partnerLed', block: null },
    { kind: 'coSell', block: hasSolution ? null : 'noCoSellReadySolution' },
  ];
}
