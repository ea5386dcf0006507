import type { App } from '../app.ts';
import type { Turn } from '../turn.ts';

/** Carries out a command and answers in the conversation. @param argument what stood behind the word, as typed; '' for nothing */
export type RunCommand = (app: App, turn: Turn, argument: string) => Promise<void>;
