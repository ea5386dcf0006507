import { parseFutureDate, parseMoney, parseSolutionIds } from './accept-inputs.ts';
import type { Contact, Deal } from './deal.ts';
import { memberLine, parseTeam } from './team-lines.ts';

/** What may be edited while a deal is accepted (LIFE-12); customer, consent and location are fixed (FLD-15). */
export const EDIT_FIELDS = [
  'name',
  'dealValue',
  'currency',
  'closingDate',
  'notes',
  'crmId',
  'campaignId',
  'solutions',
  'team',
] as const;

export type EditField = (typeof EDIT_FIELDS)[number];

/** Fields as text, as a form holds them; '' is empty. Dates are yyyy-mm-dd, solutions ids by commas, the team a line each. */
export type EditTexts = Record<EditField, string>;

export type EditInputError =
  | 'required'
  | 'notPositive'
  | 'notANumber'
  | 'notACurrency'
  | 'notADate'
  | 'inThePast'
  | 'tooMany'
  | 'tooLong'
  | 'noEmail'
  | 'notAMember';

export interface EditValues {
  name?: string;
  /** Decimal text. */
  dealValue?: string;
  currency?: string;
  /** yyyy-mm-dd */
  closingDate?: string;
  notes?: string | null;
  crmId?: string | null;
  campaignId?: string | null;
  /** Ids. */
  solutions?: string[];
  team?: Contact[];
}

const MOST_MEMBERS = 50;

/** Longest texts, in characters. A field that is longer in Partner Center is not offered: it would come back cut. */
export const EDIT_LENGTHS: Record<EditField, number> = {
  name: 256,
  dealValue: 40,
  currency: 10,
  closingDate: 20,
  notes: 5000,
  crmId: 100,
  campaignId: 100,
  solutions: 4000,
  team: 6000,
};

/** The deal's fields as the form shows them. */
export function editTexts(deal: Deal): EditTexts {
  return {
    name: deal.name ?? '',
    dealValue: deal.value ?? '',
    currency: deal.currency ?? '',
    closingDate: deal.closesAt?.toISOString().slice(0, 10) ?? '',
    notes: deal.notes ?? '',
    crmId: deal.crmId ?? '',
    campaignId: deal.campaignId ?? '',
    solutions: deal.solutions.flatMap(({ id }) => (id === null ? [] : [id])).join(', '),
    team: deal.team.map(memberLine).join('\n'),
  };
}

/** Comparable forms: the same amount, day, set of solutions or lines of a team are the same, however written. */
const CANONICAL: { [F in EditField]?: (text: string) => string } = {
  dealValue: canonicalAmount,
  currency: (text) => text.toUpperCase(),
  solutions: (text) => solutionIds(text).toSorted().join(','),
  team: (text) =>
    text
      .split('\n')
      .map((line) => line.trim().replace(/\s+/g, ' '))
      .filter((line) => line !== '')
      .join('\n'),
};

/** Do two texts of a field say the same? */
export function isSameText(field: EditField, one: string, other: string): boolean {
  const canonical = (text: string) => {
    const plain = text.replace(/\r\n?/g, '\n').trim();
    return CANONICAL[field]?.(plain) ?? plain;
  };
  return canonical(one) === canonical(other);
}

type Parsed<T> = { value: T } | { error: EditInputError };
interface Situation {
  /** The deal before the edit. */
  deal: Deal;
  now: Date;
}

const PARSERS: { [F in EditField]: (text: string, situation: Situation) => Parsed<EditValues[F]> } = {
  name: (text) => required(text),
  dealValue: (text) => (text === '' ? { error: 'required' } : parseAmount(text)),
  currency: (text) => {
    if (text === '') return { error: 'required' };
    return /^[A-Za-z]{3}$/.test(text) ? { value: text.toUpperCase() } : { error: 'notACurrency' };
  },
  closingDate: (text, { now }) => parseDate(text, now),
  // FLD-07: what stands there is not emptied.
  notes: (text) => required(text),
  // FLD-14: optional, so they may be emptied.
  crmId: (text) => ({ value: text === '' ? null : text }),
  campaignId: (text) => ({ value: text === '' ? null : text }),
  solutions: parseSolutionIds,
  team: (text, { deal }) => {
    if (text === '') return { error: 'required' };
    const parsed = parseTeam(text, deal.team);
    if ('error' in parsed) return parsed;
    return parsed.value.length > MOST_MEMBERS ? { error: 'tooMany' } : parsed;
  },
};

/** Reads the changed fields only: what was odd before and is left alone blocks nobody. */
export function parseEdit(
  changes: Partial<EditTexts>,
  situation: Situation,
): { values: EditValues; errors: Partial<Record<EditField, EditInputError>> } {
  const values: EditValues = {};
  const errors: Partial<Record<EditField, EditInputError>> = {};
  for (const field of EDIT_FIELDS) {
    const text = changes[field]?.replace(/\r\n?/g, '\n').trim();
    if (text === undefined) continue;
    const result =
      text.length > EDIT_LENGTHS[field] ? { error: 'tooLong' as const } : PARSERS[field](text, situation);
    if ('error' in result) errors[field] = result.error;
    else Object.assign(values, { [field]: result.value });
  }
  return { values, errors };
}

function required(text: string): Parsed<string> {
  return text === '' ? { error: 'required' } : { value: text };
}

function parseAmount(text: string): Parsed<string> {
  const parsed = parseMoney(text);
  if ('value' in parsed) return parsed;
  return { error: parsed.error === 'notPositive' ? 'notPositive' : 'notANumber' };
}

function parseDate(text: string, now: Date): Parsed<string> {
  return text === '' ? { error: 'required' } : parseFutureDate(text, now);
}

function solutionIds(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((id) => id !== ''))];
}

function canonicalAmount(text: string): string {
  const parsed = parseMoney(text);
  if ('error' in parsed) return text;
  const [whole = '', fraction = ''] = parsed.value.split('.');
  const digits = fraction.replace(/(?<!0)0+$/, '');
  return digits === '' ? whole : `${whole}.${digits}`;
}
