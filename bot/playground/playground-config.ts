import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface PlaygroundPerson {
  /** Who looks at this Playground: 0 is the current user of our configuration, 1 to 5 are its users in their order. */
  currentUser: number;
  /** Folder to write into. Default: a new temporary one. */
  folder?: string;
}

const OURS = join(import.meta.dirname, 'm365agentsplayground.yml');

/**
 * Writes the configuration of a Playground for another of the same people, and gives its path.
 * Two Playgrounds share nothing, so the conversations get ids of their own (`playground-2-...`).
 */
export function playgroundConfig({ currentUser, folder }: PlaygroundPerson): string {
  const sections = readFileSync(OURS, 'utf8').split(/^(?=\w)/m);
  const people = [
    bodyOf(sections, 'currentUser').replace(/^ {2}/gm, '    ').replace(/^ {4}/, '  - '),
    ...bodyOf(sections, 'users').split(/^(?= {2}- )/m),
  ].map((person) => person.replace(/^ *#.*\n/gm, ''));
  const current = people[currentUser];
  if (current === undefined)
    throw new RangeError(`There are people 0 to ${people.length - 1}, not ${currentUser}`);
  const others = people.filter((_, index) => index !== currentUser);
  const text = sections
    .map((section) => {
      if (section.startsWith('currentUser:'))
        return `currentUser:\n${current.replace(/^ {2}- | {4}/gm, '  ')}`;
      if (section.startsWith('users:')) return `users:\n${others.join('')}`;
      return currentUser === 0 ? section : section.replaceAll('playground-', `playground-${currentUser}-`);
    })
    .join('');
  const file = join(
    folder ?? mkdtempSync(join(tmpdir(), 'cosell-playground-')),
    `playground-${currentUser}.yml`,
  );
  writeFileSync(file, text);
  return file;
}

function bodyOf(sections: string[], name: string): string {
  return (sections.find((section) => section.startsWith(`${name}:`)) ?? '').replace(/^.*\n/, '');
}
