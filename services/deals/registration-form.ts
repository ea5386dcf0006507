import { parseMoney } from './accept-inputs.ts';
import { compareToUsd, isSurelyMore } from './approximate-usd.ts';
import type { Deal } from './deal.ts';
import { yearsBetween } from './contract-years.ts';
import { DAYS_TO_REGISTER } from './registration-deadline.ts';
import { ownSolutions } from './registration-rules.ts';

/** The form's fields, in the order in which it asks for them (FORM-01 to FORM-11). */
export const REGISTRATION_FIELDS = [
  'solutionId',
  'marketplaceTransacted',
  'marketplaceDate',
  'deployedOnAzure',
  'term',
  'contractValue',
  'contractCurrency',
  'solutionValue',
  'solutionCurrency',
  'signedDate',
  'startDate',
  'endDate',
  'tenant',
  'pricingModel',
] as const;
export type RegistrationField = (typeof REGISTRATION_FIELDS)[number];

/** As typed; null or absent where the field was left alone. */
export type RegistrationInputs = Partial<Record<RegistrationField, string | null>>;

/** One mistake each, with words of its own (`problem.<code>`). */
export type RegistrationInputError =
  | 'required'
  | 'solutionNotOnDeal'
  | 'marketplaceDateMissing'
  | 'notADate'
  | 'notANumber'
  | 'notPositive'
  | 'notACurrency'
  | 'contractTooSmall'
  | 'solutionOverContract'
  | 'signedInFuture'
  | 'signedTooLongAgo'
  | 'signedBeforeDeal'
  | 'signedTooLateForPayg'
  | 'startTooLongAgo'
  | 'endMissing'
  | 'endBeforeStart';

export type RegistrationErrors = Partial<Record<RegistrationField, RegistrationInputError>>;

/** What is to be registered. Dates are yyyy-mm-dd (UTC, FLD-20), amounts decimal text. */
export interface RegistrationValues {
  solutionId: string;
  /** null: not bought on the marketplace. */
  marketplaceDate: string | null;
  isMarketplaceTransacted: boolean;
  isDeployedOnAzure: boolean;
  term: 'Perpetual' | 'Finite';
  contractValue: string;
  contractCurrency: string;
  solutionValue: string;
  solutionCurrency: string;
  signedDate: string;
  startDate: string;
  /** null: perpetual. */
  endDate: string | null;
  tenant: 'Customer' | 'Partner';
  pricingModel: 'PayAsYouGo' | 'Other';
}

/** What the person must know before it is sent; words are `warning.<code>`. */
export type RegistrationWarning =
  /** FORM-03: it closes the deal without a registration. */
  | 'notOnAzure'
  /** FORM-10 */
  | 'tenantIsFinal'
  /** FORM-11, RST-10 */
  | 'paygIsReviewed'
  /** RST-10: above a million dollars a year. */
  | 'largeIsReviewed'
  /** FORM-05: near the threshold, or in a currency that we cannot compare. */
  | 'annualValueNotCompared'
  /** REG-11 */
  | 'marketplaceNeedsNone'
  /** REG-12: since FY27 credit follows marketplace sales; whoever sells elsewhere is still told to register. */
  | 'marketplaceFirst';

export interface RegistrationContext {
  deal: Deal;
  /** When Microsoft was invited, where that was after the deal's creation; null: with it. */
  invitedAt: Date | null;
  now: Date;
}

export type ParsedRegistration =
  | { values: RegistrationValues; errors: null; warnings: RegistrationWarning[] }
  | { values: null; errors: RegistrationErrors; warnings: RegistrationWarning[] };

/** Annual contract value that must be exceeded, in US dollars (FORM-05). */
const LEAST_ANNUAL_USD = 25_000;
/** Annual contract value above which nothing is approved by itself, in US dollars (RST-10). */
const REVIEWED_ABOVE_USD = 1_000_000;
/** A perpetual contract's value is spread over so many years (FORM-04). */
const PERPETUAL_YEARS = 6;
const MOST_DAYS_SINCE_START = 90;

/** Reads the form: every rule of FORM-01 to FORM-11 that can be seen in what was typed. Pure. */
export function parseRegistrationInputs(
  inputs: RegistrationInputs,
  context: RegistrationContext,
): ParsedRegistration {
  const read = readFields(inputs);
  const errors: RegistrationErrors = {
    ...missing(read),
    ...formErrors(inputs, read),
    ...dateErrors(read, context),
  };
  Object.assign(errors, sumErrors(read, errors));
  if (read.solutionId && !isOnDeal(read.solutionId, context.deal)) errors.solutionId = 'solutionNotOnDeal';
  const warnings = warningsOf(read, errors, context.now);
  if (Object.keys(errors).length > 0) return { values: null, errors: inOrder(errors), warnings };
  return { values: toValues(read), errors: null, warnings };
}

/** Fields read one by one; null where nothing usable was typed. */
type Read = Record<RegistrationField, string | null>;

const CHOICES: Partial<Record<RegistrationField, readonly string[]>> = {
  term: ['Perpetual', 'Finite'],
  tenant: ['Customer', 'Partner'],
  pricingModel: ['PayAsYouGo', 'Other'],
};
const YES_NO: Readonly<Record<string, string>> = {
  yes: 'Yes',
  true: 'Yes',
  oui: 'Yes',
  no: 'No',
  false: 'No',
  non: 'No',
};

const READERS: Record<RegistrationField, (text: string) => string | null> = {
  solutionId: (text) => text,
  marketplaceTransacted: (text) => YES_NO[text.toLowerCase()] ?? null,
  marketplaceDate: readDate,
  deployedOnAzure: (text) => YES_NO[text.toLowerCase()] ?? null,
  term: choiceOf('term'),
  contractValue: readMoney,
  contractCurrency: readCurrency,
  solutionValue: readMoney,
  solutionCurrency: readCurrency,
  signedDate: readDate,
  startDate: readDate,
  endDate: readDate,
  tenant: choiceOf('tenant'),
  pricingModel: choiceOf('pricingModel'),
};

function readFields(inputs: RegistrationInputs): Read {
  const entries = REGISTRATION_FIELDS.map((field) => {
    const text = inputs[field]?.trim() ?? '';
    return [field, text === '' ? null : READERS[field](text)];
  });
  return Object.fromEntries(entries) as Read;
}

function choiceOf(field: RegistrationField): (text: string) => string | null {
  return (text) => CHOICES[field]?.find((choice) => choice.toLowerCase() === text.toLowerCase()) ?? null;
}

function readDate(text: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : null;
}

function readMoney(text: string): string | null {
  const parsed = parseMoney(text);
  return 'value' in parsed ? parsed.value : null;
}

function readCurrency(text: string): string | null {
  return /^[A-Za-z]{3}$/.test(text) ? text.toUpperCase() : null;
}

const ALWAYS_ASKED = REGISTRATION_FIELDS.filter(
  (field) => field !== 'marketplaceDate' && field !== 'endDate',
);

/** FORM-01, FORM-03 to FORM-08, FORM-10, FORM-11: always; FORM-02 and FORM-09 depend on another answer. */
function missing(read: Read): RegistrationErrors {
  const errors: RegistrationErrors = {};
  for (const field of ALWAYS_ASKED) if (read[field] === null) errors[field] = 'required';
  if (read.marketplaceTransacted === 'Yes' && !read.marketplaceDate)
    errors.marketplaceDate = 'marketplaceDateMissing';
  if (read.term === 'Finite' && !read.endDate) errors.endDate = 'endMissing';
  return errors;
}

const DATES = new Set<RegistrationField>(['marketplaceDate', 'signedDate', 'startDate', 'endDate']);
const CURRENCIES = new Set<RegistrationField>(['contractCurrency', 'solutionCurrency']);
const SUMS = new Set<RegistrationField>(['contractValue', 'solutionValue']);

/** What was typed, but cannot be read. Answers that another one makes superfluous are not looked at. */
function formErrors(inputs: RegistrationInputs, read: Read): RegistrationErrors {
  const errors: RegistrationErrors = {};
  for (const field of REGISTRATION_FIELDS) {
    const text = inputs[field]?.trim() ?? '';
    if (text === '' || read[field] !== null || isSuperfluous(field, read)) continue;
    if (DATES.has(field)) errors[field] = 'notADate';
    else if (CURRENCIES.has(field)) errors[field] = 'notACurrency';
    else if (SUMS.has(field)) errors[field] = moneyError(text);
  }
  return errors;
}

function isSuperfluous(field: RegistrationField, read: Read): boolean {
  if (field === 'marketplaceDate') return read.marketplaceTransacted === 'No';
  return field === 'endDate' && read.term === 'Perpetual';
}

function moneyError(text: string): RegistrationInputError {
  const parsed = parseMoney(text);
  return 'error' in parsed && parsed.error === 'notPositive' ? 'notPositive' : 'notANumber';
}

const day = (at: Date): string => at.toISOString().slice(0, 10);

function daysAfter(date: string, days: number): string {
  return day(new Date(new Date(`${date}T00:00:00Z`).getTime() + days * 24 * 60 * 60 * 1000));
}

/** FORM-07 to FORM-09, FORM-11: all in UTC days (FLD-20). */
function dateErrors(read: Read, { deal, invitedAt, now }: RegistrationContext): RegistrationErrors {
  const errors: RegistrationErrors = {};
  const today = day(now);
  const { signedDate, startDate, endDate } = read;
  const earliest = [deal.createdAt, invitedAt]
    .filter((at) => at !== null)
    .map(day)
    .sort()
    .at(-1);
  if (signedDate) {
    if (signedDate > today) errors.signedDate = 'signedInFuture';
    else if (signedDate < daysAfter(today, -DAYS_TO_REGISTER)) errors.signedDate = 'signedTooLongAgo';
    else if (earliest && signedDate < earliest) errors.signedDate = 'signedBeforeDeal';
    else if (earliest && read.pricingModel === 'PayAsYouGo' && signedDate > yearAfter(earliest))
      errors.signedDate = 'signedTooLateForPayg';
  }
  if (startDate && startDate < daysAfter(today, -MOST_DAYS_SINCE_START)) errors.startDate = 'startTooLongAgo';
  if (read.term !== 'Perpetual' && startDate && endDate && endDate < startDate)
    errors.endDate = 'endBeforeStart';
  return errors;
}

function yearAfter(date: string): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCFullYear(at.getUTCFullYear() + 1);
  return day(at);
}

/** FORM-05 and FORM-06; only where the fields by themselves are fine. */
function sumErrors(read: Read, so: RegistrationErrors): RegistrationErrors {
  const errors: RegistrationErrors = {};
  const contract = sum(read.contractValue, read.contractCurrency);
  const solution = sum(read.solutionValue, read.solutionCurrency);
  if (contract && solution && isSurelyMore(solution, contract)) errors.solutionValue = 'solutionOverContract';
  const annual = annualValue(read, so);
  if (annual && ['below', 'equal'].includes(compareToUsd(annual.amount, annual.currency, LEAST_ANNUAL_USD)))
    errors.contractValue = 'contractTooSmall';
  return errors;
}

function sum(value: string | null, currency: string | null): { amount: number; currency: string } | null {
  return value !== null && currency !== null ? { amount: Number(value), currency } : null;
}

/** FORM-04, FORM-05: the contract's value a year; perpetual ones count as six years. null: not to be told yet. */
function annualValue(read: Read, errors: RegistrationErrors): { amount: number; currency: string } | null {
  const contract = sum(read.contractValue, read.contractCurrency);
  if (!contract || read.term === null || errors.endDate) return null;
  if (read.term === 'Perpetual') return { ...contract, amount: contract.amount / PERPETUAL_YEARS };
  if (!read.startDate || !read.endDate) return null;
  return { ...contract, amount: contract.amount / yearsBetween(read.startDate, read.endDate) };
}

function isOnDeal(id: string, deal: Deal): boolean {
  return ownSolutions(deal).some((solution) => solution.id === id);
}

/** Microsoft's fiscal year 2027 (REG-12). */
const FY27 = new Date('2026-07-01T00:00:00.000Z');

function warningsOf(read: Read, errors: RegistrationErrors, now: Date): RegistrationWarning[] {
  const annual = annualValue(read, errors);
  const compared = annual && compareToUsd(annual.amount, annual.currency, LEAST_ANNUAL_USD);
  const all: [isSo: boolean, warning: RegistrationWarning][] = [
    [read.deployedOnAzure === 'No', 'notOnAzure'],
    [compared === 'unknown', 'annualValueNotCompared'],
    [read.marketplaceTransacted === 'Yes', 'marketplaceNeedsNone'],
    [read.marketplaceTransacted === 'No' && now >= FY27, 'marketplaceFirst'],
    [read.pricingModel === 'PayAsYouGo', 'paygIsReviewed'],
    [
      annual !== null && compareToUsd(annual.amount, annual.currency, REVIEWED_ABOVE_USD) === 'above',
      'largeIsReviewed',
    ],
    [read.tenant !== null, 'tenantIsFinal'],
  ];
  return all.filter(([isSo]) => isSo).map(([, warning]) => warning);
}

function inOrder(errors: RegistrationErrors): RegistrationErrors {
  const wrong = REGISTRATION_FIELDS.filter((field) => errors[field] !== undefined);
  return Object.fromEntries(wrong.map((field) => [field, errors[field]]));
}

/** Every field was found to be there. */
function toValues(read: Read): RegistrationValues {
  const given = read as Record<RegistrationField, string>;
  const isMarketplaceTransacted = given.marketplaceTransacted === 'Yes';
  const term = given.term as RegistrationValues['term'];
  return {
    solutionId: given.solutionId,
    isMarketplaceTransacted,
    marketplaceDate: isMarketplaceTransacted ? given.marketplaceDate : null,
    isDeployedOnAzure: given.deployedOnAzure === 'Yes',
    term,
    contractValue: given.contractValue,
    contractCurrency: given.contractCurrency,
    solutionValue: given.solutionValue,
    solutionCurrency: given.solutionCurrency,
    signedDate: given.signedDate,
    startDate: given.startDate,
    endDate: term === 'Finite' ? given.endDate : null,
    tenant: given.tenant as RegistrationValues['tenant'],
    pricingModel: given.pricingModel as RegistrationValues['pricingModel'],
  };
}
