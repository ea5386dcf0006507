import { noticeCard } from '../cards/notice-card.ts';
import { listInbound } from '../services/deals/list-inbound.ts';
import type { DialogAnswer, DialogTurn } from './dialog-turn.ts';
import { FRESH_WITHIN_MS } from './fresh-within.ts';
import { signInAnswer } from './sign-in-answer.ts';

/** A sign-in that a person asks for themselves: they are asked to, or told that it works, by trying. */
export async function signInWanted({ services, decider, reader }: DialogTurn): Promise<DialogAnswer> {
  const list = await listInbound(services, decider, AbortSignal.timeout(FRESH_WITHIN_MS));
  if (list.kind === 'signIn') return signInAnswer(reader, 'wanted');
  const kind = ({ listed: 'signedIn', noAccess: 'noRole', unavailable: 'unavailable' } as const)[list.kind];
  return { card: noticeCard({ kind }, reader), view: null };
}
