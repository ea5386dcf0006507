import { foldText } from '../../store/fold-text.ts';
import type { Contact, Deal } from '../deal.ts';
import { memberLine } from '../team-lines.ts';

/**
 * The line of the team for the person who begins a deal (FLD-08): as a deal's team tells of them, with the phone where
 * one does; else with what the directory knows, or just the name.
 * @param known the person; parts that nobody knows are null
 * @param deals the latest first
 */
export function ownLine(known: Contact, deals: readonly Pick<Deal, 'team'>[]): string {
  const name = foldText([known.firstName, known.lastName].join(' '));
  const isThem = (member: Contact): boolean =>
    member.email !== null && known.email !== null
      ? member.email.toLowerCase() === known.email.toLowerCase()
      : name !== '' && foldText([member.firstName, member.lastName].join(' ')) === name;
  const seen = deals.flatMap(({ team }) => team).filter(isThem);
  const best = seen.find(({ email, phone }) => email !== null && phone !== null) ?? seen[0];
  return memberLine({
    ...known,
    email: known.email ?? best?.email ?? null,
    phone: known.phone ?? best?.phone ?? null,
  });
}
