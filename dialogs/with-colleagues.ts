import type { EditTexts } from '../services/deals/edit-inputs.ts';
import { memberLine } from '../services/deals/team-lines.ts';
import type { Profile } from '../services/people/people-directory.ts';
import type { DialogTurn } from './dialog-turn.ts';

const WITHIN_MS = 1500;
/** More are not chosen in one go. */
const MOST_CHOSEN = 10;

/**
 * The fields with the colleagues that were chosen as lines of the team. What came back is ids from a client: names and
 * mail are the directory's, of the person's own tenant.
 * @returns `isComplete` false where not all of them are known there
 */
export async function withColleagues(
  { services: { people }, decider: { tenantId } }: DialogTurn,
  typed: Partial<EditTexts>,
  chosen: string | null,
): Promise<{ typed: Partial<EditTexts>; isComplete: boolean }> {
  const ids = [...new Set((chosen ?? '').split(/[\s,;]+/).filter((id) => id !== ''))].slice(0, MOST_CHOSEN);
  if (ids.length === 0 || typed.team === undefined) return { typed, isComplete: true };
  const keys = ids.map((personId) => ({ tenantId, personId }));
  const found = await people.profilesOf(keys, AbortSignal.timeout(WITHIN_MS));
  const profiles = ids.flatMap((id) => found.get(id) ?? []).filter(({ email }) => email !== null);
  const isThere = ({ email }: Profile) => typed.team?.toLowerCase().includes(email?.toLowerCase() ?? '');
  const lines = profiles.filter((profile) => !isThere(profile)).map(lineOf);
  const team = [typed.team.trimEnd(), ...lines].filter((line) => line !== '').join('\n');
  return { typed: { ...typed, team }, isComplete: profiles.length === ids.length };
}

function lineOf({ name, firstName, lastName, email }: Profile): string {
  const parts = firstName || lastName ? { firstName, lastName } : { firstName: name, lastName: null };
  return memberLine({ ...parts, email, phone: null, title: null });
}
