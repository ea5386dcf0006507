import type { FillableGap } from './gaps.ts';

/** What a person typed into the accept form; null or absent where the field was left alone. */
export type AcceptInputs = Partial<Record<FillableGap, string | null>>;

export type AcceptInputError =
  | 'required'
  | 'notPositive'
  | 'notANumber'
  | 'notACurrency'
  | 'notADate'
  | 'inThePast'
  | 'tooMany'
  | 'tooLong';

export interface AcceptValues {
  name?: string;
  /** Decimal text. */
  dealValue?: string;
  currency?: string;
  /** yyyy-mm-dd */
  closingDate?: string;
  /** Solution ids. */
  solutions?: string[];
}

export interface ParsedAcceptInputs {
  values: AcceptValues;
  errors: Partial<Record<FillableGap, AcceptInputError>>;
}

type Parsed<T> = { value: T } | { error: AcceptInputError };

/** Most solutions on one deal (FLD-09, SEED-18). */
const MOST_SOLUTIONS = 50;
const LONGEST_NAME = 256;

const PARSERS: { [F in FillableGap]: (text: string, now: Date) => Parsed<NonNullable<AcceptValues[F]>> } = {
  name: (text) => (text.length > LONGEST_NAME ? { error: 'tooLong' } : { value: text }),
  dealValue: parseMoney,
  currency: (text) =>
    /^[A-Za-z]{3}$/.test(text) ? { value: text.toUpperCase() } : { error: 'notACurrency' },
  closingDate: parseFutureDate,
  solutions: parseSolutionIds,
};

/** Reads the form's fields for the gaps that are to be filled; every one of them is required. */
export function parseAcceptInputs(
  inputs: AcceptInputs,
  gaps: readonly FillableGap[],
  now: Date,
): ParsedAcceptInputs {
  const parsed: ParsedAcceptInputs = { values: {}, errors: {} };
  for (const gap of gaps) {
    const text = inputs[gap]?.trim() ?? '';
    const result = text === '' ? { error: 'required' as const } : PARSERS[gap](text, now);
    if ('error' in result) parsed.errors[gap] = result.error;
    else Object.assign(parsed.values, { [gap]: result.value });
  }
  return parsed;
}

/** Reads an amount as people write it in either language: `50000`, `50,000.00`, `50 000,00`. */
export function parseMoney(text: string): Parsed<string> {
  const compact = text.replace(/[\s\u00a0\u202f'’]/g, '');
  const decimal = toDecimalPoint(compact);
  if (decimal === null) return { error: 'notANumber' };
  const value = decimal.replace(/^0+(?=\d)/, '');
  return Number(value) > 0 ? { value } : { error: 'notPositive' };
}

/** Whole groups of three, then at most two decimals; the last separator is the decimal one unless three digits follow. */
function toDecimalPoint(text: string): string | null {
  if (/^-?\d{1,15}([.,]\d{1,2})?$/.test(text)) return text.replace(',', '.');
  if (/^[1-9]\d{0,2}(,\d{3}){1,4}(\.\d{1,2})?$/.test(text)) return text.replaceAll(',', '');
  if (/^[1-9]\d{0,2}(\.\d{3}){1,4}(,\d{1,2})?$/.test(text)) return text.replaceAll('.', '').replace(',', '.');
  return null;
}

/** A real day, today or later. */
export function parseFutureDate(text: string, now: Date): Parsed<string> {
  const date = new Date(`${text}T00:00:00Z`);
  const isReal =
    /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  if (!isReal) return { error: 'notADate' };
  return text < now.toISOString().slice(0, 10) ? { error: 'inThePast' } : { value: text };
}

/** Ids by commas or blanks, each once. */
export function parseSolutionIds(text: string): Parsed<string[]> {
  const ids = [...new Set(text.split(/[\s,;]+/).filter((id) => id !== ''))];
  if (ids.length === 0) return { error: 'required' };
  if (ids.length > MOST_SOLUTIONS) return { error: 'tooMany' };
  return ids.some((id) => id.length > 100) ? { error: 'tooLong' } : { value: ids };
}
