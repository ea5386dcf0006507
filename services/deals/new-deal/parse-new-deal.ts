import { parseFutureDate, parseMoney, parseSolutionIds } from '../accept-inputs.ts';
import type { Contact } from '../deal.ts';
import { EMAIL, parseTeam } from '../team-lines.ts';
import { countryCode } from './country-code.ts';
import {
  HELP_CODES,
  MARKETPLACE_INTENTS,
  type MicrosoftSolution,
  type NewDealError,
  type NewDealErrors,
  type NewDealField,
  type NewDealKind,
  type NewDealTexts,
  type NewDealValues,
  NEW_DEAL_FIELDS,
} from './new-deal.ts';
import { PARTNER_ROLES, SOLUTION_AREAS, solutionPlays } from './taxonomy.ts';

type Parsed = { value: unknown } | { error: NewDealError };

/** Of 50 members and 50 solutions at most (FLD-08, SEED-18). */
const MOST = 50;
const LONGEST: Partial<Record<NewDealField, number>> = { notes: 5000, helpNotes: 5000, team: 6000 };
const LONGEST_LINES = 4000;
const LONGEST_TEXT = 256;

const CONTACT: readonly NewDealField[] = [
  'contactFirstName',
  'contactLastName',
  'contactEmail',
  'contactPhone',
];
const ONLY_WITH_HELP = new Set<NewDealField>([
  'help',
  'helpNotes',
  'solutionArea',
  'solutionPlay',
  'partnerRole',
]);
const OPTIONAL = new Set<NewDealField>([
  'addressLine2',
  'state',
  'postalCode',
  'duns',
  'microsoftSolutions',
  'otherSolutions',
  'partnerRole',
]);

const PARSERS: { [F in NewDealField]?: (text: string, texts: NewDealTexts, now: Date) => Parsed } = {
  country: (text) => parseCountry(text),
  duns: (text) => parseDuns(text),
  contactEmail: (text) => (EMAIL.test(text) ? { value: text } : { error: 'notAnEmail' }),
  consent: (text) => (text === 'Yes' ? { value: text } : { error: 'noConsent' }),
  dealValue: (text) => parseMoney(text),
  currency: (text) =>
    /^[A-Za-z]{3}$/.test(text) ? { value: text.toUpperCase() } : { error: 'notACurrency' },
  closingDate: (text, _texts, now) => parseFutureDate(text, now),
  marketplaceIntent: among(MARKETPLACE_INTENTS),
  solutions: (text) => parseSolutionIds(text),
  microsoftSolutions: (text) => parseMicrosoftSolutions(text),
  otherSolutions: (text) => parseSolutionIds(text),
  team: (text) => parseOwnTeam(text),
  help: among(HELP_CODES),
  solutionArea: among(SOLUTION_AREAS),
  solutionPlay: (text, { solutionArea }) => among(solutionPlays(solutionArea?.trim() ?? ''))(text),
  partnerRole: among(PARTNER_ROLES),
};

/**
 * Reads everything that was typed for a new deal; `values` is null while something is missing or wrong. What is required
 * depends on the kind: FLD-01 to FLD-13, SEED-13 to SEED-18.
 */
export function parseNewDeal(
  kind: NewDealKind,
  texts: NewDealTexts,
  now: Date,
): { values: NewDealValues | null; errors: NewDealErrors } {
  const asked = NEW_DEAL_FIELDS.filter((one) => kind === 'coSell' || !ONLY_WITH_HELP.has(one));
  const { read, errors } = readFields(asked, kind, texts, now);
  const total = ['solutions', 'microsoftSolutions', 'otherSolutions'] as const;
  const count = total.reduce((sum, field) => sum + listOf(read[field]).length, 0);
  if (count > MOST) errors.solutions ??= 'tooMany';
  return Object.keys(errors).length > 0 ? { values: null, errors } : { values: valuesOf(kind, read), errors };
}

/** Some of the fields alone, by the rules of a kind. */
export function readFields(
  fields: readonly NewDealField[],
  kind: NewDealKind,
  texts: NewDealTexts,
  now: Date,
): { read: Partial<Record<NewDealField, unknown>>; errors: NewDealErrors } {
  const read: Partial<Record<NewDealField, unknown>> = {};
  const errors: NewDealErrors = {};
  for (const field of fields) {
    const result = parseField(field, kind, texts, now);
    if ('error' in result) errors[field] = result.error;
    else read[field] = result.value;
  }
  return { read, errors };
}

function parseField(field: NewDealField, kind: NewDealKind, texts: NewDealTexts, now: Date): Parsed {
  const text = texts[field]?.replace(/\r\n?/g, '\n').trim() ?? '';
  const longest =
    LONGEST[field] ?? (field.toLowerCase().includes('solutions') ? LONGEST_LINES : LONGEST_TEXT);
  if (text.length > longest) return { error: 'tooLong' };
  if (text === '') return isRequired(field, kind, texts) ? { error: 'required' } : { value: null };
  return PARSERS[field]?.(text, texts, now) ?? { value: text };
}

/** Must this field be filled, with what else is filled? */
export function isRequired(field: NewDealField, kind: NewDealKind, texts: NewDealTexts): boolean {
  const isFilled = (one: NewDealField) => (texts[one] ?? '').trim() !== '';
  // A contact is whole or not there; Microsoft's help needs one (FLD-02, SEED-16).
  if (CONTACT.includes(field)) return kind === 'coSell' || CONTACT.some(isFilled);
  // One solution at least, whosever (FLD-09); with Microsoft one of our own, to which the deal belongs.
  if (field === 'solutions')
    return kind === 'coSell' || !(isFilled('microsoftSolutions') || isFilled('otherSolutions'));
  return !OPTIONAL.has(field);
}

function among(choices: readonly string[]): (text: string) => Parsed {
  return (text) => (choices.includes(text) ? { value: text } : { error: 'notAChoice' });
}

/** ISO 3166 alpha-2 (FLD-01); people may write the name. */
function parseCountry(text: string): Parsed {
  const code = countryCode(text);
  return code === null ? { error: 'notACountry' } : { value: code };
}

function parseDuns(text: string): Parsed {
  const digits = text.replace(/[\s-]/g, '');
  return /^\d{9}$/.test(digits) ? { value: digits } : { error: 'notADuns' };
}

/** A solution a line: its id, quantity and price by semicolons or tabs; the two are optional (SEED-18). */
function parseMicrosoftSolutions(text: string): Parsed {
  const solutions = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parseMicrosoftSolution);
  return solutions.includes(null) ? { error: 'notASolution' } : { value: solutions };
}

function parseMicrosoftSolution(line: string): MicrosoftSolution | null {
  const [id = '', quantity = '', price = '', ...more] = line.split(/[;\t]/).map((part) => part.trim());
  const isQuantity = quantity === '' || /^[1-9]\d{0,8}$/.test(quantity);
  const amount = price === '' ? null : parseMoney(price);
  if (id === '' || id.length > 100 || more.length > 0 || !isQuantity || (amount && 'error' in amount))
    return null;
  return { id, quantity: quantity || null, price: amount?.value ?? null };
}

function parseOwnTeam(text: string): Parsed {
  const parsed = parseTeam(text, []);
  if ('error' in parsed) return parsed;
  if (parsed.value.length > MOST) return { error: 'tooMany' };
  const isFull = ({ firstName, lastName, email, phone }: Contact) =>
    [firstName, lastName, email, phone].every((part) => part !== null);
  return parsed.value.some(isFull) ? parsed : { error: 'noFullMember' };
}

function listOf<T>(value: unknown): T[] {
  return Array.isArray(value) ? (value as T[]) : [];
}

function valuesOf(kind: NewDealKind, read: Partial<Record<NewDealField, unknown>>): NewDealValues {
  const text = (field: NewDealField) => String(read[field]);
  const orNull = (field: NewDealField) => ((read[field] ?? null) === null ? null : text(field));
  return {
    kind,
    customer: {
      name: text('customerName'),
      addressLine1: text('addressLine1'),
      addressLine2: orNull('addressLine2'),
      city: text('city'),
      state: orNull('state'),
      postalCode: orNull('postalCode'),
      country: text('country'),
      duns: orNull('duns'),
    },
    contact:
      orNull('contactEmail') === null
        ? null
        : {
            firstName: text('contactFirstName'),
            lastName: text('contactLastName'),
            email: text('contactEmail'),
            phone: text('contactPhone'),
          },
    name: text('name'),
    value: text('dealValue'),
    currency: text('currency'),
    closingDate: text('closingDate'),
    notes: text('notes'),
    marketplaceIntent: text('marketplaceIntent'),
    ownSolutions: listOf(read.solutions),
    microsoftSolutions: listOf(read.microsoftSolutions),
    otherSolutions: listOf(read.otherSolutions),
    team: listOf(read.team),
    help:
      kind === 'coSell'
        ? {
            code: text('help'),
            notes: text('helpNotes'),
            solutionArea: text('solutionArea'),
            solutionPlay: text('solutionPlay'),
            partnerRole: orNull('partnerRole'),
          }
        : null,
  };
}
