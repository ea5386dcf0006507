/** A file as it is put into somebody's OneDrive. */
export interface OfferedFile {
  /** Letters, digits and hyphens only, and the ending. */
  name: string;
  text: string;
}

/** Rows of cells as a .csv file (RFC 4180), the header first. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => cells.map(quoted).join(',')).join('\r\n');
}

/** Signs that begin a formula, in their wide form too, also behind what nobody sees; and what breaks out of a cell. */
const FORMULA = /^[\s\p{Cf}\p{Cc}]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

/** Text that a spreadsheet would take for a formula begins with a quote mark. */
function quoted(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
