/** Engines bound the parameters of one statement (SQLite 32,766, PostgreSQL 65,535). */
const BATCH = 500;

/** Does the work for slices of a long list, one after the other, and joins the answers. */
export async function inBatches<Item, Answer>(
  items: readonly Item[],
  work: (batch: readonly Item[]) => Promise<readonly Answer[]>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let start = 0; start < items.length; start += BATCH) {
    answers.push(...(await work(items.slice(start, start + BATCH))));
  }
  return answers;
}
