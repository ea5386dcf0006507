import { wireMoment } from '../wire-moment.ts';
import { invalidRequest } from './refusal.ts';
import { valueAt } from './wire-referral.ts';

export type Predicate = (referral: unknown) => boolean;

type Compare = (actual: unknown, literal: string) => boolean;

const exactly: Compare = (actual, literal) => actual === literal;
const anyCase: Compare = (actual, literal) =>
  typeof actual === 'string' && actual.toLowerCase() === literal.toLowerCase();
const sameMoment: Compare = (actual, literal) =>
  wireMoment(actual)?.getTime() === wireMoment(literal)?.getTime();

/** What the documentation ever filters by (partner-center-api.md 2.1). */
const FILTERABLE = new Map<string, Compare>([
  ['engagementId', anyCase],
  ['status', exactly],
  ['substatus', exactly],
  ['type', exactly],
  ['qualification', exactly],
  ['direction', exactly],
  ['updatedDateTime', sameMoment],
  ['customerProfile/address/country', exactly],
]);

const TOKEN =
  /\s*(?:(?<text>'(?:[^']|'')*')|(?<bare>[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\dT[\d:.]+Z)|(?<word>[A-Za-z]\w*(?:\/[A-Za-z]\w*)*)|(?<sign>[():]))\s*/iy;

interface Token {
  kind: 'literal' | 'word' | 'sign' | 'end';
  text: string;
}

/**
 * The `$filter` forms that are documented: `path eq 'value'`, `and`, parentheses, `team/any(t:t/email eq '...')`.
 * The observed `engagementId eq <guid>` without quotes is taken too. Everything else is 400: `or`, `ge`, functions.
 */
export function parseFilter(filter: string): Predicate {
  const tokens = tokenize(filter);
  let next = 0;
  const take = (kind: Token['kind'], text?: string): string => {
    const token = tokens[next];
    if (token?.kind !== kind || (text !== undefined && token.text !== text)) throw refused(filter);
    next += 1;
    return token.text;
  };
  const isNext = (text: string): boolean => tokens[next]?.text === text && tokens[next]?.kind !== 'literal';

  const conjunction = (depth: number): Predicate => {
    if (depth > 20) throw refused(filter);
    const terms = [term(depth)];
    while (isNext('and')) {
      take('word');
      terms.push(term(depth));
    }
    return (referral) => terms.every((holds) => holds(referral));
  };
  const term = (depth: number): Predicate => {
    if (isNext('team/any')) return anyMember();
    if (!isNext('(')) return comparison();
    take('sign', '(');
    const inner = conjunction(depth + 1);
    take('sign', ')');
    return inner;
  };
  const comparison = (): Predicate => {
    const path = take('word');
    const compare = FILTERABLE.get(path);
    if (!compare) throw refused(filter);
    take('word', 'eq');
    const literal = take('literal');
    return (referral) => compare(valueAt(referral, ...path.split('/')), literal);
  };
  const anyMember = (): Predicate => {
    take('word', 'team/any');
    take('sign', '(');
    const variable = take('word');
    take('sign', ':');
    take('word', `${variable}/email`);
    take('word', 'eq');
    const email = take('literal');
    take('sign', ')');
    return (referral) => {
      const team = valueAt(referral, 'team');
      return Array.isArray(team) && team.some((member) => anyCase(valueAt(member, 'email'), email));
    };
  };

  const predicate = conjunction(0);
  take('end');
  return predicate;
}

function tokenize(filter: string): Token[] {
  if (filter.length > 2000) throw refused(filter);
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < filter.length) {
    const groups = TOKEN.exec(filter)?.groups;
    if (!groups) throw refused(filter);
    const { text, bare, word, sign } = groups;
    if (text !== undefined) tokens.push({ kind: 'literal', text: text.slice(1, -1).replaceAll("''", "'") });
    else if (bare !== undefined) tokens.push({ kind: 'literal', text: bare });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else tokens.push({ kind: 'sign', text: sign ?? '' });
  }
  return [...tokens, { kind: 'end', text: '' }];
}

const refused = (filter: string): Error =>
  invalidRequest(`The $filter is not supported: ${filter.slice(0, 200)}`);
