import { noticeCard } from '../cards/notice-card.ts';
import type { Reader } from '../cards/reader.ts';
import type { DialogAnswer } from './dialog-turn.ts';

/** The person must sign in before this can go on. */
export function signInAnswer(reader: Reader, signIn: 'needed' | 'wanted' = 'needed'): DialogAnswer {
  return { card: noticeCard({ kind: 'signInNeeded' }, reader), view: null, signIn };
}
