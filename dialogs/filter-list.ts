import { filterFormCard } from '../cards/filter-form-card.ts';
import {
  LIST_RULES,
  type ListName,
  MOST_COUNTRIES,
  NO_FILTERS,
  REGISTRATION_FILTERS,
  type RegistrationFilter,
} from '../services/deals/deal-lists.ts';
import {
  type FilterInputs,
  findListFilters,
  parseFilters,
  saveListFilters,
} from '../services/deals/list-filters.ts';
import { countriesIn } from '../services/store/deal-pages.ts';
import type { DialogAnswer, DialogTurn } from './dialog-turn.ts';
import { showList } from './lists.ts';

export interface FilterRequest {
  list: ListName;
  /** `apply` and `clear` are the form's own buttons; anything else opens the form. */
  step: string | null;
  inputs: FilterInputs;
}

/** Narrows a list down, in the list's own message; kept for this person until cleared (NAV-04). */
export async function filterList(turn: DialogTurn, request: FilterRequest): Promise<DialogAnswer> {
  const { services, decider } = turn;
  const { db } = services.store;
  const { list, step } = request;
  if (step === 'clear') {
    await saveListFilters(db, decider, list, NO_FILTERS);
    return showList(turn, list, 1);
  }
  if (step !== 'apply') {
    const { value, countries, ...kept } = await findListFilters(db, decider, list);
    return form(turn, list, { ...kept, value, country: countries.join(',') }, false);
  }
  const { filters, isValueWrong } = parseFilters(list, request.inputs);
  if (isValueWrong) return form(turn, list, request.inputs, true);
  await saveListFilters(db, decider, list, filters);
  return showList(turn, list, 1);
}

async function form(
  { services, decider, reader }: DialogTurn,
  list: ListName,
  values: FilterInputs,
  isValueWrong: boolean,
): Promise<DialogAnswer> {
  const rule = LIST_RULES[list];
  const asked = { person: decider, rule, filters: NO_FILTERS, words: null };
  const countries = await countriesIn(services.store.db, asked, MOST_COUNTRIES);
  const registrations = rule.byRegistration
    ? (Object.keys(REGISTRATION_FILTERS) as RegistrationFilter[])
    : [];
  const card = filterFormCard(
    { list, states: rule.states, registrations, countries, values, isValueWrong },
    reader,
  );
  return { card, view: null };
}
