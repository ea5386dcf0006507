import taxonomy from './taxonomy-fy26.json' with { type: 'json' };

/** Solution areas with their plays, and partner roles, of FY26 (FLD-13, TYPE-06, CHG-11); another year is another file. */
export const SOLUTION_AREAS: readonly string[] = taxonomy.solutionAreas.map(({ id }) => id);
export const PARTNER_ROLES: readonly string[] = taxonomy.partnerRoles.map(({ id }) => id);

/** The plays of one area; none for an area that is not known. */
export function solutionPlays(area: string): readonly string[] {
  return taxonomy.solutionAreas.find(({ id }) => id === area)?.plays.map(({ id }) => id) ?? [];
}
