/**
 * Longest wait for a fresh reading where nothing is decided: after it, what this person saw last is shown, with the
 * moment it was read, so that an invoke is answered within 3 s (teams.md 1.5).
 */
export const FRESH_WITHIN_MS = 2000;
