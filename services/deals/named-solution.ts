import type { Db } from '../store/database.ts';
import { findSettings, saveSetting } from '../store/settings.ts';

const NAME = 'eligibleSolution';
const scopeOf = (dealId: string) => `deal:${dealId}`;

/** What a person said, where no list tells: the id of the deal's eligible solution, `none`, or null for nothing (REG-02). */
export async function findNamedSolution(db: Db, dealId: string): Promise<string | null> {
  const settings = await findSettings(db, scopeOf(dealId));
  return settings[NAME] ?? null;
}

export function saveNamedSolution(db: Db, dealId: string, solutionId: string | null): Promise<void> {
  return saveSetting(db, scopeOf(dealId), NAME, solutionId);
}
