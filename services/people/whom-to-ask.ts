/** Who is asked, and who of those that were meant is away. */
export interface Asked<P> {
  asked: readonly P[];
  away: readonly P[];
}

/**
 * Whom to ask: the first circle in which somebody is there, without those who are away. Where everybody is away, the
 * first circle as it is: the question must stand with somebody. Pure.
 * @param circles the nearest first, such as the deal's team, then the owners of the place, then everyone in it
 * @param away by `personId`
 */
export function whomToAsk<P extends { personId: string }>(
  circles: readonly (readonly P[])[],
  away: ReadonlySet<string>,
): Asked<P> {
  const [meant = [], ...others] = circles.filter((circle) => circle.length > 0);
  const isThere = ({ personId }: P) => !away.has(personId);
  const asked = [meant, ...others].map((circle) => circle.filter(isThere)).find(({ length }) => length > 0);
  if (!asked) return { asked: meant, away: [] };
  return { asked, away: meant.filter((one) => !isThere(one)) };
}
