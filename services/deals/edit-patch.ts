import type { PatchOperation } from '../referrals/referral-service.ts';
import type { Contact, Deal, Solution } from './deal.ts';
import type { EditValues } from './edit-inputs.ts';

/** One field as it is written; nothing where the value is absent. */
const OPERATIONS: {
  [F in keyof EditValues]-?: (value: NonNullable<EditValues[F]> | null, deal: Deal) => PatchOperation[];
} = {
  name: (value) => [replace('/name', value)],
  dealValue: (value) => [replace('/details/dealValue', Number(value))],
  currency: (value) => [replace('/details/currency', value)],
  closingDate: (value) => [replace('/details/closingDateTime', `${value}T00:00:00Z`)],
  notes: (value) => [replace('/details/notes', value)],
  crmId: (value) => [replace('/externalReferenceId', value)],
  campaignId: (value) => [replace('/campaignId', value)],
  solutions: (value, deal) => solutionOperations(value ?? [], deal.solutions),
  team: (value, deal) => teamOperations(value ?? [], deal.team),
};

/** The JSON Patch of an edit: only what was changed (LIFE-12). */
export function editPatch(deal: Deal, values: EditValues): PatchOperation[] {
  const fields = Object.keys(OPERATIONS) as (keyof EditValues)[];
  return fields.flatMap((field) => {
    const value = values[field];
    if (value === undefined) return [];
    return (OPERATIONS[field] as (value: unknown, deal: Deal) => PatchOperation[])(value, deal);
  });
}

function replace(path: string, value: unknown): PatchOperation {
  return { op: 'replace', path, value };
}

/** Where nothing is taken away, only what is new is sent: so Partner Center keeps what we do not read of the others. */
function solutionOperations(ids: readonly string[], before: readonly Solution[]): PatchOperation[] {
  const path = '/details/requirements/solutions';
  const added = ids.filter((id) => before.every((solution) => solution.id !== id));
  const isKept = before.every(({ id }) => id !== null && ids.includes(id));
  if (isKept) return added.map((id) => ({ op: 'add', path: `${path}/-`, value: newSolution(id) }));
  const kept = before.filter(({ id }) => id === null || ids.includes(id)).map(wireSolution);
  return [replace(path, [...kept, ...added.map(newSolution)])];
}

function newSolution(id: string): object {
  return { id, type: 'Name' };
}

function wireSolution({ id, name, type, kind, publisher, price, quantity, currency }: Solution): object {
  const number = (text: string | null) => (text === null ? null : Number(text));
  return {
    id,
    name,
    type,
    solutionType: kind,
    publisherName: publisher,
    price: number(price),
    quantity: number(quantity),
    currency,
  };
}

function teamOperations(team: readonly Contact[], before: readonly Contact[]): PatchOperation[] {
  const isGrown = before.every((member, index) => isSame(member, team[index]));
  if (!isGrown) return [replace('/team', team.map(wireMember))];
  return team
    .slice(before.length)
    .map((member) => ({ op: 'add', path: '/team/-', value: wireMember(member) }));
}

/** Only what is known: Partner Center gets no invented phone number. */
function wireMember({ firstName, lastName, email, phone, title }: Contact): Record<string, string> {
  const parts = { firstName, lastName, email, phoneNumber: phone, title };
  return Object.fromEntries(
    Object.entries(parts).filter((part): part is [string, string] => part[1] !== null),
  );
}

function isSame(one: Contact, other: Contact | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
