import { foldText } from './fold-text.ts';

/** What a search looks at, in characters; forms take no more, but a message may have 100,000. */
const LONGEST_SEARCH = 200;
/** Each word is a condition of its own, and databases take only so many. */
const MOST_WORDS = 30;

/** The words that are searched for, folded, each once: letters and digits only, so nothing in them means anything to `like`. */
export function searchedWords(text: string | null): string[] {
  const words = foldText((text ?? '').slice(0, LONGEST_SEARCH)).split(' ');
  return [...new Set(words.filter(Boolean))].slice(0, MOST_WORDS);
}
