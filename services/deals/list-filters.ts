import type { PersonKey } from '../people/person.ts';
import type { Db } from '../store/database.ts';
import { findSettings, saveSetting } from '../store/settings.ts';
import { parseMoney } from './accept-inputs.ts';
import {
  type DealFilters,
  isFiltered,
  LIST_RULES,
  type ListName,
  MOST_COUNTRIES,
  NO_FILTERS,
  REGISTRATION_FILTERS,
  type RegistrationFilter,
} from './deal-lists.ts';
import { DEAL_TYPES } from './deal-type.ts';
import { personScope } from './settings-of-places.ts';

/** What a person typed into the filter form; null where it was left alone. */
export interface FilterInputs {
  state: string | null;
  dealType: string | null;
  /** Codes, separated by commas. */
  country: string | null;
  value: string | null;
  solution: string | null;
  registration: string | null;
}

export interface ParsedFilters {
  filters: DealFilters;
  /** `value` is no amount. */
  isValueWrong: boolean;
}

const LONGEST_SOLUTION = 100;
const REGISTRATIONS = Object.keys(REGISTRATION_FILTERS) as RegistrationFilter[];

/** Reads the form; a choice that the list does not offer is no filter. */
export function parseFilters(list: ListName, inputs: FilterInputs): ParsedFilters {
  const amount = inputs.value === null ? null : parseMoney(inputs.value);
  return {
    filters: {
      state: LIST_RULES[list].states.find((state) => state === inputs.state) ?? null,
      dealType: DEAL_TYPES.find((type) => type === inputs.dealType) ?? null,
      countries: countriesOf(inputs.country),
      value: amount && 'value' in amount ? amount.value : null,
      solution: inputs.solution?.slice(0, LONGEST_SOLUTION) ?? null,
      registration: LIST_RULES[list].byRegistration
        ? (REGISTRATIONS.find((one) => one === inputs.registration) ?? null)
        : null,
    },
    isValueWrong: amount !== null && 'error' in amount,
  };
}

/** At most 50 (NAV-04). */
function countriesOf(text: string | null): string[] {
  const codes = (text ?? '')
    .toUpperCase()
    .split(/[\s,;]+/)
    .filter((code) => /^[A-Z]{2,3}$/.test(code));
  return [...new Set(codes)].slice(0, MOST_COUNTRIES);
}

/** The person's filters of one list, kept until cleared (NAV-04). Search has none (NAV-03). */
export async function findListFilters(db: Db, person: PersonKey, list: ListName): Promise<DealFilters> {
  const { [nameOf(list)]: kept } = await findSettings(db, personScope(person));
  return kept === undefined || list === 'search' ? NO_FILTERS : { ...NO_FILTERS, ...JSON.parse(kept) };
}

export async function saveListFilters(
  db: Db,
  person: PersonKey,
  list: ListName,
  filters: DealFilters,
): Promise<void> {
  await saveSetting(
    db,
    personScope(person),
    nameOf(list),
    isFiltered(filters) ? JSON.stringify(filters) : null,
  );
}

function nameOf(list: ListName): string {
  return `filters:${list}`;
}
