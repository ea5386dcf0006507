import { createRequire } from 'node:module';
import type * as AdaptiveCards from 'adaptivecards';
import type { AdaptiveCard } from '../../cards/render.ts';

// The renderer's bundle expects a browser's global.
Object.assign(globalThis, { self: globalThis });
const cards = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.js') as typeof AdaptiveCards;

/** What our cards are made of: everything here is drawn by Teams on the desktop and on phones. */
const ALLOWED: Record<string, readonly string[]> = {
  AdaptiveCard: ['$schema', 'version', 'lang', 'fallbackText', 'body', 'actions', 'msteams'],
  Container: ['id', 'isVisible', 'key', 'style', 'bleed', 'items', 'spacing', 'separator'],
  TextBlock: [
    'text',
    'wrap',
    'weight',
    'size',
    'color',
    'isSubtle',
    'spacing',
    'style',
    'maxLines',
    'horizontalAlignment',
  ],
  FactSet: ['facts', 'spacing'],
  ColumnSet: ['columns', 'selectAction', 'separator', 'spacing'],
  Column: ['width', 'items', 'verticalContentAlignment'],
  ActionSet: ['actions', 'spacing'],
  // Drawn by Teams only (msteams-docs: charts-in-adaptive-cards): each says the same in its `fallback`.
  'Chart.Donut': ['title', 'showTitle', 'showLegend', 'data', 'fallback'],
  'Chart.VerticalBar': ['title', 'showTitle', 'showBarValues', 'data', 'fallback'],
  'Input.Text': [
    'id',
    'label',
    'value',
    'placeholder',
    'maxLength',
    'isRequired',
    'isMultiline',
    'errorMessage',
    'spacing',
  ],
  'Input.Toggle': ['id', 'label', 'title', 'value', 'wrap', 'isRequired', 'errorMessage', 'spacing'],
  'Input.Date': ['id', 'label', 'value', 'isRequired', 'errorMessage', 'spacing'],
  'Input.ChoiceSet': [
    'key',
    'id',
    'label',
    'value',
    'choices',
    'choices.data',
    'isMultiSelect',
    'placeholder',
    'wrap',
    'style',
    'isRequired',
    'errorMessage',
    'spacing',
  ],
  'Data.Query': ['dataset'],
  'Action.Execute': [
    'title',
    'verb',
    'data',
    'style',
    'tooltip',
    'isEnabled',
    'associatedInputs',
    'fallback',
  ],
  'Action.Submit': ['title', 'data', 'style', 'tooltip', 'isEnabled', 'associatedInputs'],
  'Action.OpenUrl': ['title', 'url', 'tooltip'],
  'Action.ToggleVisibility': ['title', 'targetElements'],
};

/** Charts are checked by `nodeFaults`; Teams looks choices up while one types in cards of 1.5 already (dynamic typeahead); `nodeFaults` checks the rest. */
const KNOWN_TO_TEAMS = [
  /^Unknown element type "Chart\.\w+". Fallback will be used/,
  /^Property "choices\.data" is supported in version 1\.6/,
  /must have at least one choice/,
];

type Node = Record<string, unknown>;

/** What is wrong with a card, as sentences; none for a good one. */
export function faultsOf(card: AdaptiveCard): string[] {
  const json = JSON.stringify(card);
  const nodes = nodesOf(card);
  const faults = [...schemaFaults(card), ...nodes.flatMap(nodeFaults), ...unkeyedChoices(nodes)];
  if (json.includes('${')) faults.push('an expression was left in');
  if (json.includes('undefined') || json.includes('[object')) faults.push('a value was lost');
  if (json.length >= 40_000) faults.push(`${json.length} characters`);
  if (card.version !== '1.5' || !card.fallbackText.trim()) faults.push('version or fallbackText');
  const ids = nodes.flatMap((node) => (String(node['type']).startsWith('Input.') ? [node['id']] : []));
  if (new Set(ids).size < ids.length) faults.push('two inputs with one id');
  return faults;
}

/** A client that redraws a card in place lets an input without a key keep the choices of another one. */
function unkeyedChoices(nodes: readonly Node[]): string[] {
  const inKeyed = new Set(nodes.filter(({ key }) => key).flatMap(({ items }) => (items ?? []) as Node[]));
  return nodes
    .filter((node) => node['type'] === 'Input.ChoiceSet' && !node['key'] && !inKeyed.has(node))
    .map(({ id }) => `choices of ${String(id)} without a key`);
}

function schemaFaults(card: AdaptiveCard): string[] {
  const parsed = new cards.AdaptiveCard();
  const context = new cards.SerializationContext(cards.Versions.v1_5);
  // The renderer checks `lang` with a sticky pattern that fails every second time.
  const { lang: _, ...rest } = structuredClone(card);
  parsed.parse(rest, context);
  const events = Array.from({ length: context.eventCount }, (_, i) => context.getEventAt(i).message);
  const said = [...events, ...parsed.validateProperties().validationEvents.map((event) => event.message)];
  return said.filter((message) => !KNOWN_TO_TEAMS.some((pattern) => pattern.test(message)));
}

function nodeFaults(node: Node): string[] {
  const type = String(node['type']);
  const allowed = ALLOWED[type];
  if (!allowed) return [`element ${type}`];
  const faults = Object.keys(node)
    .filter((name) => name !== 'type' && !allowed.includes(name))
    .map((name) => `${type}.${name}`);
  if (type === 'TextBlock' && node['wrap'] !== true)
    faults.push(`text does not wrap: ${String(node['text'])}`);
  if (type === 'TextBlock' && !String(node['text']).trim()) faults.push('empty text');
  if (type === 'Input.ChoiceSet' && !(node['choices'] as unknown[]).length && !node['choices.data'])
    faults.push('nothing to choose');
  if (type.startsWith('Chart.') && !node['fallback']) faults.push(`${type} without fallback`);
  if (type === 'Image' && !node['altText']) faults.push('Image without altText');
  if (type.startsWith('Input.') && !node['label']) faults.push(`${type} without label`);
  if (type.startsWith('Action.') && !node['title']) faults.push(`${type} without title`);
  if (type === 'ActionSet' && (node['actions'] as unknown[]).length > 6) faults.push('more than six buttons');
  if (type === 'ColumnSet' && (node['columns'] as unknown[]).length > 3)
    faults.push('more than three columns');
  return faults;
}

/** All typed parts of a card; button data is not looked into. */
export function nodesOf(part: unknown): Node[] {
  if (Array.isArray(part)) return part.flatMap(nodesOf);
  if (part === null || typeof part !== 'object') return [];
  const node = part as Node;
  const inner = Object.entries(node).flatMap(([name, value]) => (name === 'data' ? [] : nodesOf(value)));
  return typeof node['type'] === 'string' ? [node, ...inner] : inner;
}

/** What is chosen or switched is a code, and a file for Partner Center speaks its language. */
function isCode(part: object): boolean {
  const { type, id } = part as { type?: unknown; id?: unknown };
  return type === 'Input.ChoiceSet' || type === 'Input.Toggle' || id === 'csv';
}

/** Its data are slices and bars with their words; those of a button are for the bot alone. */
function isChart(part: object): boolean {
  return String((part as { type?: unknown }).type).startsWith('Chart.');
}

const READ = [
  'text',
  'title',
  'label',
  'placeholder',
  'errorMessage',
  'tooltip',
  'fallbackText',
  'value',
  'legend',
  'x',
];

/** Everything on a card that people read. */
export function wordsOf(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(wordsOf);
  if (part === null || typeof part !== 'object') return [];
  return Object.entries(part).flatMap(([name, value]) => {
    // Of a choice only the title is read.
    if (name === 'choices' && Array.isArray(value)) return value.flatMap(({ title }) => [String(title)]);
    if ((name === 'data' && !isChart(part)) || (name === 'value' && isCode(part))) return [];
    return READ.includes(name) && typeof value === 'string' ? [value] : wordsOf(value);
  });
}
