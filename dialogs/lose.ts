import type { DialogAnswer, DialogTurn } from './dialog-turn.ts';
import { giveReason, type ReasonRequest } from './give-reason.ts';

/** Lost: as final as a decline, from accepted deals only (LIFE-02, RSN-01). */
export function lose(turn: DialogTurn, request: ReasonRequest): Promise<DialogAnswer> {
  return giveReason(turn, 'lost', request);
}
