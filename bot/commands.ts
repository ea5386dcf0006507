import type { Locale } from '../services/people/person.ts';
import { foldText } from '../services/store/fold-text.ts';
import { acceptCommand } from './commands/accept.ts';
import { accessCommand } from './commands/access.ts';
import { dealCommand } from './commands/deal.ts';
import { declineCommand } from './commands/decline.ts';
import { editCommand } from './commands/edit.ts';
import { followCommand, unfollowCommand } from './commands/follow.ts';
import { helpCommand } from './commands/help.ts';
import { insightsCommand } from './commands/insights.ts';
import { eventsCommand } from './commands/events.ts';
import { favoriteCommand, unfavoriteCommand } from './commands/favorite.ts';
import {
  closedCommand,
  dealsCommand,
  expiringCommand,
  favoritesCommand,
  inboundCommand,
  leadFavoritesCommand,
  leadsCommand,
  outboundCommand,
} from './commands/lists.ts';
import { newDealCommand } from './commands/new-deal.ts';
import type { RunCommand } from './commands/run-command.ts';
import { settingsCommand } from './commands/settings.ts';
import { signInCommand } from './commands/sign-in.ts';
import { signOutCommand } from './commands/sign-out.ts';
import { statusCommand } from './commands/status.ts';
import { forgetMeCommand, myDataCommand } from './commands/privacy.ts';
import { lostCommand } from './commands/lost.ts';
import { registerCommand } from './commands/register.ts';
import { stopWatchingCommand, watchCommand } from './commands/watch.ts';
import { wonCommand } from './commands/won.ts';
import { searchCommand } from './commands/search.ts';

interface Command {
  /** The words that call it; the first one is the one that help and suggestions name. Case and accents do not matter. */
  words: Record<Locale, readonly string[]>;
  run: RunCommand;
}

/** What can be typed. Add a command: one line here, one file in `commands/`, its words in `cards/strings`. */
export const COMMANDS: readonly Command[] = [
  { words: { en: ['help', 'hi', 'hello', '?'], fr: ['aide', 'bonjour'] }, run: helpCommand },
  { words: { en: ['inbound'], fr: ['reçues', 'recues'] }, run: inboundCommand },
  { words: { en: ['deal'], fr: ['affaire'] }, run: dealCommand },
  { words: { en: ['accept'], fr: ['accepter'] }, run: acceptCommand },
  { words: { en: ['decline'], fr: ['refuser'] }, run: declineCommand },
  { words: { en: ['won'], fr: ['gagnée', 'gagnee'] }, run: wonCommand },
  { words: { en: ['lost'], fr: ['perdue'] }, run: lostCommand },
  { words: { en: ['register'], fr: ['enregistrer'] }, run: registerCommand },
  { words: { en: ['edit'], fr: ['modifier'] }, run: editCommand },
  { words: { en: ['new', 'new deal'], fr: ['nouvelle', 'nouvelle affaire'] }, run: newDealCommand },
  { words: { en: ['outbound'], fr: ['envoyées', 'envoyees'] }, run: outboundCommand },
  { words: { en: ['deals'], fr: ['affaires'] }, run: dealsCommand },
  { words: { en: ['expiring'], fr: ['échéances', 'echeances'] }, run: expiringCommand },
  { words: { en: ['closed'], fr: ['closes'] }, run: closedCommand },
  { words: { en: ['leads'], fr: ['prospects'] }, run: leadsCommand },
  {
    words: { en: ['favorite leads', 'favourite leads'], fr: ['prospects favoris'] },
    run: leadFavoritesCommand,
  },
  { words: { en: ['search', 'find'], fr: ['chercher'] }, run: searchCommand },
  { words: { en: ['favorites', 'favourites'], fr: ['favoris'] }, run: favoritesCommand },
  {
    words: { en: ['favorite', 'favourite'], fr: ['suivre-affaire', 'suivre affaire'] },
    run: favoriteCommand,
  },
  {
    words: { en: ['unfavorite', 'unfavourite'], fr: ['oublier-affaire', 'oublier affaire'] },
    run: unfavoriteCommand,
  },
  { words: { en: ['follow'], fr: ['suivre'] }, run: followCommand },
  { words: { en: ['unfollow'], fr: ['ne plus suivre'] }, run: unfollowCommand },
  {
    words: {
      en: ['watch with my account', 'watch'],
      fr: ['veiller avec mon compte', 'veiller'],
    },
    run: watchCommand,
  },
  {
    words: { en: ['stop watching', 'unwatch'], fr: ['ne plus veiller'] },
    run: stopWatchingCommand,
  },
  { words: { en: ['settings'], fr: ['paramètres', 'parametres'] }, run: settingsCommand },
  { words: { en: ['events'], fr: ['événements', 'evenements'] }, run: eventsCommand },
  { words: { en: ['insights'], fr: ['bilan'] }, run: insightsCommand },
  { words: { en: ['access'], fr: ['accès', 'acces'] }, run: accessCommand },
  { words: { en: ['status'], fr: ['état', 'etat'] }, run: statusCommand },
  {
    words: { en: ['my data'], fr: ['mes données', 'mes donnees'] },
    run: myDataCommand,
  },
  {
    words: { en: ['forget me'], fr: ['oubliez-moi', 'oubliez moi', 'oublie-moi'] },
    run: forgetMeCommand,
  },
  {
    words: { en: ['sign in', 'signin', 'log in', 'login'], fr: ['connexion', 'se connecter'] },
    run: signInCommand,
  },
  {
    words: {
      en: ['sign out', 'signout', 'log out', 'logout'],
      fr: ['déconnexion', 'deconnexion', 'se déconnecter', 'se deconnecter'],
    },
    run: signOutCommand,
  },
];

export interface ParsedCommand {
  command: Command;
  argument: string;
  /** The language whose word was typed. */
  language: Locale;
}

interface Phrase {
  folded: string;
  /** Words as typed: 'suivre-affaire' is one. */
  length: number;
  command: Command;
  language: Locale;
}

/** All words, longest first, so that 'ne plus suivre' is not taken for another command. */
const PHRASES: readonly Phrase[] = COMMANDS.flatMap((command) =>
  (['en', 'fr'] as const).flatMap((language) =>
    command.words[language].map((word) => ({
      folded: foldText(word),
      length: word.split(' ').length,
      command,
      language,
    })),
  ),
).sort((one, other) => other.folded.length - one.folded.length);

/** Words of the longest phrase. */
const MOST_WORDS = Math.max(...PHRASES.map(({ length }) => length));
/** Longest beginning of a text that is worth comparing, in characters. */
const LONGEST_COMPARED = 40;

/** Reads what a person typed; null where no command begins like this. */
export function parseCommand(text: string): ParsedCommand | null {
  const words = text.trim().replace(/^\/+/, '').split(/\s+/);
  const beginnings = Array.from({ length: MOST_WORDS }, (_, index) => beginning(words.slice(0, index + 1)));
  for (const { folded, length, command, language } of PHRASES) {
    if (beginnings[length - 1] === folded)
      return { command, language, argument: words.slice(length).join(' ') };
  }
  return null;
}

/** How commands are compared; null where it is longer than any of them, because a text may have 100 kB. */
function beginning(words: readonly string[]): string | null {
  const typed = words.join(' ');
  if (typed.length > LONGEST_COMPARED) return null;
  return foldText(typed).replace(/(?<=\p{L})[\p{P}\s]+$/u, '');
}

/** Up to three commands that the person may have meant, in their language; the most useful ones where nothing is near. */
export function suggestCommands(text: string, locale: Locale): string[] {
  const typed = foldText(text.trim().slice(0, LONGEST_COMPARED)).split(' ')[0] ?? '';
  const near = PHRASES.map((phrase) => ({ phrase, steps: editSteps(typed, phrase.folded) }))
    .filter(({ phrase, steps }) => steps <= Math.max(1, Math.floor(phrase.folded.length / 3)))
    .sort((one, other) => one.steps - other.steps)
    .map(({ phrase }) => nameOf(phrase.command, locale));
  const usual = COMMANDS.slice(0, 3).map((command) => nameOf(command, locale));
  return [...new Set([...near, ...usual])].slice(0, 3);
}

function nameOf(command: Command, locale: Locale): string {
  return command.words[locale][0] ?? '';
}

/** Levenshtein distance. */
function editSteps(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(one).entries()) {
    const next = [i + 1];
    for (const [j, otherLetter] of Array.from(other).entries()) {
      const replaced = (row[j] ?? 0) + (letter === otherLetter ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
