import taxonomy from './taxonomy-fy26.json' with { type: 'json' };

/** Solution areas with their plays, and partner roles, of FY26 (FLD-13, TYPE-06, CHG-11); another year is another file. */
export const SOLUTION_AREAS: readonly string[] = taxonomy.solutionAreas.map(({ id }) => id);
export const PARTNER_ROLES: readonly string[] = taxonomy.partnerRoles.map(({ id }) => id);

/** The plays of one area; none for an area that is not known. */
export function solutionPlays(area: string): readonly string[] {
  return taxonomy.solutionAreas.find(({ id }) => id === area)?.plays.map(({ id }) => id) ?? [];
}

/** Every play with its area, in the order of the file. */
export const AREA_PLAYS: readonly { area: string; play: string }[] = SOLUTION_AREAS.flatMap((area) =>
  solutionPlays(area).map((play) => ({ area, play })),
);

/** The area that a play belongs to; null for a play that is not known. */
export function areaOfPlay(play: string): string | null {
  return AREA_PLAYS.find((one) => one.play === play)?.area ?? null;
}

/** Does a name stand in for an id that is published nowhere? */
export const ARE_IDS_UNKNOWN: boolean = [
  ...taxonomy.solutionAreas.flatMap(({ isIdKnown, plays }) => [{ isIdKnown }, ...plays]),
  ...taxonomy.partnerRoles,
].some(({ isIdKnown }) => !isIdKnown);
