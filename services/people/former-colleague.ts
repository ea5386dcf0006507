/**
 * Stands for somebody who asked to be forgotten: as the id and the name of what they had decided. Cards say it in the
 * reader's language.
 */
export const FORMER_COLLEAGUE = 'former-colleague';

/** Cards take types only, and write the same word. */
export type FormerColleague = typeof FORMER_COLLEAGUE;
