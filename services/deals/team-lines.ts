import type { Contact } from './deal.ts';

/** A member as one line of the form: `Ann Lee, ann@lamna.example, +33 1 23`. What is not known is left out. */
export function memberLine({ firstName, lastName, email, phone }: Contact): string {
  const name = [firstName, lastName].filter(Boolean).join(' ');
  return [name, email, phone]
    .filter(Boolean)
    .map((part) => (part ?? '').replace(/[,;\s]+/g, ' ').trim())
    .join(', ');
}

export type ParsedTeam = { value: Contact[] } | { error: 'notAMember' | 'noEmail' };

/** An e-mail address, for what it is worth: Partner Center looks further. */
export const EMAIL = /^[^\s@,;<>]+@(?:[^\s@,;<>.]+\.)+[^\s@,;<>.]+$/;

/**
 * Reads the team, a member a line: name, e-mail and phone in any order, by commas. A line that stands for a known
 * member keeps what the form does not show (the title). At least one member needs an e-mail (FLD-08).
 */
export function parseTeam(text: string, known: readonly Contact[]): ParsedTeam {
  const lines = text.split('\n').map((line) => line.trim());
  const members = lines.filter((line) => line !== '').map((line) => parseMember(line, known));
  if (members.includes(null)) return { error: 'notAMember' };
  const team = members.filter((member) => member !== null);
  return team.some(({ email }) => email !== null) ? { value: team } : { error: 'noEmail' };
}

function parseMember(line: string, known: readonly Contact[]): Contact | null {
  const same = known.find((member) => memberLine(member) === line.replace(/\s+/g, ' '));
  if (same) return same;
  const parts = line.split(/[,;<>\t]/).map((part) => part.trim().replace(/\s+/g, ' '));
  const words = parts.filter((part) => part !== '');
  const email = words.find((part) => EMAIL.test(part)) ?? null;
  const phone = words.find((part) => part !== email && isPhone(part)) ?? null;
  const [name, ...more] = words.filter((part) => part !== email && part !== phone);
  if (more.length > 0 || name?.includes('@') || (!name && !email)) return null;
  const [firstName, ...rest] = name?.split(' ') ?? [];
  const before = known.find(
    (member) => email !== null && member.email?.toLowerCase() === email.toLowerCase(),
  );
  return {
    firstName: firstName ?? null,
    lastName: rest.length > 0 ? rest.join(' ') : null,
    email,
    phone,
    title: before?.title ?? null,
  };
}

function isPhone(text: string): boolean {
  return /^[+()\d\s./-]{4,40}$/.test(text) && /\d/.test(text);
}
