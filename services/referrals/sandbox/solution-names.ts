import { isRecord, valueAt, type WireReferral } from './wire-referral.ts';

const solutionsOf = (referral: unknown): unknown[] => {
  const solutions = valueAt(referral, 'details', 'requirements', 'solutions');
  return Array.isArray(solutions) ? solutions : [];
};

/**
 * A partner may name a solution by its id alone; its name is the service's to know. Here: as any referral tells it.
 * A referral that lacks no name comes back as it is.
 */
export function withSolutionNames(referral: WireReferral, all: readonly unknown[]): WireReferral {
  const isNameless = (solution: unknown) => isRecord(solution) && !solution['name'];
  const solutions = solutionsOf(referral);
  if (!solutions.some(isNameless)) return referral;
  const known = all.flatMap(solutionsOf).filter((solution) => !isNameless(solution));
  const nameOf = (id: unknown) =>
    valueAt(
      known.find((solution) => valueAt(solution, 'id') === id),
      'name',
    );
  const named = solutions.map((solution) =>
    isRecord(solution) && isNameless(solution)
      ? { ...solution, name: nameOf(solution['id']) ?? null }
      : solution,
  );
  const details = valueAt(referral, 'details') as WireReferral;
  const requirements = { ...(details['requirements'] as WireReferral), solutions: named };
  return { ...referral, details: { ...details, requirements } };
}
