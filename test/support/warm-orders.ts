/**
 * What is asked of the warm program: a bot with these settings, the end of the one that runs, or a message with what is
 * there (`what-is-left.ts`).
 */
export type Order = { start: Record<string, string> } | 'stop' | 'list';

/** The last that it writes of a bot. */
export const STOPPED = '\u0000stopped\n';
