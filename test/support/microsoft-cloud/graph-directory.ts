import type { CloudPerson } from './cloud-person.ts';
import type { CloudAnswer } from './cloud-service.ts';
import { type Directory, type GraphCall, GraphRefusal } from './graph-call.ts';
import { GRAPH } from './resources.ts';

/** What Graph gives without `$select`. */
const DEFAULT_PROPERTIES = [
  'businessPhones',
  'displayName',
  'givenName',
  'id',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
];

type Properties = Record<string, unknown>;

function propertiesOf(person: CloudPerson): Properties {
  const [givenName, ...surname] = person.name.split(' ');
  return {
    id: person.aadObjectId,
    displayName: person.name,
    givenName,
    surname: surname.join(' '),
    mail: person.email,
    userPrincipalName: person.email,
    jobTitle: person.jobTitle,
    department: null,
    businessPhones: [],
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: person.locale,
    accountEnabled: true,
    userType: 'Member',
  };
}

/** The properties asked for with `$select`, or the usual ones. */
export function selected(person: CloudPerson, query: URLSearchParams): Properties {
  const names = query.get('$select')?.split(',') ?? DEFAULT_PROPERTIES;
  const properties = propertiesOf(person);
  for (const name of names)
    if (!(name.trim() in properties))
      throw new GraphRefusal(
        400,
        'BadRequest',
        `Could not find a property named '${name}' on type 'microsoft.graph.user'.`,
      );
  return Object.fromEntries(names.map((name) => [name.trim(), properties[name.trim()]]));
}

/** By object id or user principal name. */
export function personNamed({ people }: Directory, id: string): CloudPerson {
  const person = people.find(
    ({ aadObjectId, email }) => aadObjectId === id || email.toLowerCase() === id.toLowerCase(),
  );
  if (person === undefined) throw notFound(id);
  return person;
}

export function notFound(what: string): GraphRefusal {
  const message = `Resource '${what}' does not exist or one of its queried reference-property objects are not present.`;
  return new GraphRefusal(404, 'Request_ResourceNotFound', message);
}

const DEFAULT_TOP = 100;
const MOST_TOP = 999;

export function listUsers({ directory, request }: GraphCall): CloudAnswer {
  const { query, headers } = request;
  const [search, filter] = [query.get('$search'), query.get('$filter')];
  const isEventual = headers['consistencylevel'] === 'eventual';
  if (search !== null && !isEventual)
    throw unsupported(
      "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
    );
  const isAdvanced =
    query.has('$count') || (filter !== null && query.has('$orderby')) || /endswith\(/i.test(filter ?? '');
  if (isAdvanced && !isEventual)
    throw unsupported('The specified query needs ConsistencyLevel: eventual and $count=true.');
  const top = Number(query.get('$top') ?? DEFAULT_TOP);
  if (!Number.isInteger(top) || top < 1 || top > MOST_TOP)
    throw unsupported(
      `Invalid page size specified: '${query.get('$top')}'. Must be between 1 and ${MOST_TOP} inclusive.`,
    );
  const found = directory.people.filter((person) => {
    const properties = propertiesOf(person);
    return (
      (filter === null || passes(filter, properties)) && (search === null || matches(search, properties))
    );
  });
  const start = Number(query.get('$skiptoken') ?? 0);
  const value = found.slice(start, start + top).map((person) => selected(person, query));
  const next = new URLSearchParams(query);
  next.set('$skiptoken', String(start + top));
  return {
    status: 200,
    body: {
      '@odata.context': `${GRAPH}/v1.0/$metadata#users`,
      ...(query.get('$count') === 'true' ? { '@odata.count': found.length } : {}),
      ...(start + top < found.length
        ? { '@odata.nextLink': `http://${headers.host}/v1.0/users?${next.toString()}` }
        : {}),
      value,
    },
  };
}

function unsupported(message: string): GraphRefusal {
  return new GraphRefusal(400, 'Request_UnsupportedQuery', message);
}

const SEARCHABLE = ['displayName', 'givenName', 'surname', 'mail', 'userPrincipalName', 'jobTitle'];

/** `"property:words" OR "property:words"`; every word must begin a word of the property. */
function matches(search: string, properties: Properties): boolean {
  const joint = / OR /.test(search) ? / OR / : / AND /;
  const clauses = search.split(joint).map((clause) => {
    const [, name = '', words = ''] = /^\s*"(\w+):([^"]+)"\s*$/.exec(clause) ?? [];
    if (!SEARCHABLE.includes(name))
      throw unsupported(`Syntax error: character '${clause}' is not valid in '${search}'.`);
    const tokens = tokensOf(textOf(properties[name]));
    return tokensOf(words).every((word) => tokens.some((token) => token.startsWith(word)));
  });
  return joint.source === ' OR ' ? clauses.some(Boolean) : clauses.every(Boolean);
}

function tokensOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

/** Nothing but texts can be compared. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : '';
}

const FUNCTIONS: Record<string, (value: string, wanted: string) => boolean> = {
  startswith: (value, wanted) => value.startsWith(wanted),
  endswith: (value, wanted) => value.endsWith(wanted),
};

/** `startswith(name,'x')`, `endswith(...)`, `name eq 'x'`, joined by `or` or by `and`. */
function passes(filter: string, properties: Properties): boolean {
  const joint = / or /i.test(filter) ? / or /i : / and /i;
  const tests = filter.split(joint).map((part) => {
    const [, called, of, begin] = /^\s*(\w+)\((\w+),\s*'((?:[^']|'')*)'\)\s*$/.exec(part) ?? [];
    const [, name, equal] = /^\s*(\w+) eq '((?:[^']|'')*)'\s*$/.exec(part) ?? [];
    const property = of ?? name ?? '';
    const test = called === undefined ? (a: string, b: string) => a === b : FUNCTIONS[called.toLowerCase()];
    if (test === undefined || !(property in properties))
      throw new GraphRefusal(400, 'Request_UnsupportedQuery', `Invalid filter clause: ${part}`);
    const wanted = (begin ?? equal ?? '').replaceAll("''", "'").toLowerCase();
    return test(textOf(properties[property]), wanted);
  });
  return joint.source === ' or ' ? tests.some(Boolean) : tests.every(Boolean);
}
