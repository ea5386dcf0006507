import { isJson, type Card, type Json } from './teams-wire.ts';

/** A client could not do that: no such card, button or input, or one that does not let itself be used so. */
export class NotPossible extends Error {}

/** Where a client does not look for what it draws. */
const NOT_DRAWN = new Set(['fallback', 'refresh', 'authentication', 'data', 'msteams', 'requires']);

interface Drawn {
  node: Json;
  /** The cards round it, outermost first: the card itself, then the cards of Action.ShowCard. */
  cards: Card[];
}

function* drawn(value: unknown, cards: Card[] = []): Generator<Drawn> {
  if (Array.isArray(value)) {
    for (const item of value) yield* drawn(item, cards);
  } else if (isJson(value)) {
    const inside = value['type'] === 'AdaptiveCard' || cards.length === 0 ? [...cards, value] : cards;
    yield { node: value, cards: inside };
    for (const [key, child] of Object.entries(value)) if (!NOT_DRAWN.has(key)) yield* drawn(child, inside);
  }
}

const READ_PROPERTIES = [
  'text',
  'title',
  'value',
  'altText',
  'label',
  'placeholder',
  'fallbackText',
] as const;

/** All that a person can read on a card, a line each: texts, facts, labels, choices, button titles. */
export function readableText(card: Card): string {
  const lines: string[] = [];
  for (const { node } of drawn(card)) {
    for (const property of READ_PROPERTIES) {
      const text = node[property];
      if (typeof text === 'string' && text !== '') lines.push(text);
    }
  }
  return lines.join('\n');
}

/** Titles of the buttons on a card, in the order drawn. */
export function buttonTitles(card: Card): string[] {
  return actionsOf(card).map((action) => typed(action.node['title'] ?? action.node['verb']) ?? '');
}

function actionsOf(card: Card): Drawn[] {
  return [...drawn(card)].filter(({ node }) => String(node['type']).startsWith('Action.'));
}

export interface Press {
  action: Json;
  /** The action's data with the inputs merged in, as a client does. */
  data: Json;
}

/**
 * Presses the Action.Execute with this verb, title or id.
 * Throws where a client could not: no such button, several of them, a disabled one, an input that is not there or not valid.
 */
export function pressExecute(card: Card, wanted: string, inputs: Json): Press {
  const found = only(
    actionsOf(card).filter(({ node }) => node['type'] === 'Action.Execute' && isCalled(node, wanted)),
    wanted,
    card,
  );
  return press(card, found, found.node, inputs);
}

/** Presses what an old client shows: an Action.Submit, or the Action.Submit that is an Action.Execute's fallback. */
export function pressSubmit(card: Card, wanted: string, inputs: Json): Press {
  const submits = actionsOf(card).flatMap((found) => {
    if (found.node['type'] === 'Action.Submit') return [{ found, submit: found.node }];
    const fallback = found.node['fallback'];
    return isJson(fallback) && fallback['type'] === 'Action.Submit' ? [{ found, submit: fallback }] : [];
  });
  const { found, submit } = only(
    submits.filter(({ submit }) => isCalled(submit, wanted)),
    wanted,
    card,
  );
  return press(card, found, submit, inputs);
}

/** The card's refresh action, which a client sends by itself. */
export function pressRefresh(card: Card): Press {
  const refresh = card['refresh'];
  const action = isJson(refresh) ? refresh['action'] : undefined;
  if (!isJson(action)) throw new NotPossible('This card has no refresh action');
  return { action, data: isJson(action['data']) ? action['data'] : {} };
}

function isCalled(action: Json, wanted: string): boolean {
  const data = action['data'];
  const names = [action['verb'], action['title'], action['id'], isJson(data) ? data['verb'] : undefined];
  return names.includes(wanted);
}

function only<T>(candidates: T[], wanted: string, card: Card): T {
  const [first] = candidates;
  if (first !== undefined && candidates.length === 1) return first;
  throw new NotPossible(
    `${candidates.length} buttons are called '${wanted}'; on the card: ${buttonTitles(card).join(' | ') || 'no buttons'}`,
  );
}

function press(card: Card, place: Drawn, action: Json, given: Json): Press {
  if (action['isEnabled'] === false)
    throw new NotPossible(`The button '${String(action['title'])}' is disabled`);
  const data = isJson(action['data']) ? action['data'] : {};
  const inputs = action['associatedInputs'] === 'none' ? [] : inputsFor(card, place);
  const unknown = Object.keys(given).filter((id) => !inputs.some((input) => input['id'] === id));
  if (unknown.length > 0) throw new NotPossible(`No such input on the card: ${unknown.join(', ')}`);
  const filled: Json = {};
  for (const input of inputs) {
    const id = String(input['id']);
    const value = id in given ? typed(given[id]) : prefilled(input);
    const wrong = whyRefused(input, value);
    if (wrong !== null) throw new NotPossible(`A client would not send input '${id}': ${wrong}`);
    if (value !== undefined) filled[id] = value;
  }
  return { action, data: { ...data, ...filled } };
}

/** A button sends the inputs of its own card and of the cards round that, not those of other ShowCards. */
function inputsFor(card: Card, place: Drawn): Json[] {
  return [...drawn(card)]
    .filter(({ node }) => String(node['type']).startsWith('Input.') && typeof node['id'] === 'string')
    .filter(({ cards }) => cards.every((round) => place.cards.includes(round)))
    .map(({ node }) => node);
}

/** Every input's value is text on the wire; several choices are joined by commas. */
function typed(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.join(',');
  return ['string', 'number', 'boolean'].includes(typeof value)
    ? `${value as string | number | boolean}`
    : undefined;
}

/** What a client sends for an input that nobody touched; undefined: it leaves the input out. */
function prefilled(input: Json): string | undefined {
  const value = typed(input['value']);
  if (value !== undefined) return value;
  const untouched: Record<string, string | undefined> = {
    'Input.Text': '',
    'Input.Date': '',
    'Input.Time': '',
    'Input.Toggle': typed(input['valueOff']) ?? 'false',
  };
  return untouched[String(input['type'])];
}

type Check = (input: Json, value: string) => string | null;

const CHECKS: Record<string, Check> = {
  'Input.Text': (input, value) => {
    const regex = input['regex'];
    if (typeof regex === 'string' && !new RegExp(regex).test(value)) return `does not match ${regex}`;
    const maxLength = input['maxLength'];
    return typeof maxLength === 'number' && value.length > maxLength ? `longer than ${maxLength}` : null;
  },
  'Input.Number': (input, value) => {
    const number = Number(value);
    if (Number.isNaN(number)) return 'not a number';
    const { min, max } = input;
    if (typeof min === 'number' && number < min) return `below ${min}`;
    return typeof max === 'number' && number > max ? `above ${max}` : null;
  },
  'Input.Date': (_input, value) => (/^\d{4}-\d\d-\d\d$/.test(value) ? null : 'not yyyy-mm-dd'),
  'Input.ChoiceSet': (input, value) => {
    if ('choices.data' in input) return null;
    const choices = Array.isArray(input['choices']) ? input['choices'].filter(isJson) : [];
    const chosen = input['isMultiSelect'] === true ? value.split(',') : [value];
    const stranger = chosen.find((one) => !choices.some((choice) => String(choice['value']) === one));
    return stranger === undefined ? null : `'${stranger}' is not among the choices`;
  },
};

function whyRefused(input: Json, value: string | undefined): string | null {
  if (value === undefined || value === '') return input['isRequired'] === true ? 'it is required' : null;
  return CHECKS[String(input['type'])]?.(input, value) ?? null;
}
