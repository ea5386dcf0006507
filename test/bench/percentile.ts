/** The smallest of the numbers that so large a share of them does not pass (nearest rank). @param share above 0, at most 1 */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? NaN;
}
