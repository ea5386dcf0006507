import type { Services } from '../services.ts';
import type { Deal } from './deal.ts';
import { findNamedSolution } from './named-solution.ts';
import { type Finding, judgeRegistration, type MicrosoftSide } from './registration-rules.ts';

/** Every criterion of the rules in force, judged on what is known of this deal. */
export async function judgeDeal(
  { store, registration, clock }: Pick<Services, 'store' | 'registration' | 'clock'>,
  deal: Deal,
  microsoft: MicrosoftSide,
): Promise<Finding[]> {
  const namedSolutionId = await findNamedSolution(store.db, deal.id);
  const { eligibleSolutionIds } = registration;
  return judgeRegistration({ deal, microsoft, eligibleSolutionIds, namedSolutionId, now: clock.now() });
}
