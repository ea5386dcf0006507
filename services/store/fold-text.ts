/** Letters that Unicode does not take apart into a base letter and an accent. */
const WHOLE_LETTERS: Record<string, string> = {
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ς: 'σ',
};

/**
 * Text made comparable for search: lower case, accents gone, letters like `œ` and `ß` spelt out, and everything
 * that is neither letter nor digit turned into one space. `Société Œuvre-Gruß` becomes `societe oeuvre gruss`.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase() // ẞ becomes ß
    .toUpperCase() // ß becomes SS only this way
    .toLowerCase()
    .replace(/[æœøłđðþς]/g, (letter) => WHOLE_LETTERS[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
