import { sql } from 'kysely';
import type { Db } from './database.ts';
import { engineOf } from './engine-of.ts';
import { searchedWords } from './searched-words.ts';

/** Folded texts of `listed_deals`, and the words that must all occur in each; absent or null: any deal. */
export type SearchedTexts = { [column in SearchedColumn]?: string | null };
type SearchedColumn = 'search_text' | 'solutions';

/** Letters that the indexes keep together. */
const TOGETHER = 3;

/**
 * The ids of the deals, of whoever, in which all the words occur (NAV-03), in no order. Words of less than three letters
 * are in no index: they are looked for in what the others found.
 * @returns null where there are more than `most`, or no word that an index knows
 */
export async function idsWithWords(db: Db, texts: SearchedTexts, most: number): Promise<string[] | null> {
  const searched = wordsOf(texts);
  const matching = searched.flatMap(({ column, word }) =>
    triplesOf(word).map((triple) => `${column} : "${triple}"`),
  );
  if (matching.length === 0) return null;
  const verified = sql.join(
    searched.map(({ column, word }) => occurs(db, word, column)),
    sql` and `,
  );
  // PostgreSQL finds its index by itself; SQLite takes tables that are crossed in the order in which they are named.
  const from =
    engineOf(db) === 'postgres'
      ? sql`listed_deals where ${verified}`
      : sql`searched_deals cross join listed_deals on listed_deals.number = searched_deals.rowid
          where searched_deals match ${[...new Set(matching)].join(' AND ')} and ${verified}`;
  const { rows } = await sql<{
    deal_id: string;
  }>`select deal_id from ${from} limit ${sql.lit(most + 1)}`.execute(db);
  return rows.length > most ? null : rows.map((row) => row.deal_id);
}

/** Conditions that a deal has all the words. Words of nothing but signs are in no deal. */
export function withWords(db: Db, texts: SearchedTexts) {
  const { search_text: words = null } = texts;
  const isNothing = words !== null && searchedWords(words).length === 0;
  return isNothing
    ? [sql<boolean>`1 = 0`]
    : wordsOf(texts).map(({ column, word }) => occurs(db, word, column));
}

function wordsOf(texts: SearchedTexts): { column: SearchedColumn; word: string }[] {
  return (['search_text', 'solutions'] as const).flatMap((column) =>
    searchedWords(texts[column] ?? null).map((word) => ({ column, word })),
  );
}

/** Folded words are letters and digits only: nothing in them means something to `like`. */
function occurs(db: Db, word: string, column: SearchedColumn) {
  const text = sql.ref(`listed_deals.${column}`);
  return engineOf(db) === 'postgres'
    ? sql<boolean>`${text} like ${`%${word}%`}`
    : sql<boolean>`instr(${text}, ${word}) > 0`;
}

function triplesOf(word: string): string[] {
  // Code points, as FTS5 counts.
  const letters = Array.from(word);
  return letters.slice(TOGETHER - 1).map((_, start) => letters.slice(start, start + TOGETHER).join(''));
}
