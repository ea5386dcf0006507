/** What is asked of the warm program: a bot with these settings, or the end of the one that runs. */
export type Order = { start: Record<string, string> } | 'stop';

/** The last that it writes of a bot. */
export const STOPPED = '\u0000stopped\n';
