import type { DialogAnswer, DialogTurn } from './dialog-turn.ts';
import { giveReason, type ReasonRequest } from './give-reason.ts';

/** Decline: the sender is told, so a reason is asked first (LIFE-06, RSN-01). */
export function decline(turn: DialogTurn, request: ReasonRequest): Promise<DialogAnswer> {
  return giveReason(turn, 'decline', request);
}
