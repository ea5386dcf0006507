import type { Move } from '../services/deals/lifecycle.ts';
import type { DialogAnswer, DialogTurn } from './dialog-turn.ts';
import { outcomeAnswer } from './outcome-answer.ts';

/** A move that the deal does not allow (any more): `decide` knows who was first and says so. */
export async function refuseMove(
  turn: DialogTurn,
  verb: Move,
  { dealId, version }: { dealId: string; version: number | null },
): Promise<DialogAnswer> {
  const { decider, placeId } = turn;
  const outcome = await turn.services.decide({ dealId, verb, decider, inputs: {}, version, placeId });
  return outcomeAnswer(turn, outcome, verb);
}
