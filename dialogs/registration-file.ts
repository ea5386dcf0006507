import { noticeCard } from '../cards/notice-card.ts';
import { lookAtDeal } from '../services/deals/look-at-deal.ts';
import { mayRegister } from '../services/deals/register-verb.ts';
import type { OfferedFile } from '../services/deals/csv-text.ts';
import { registrationFile } from '../services/deals/registration-csv.ts';
import { parseRegistrationInputs } from '../services/deals/registration-form.ts';
import type { StoredDeal } from '../services/store/deals.ts';
import type { DialogAnswer, DialogTurn } from './dialog-turn.ts';
import { findOpenForm } from './draft-form.ts';
import { outcomeAnswer } from './outcome-answer.ts';
import { contextOf, REGISTER, typedIn } from './registration-draft.ts';

export type AskedFile =
  | { kind: 'file'; file: OfferedFile; stored: StoredDeal }
  /** `isForGood`: asking once more would not help. */
  | { kind: 'refused'; answer: DialogAnswer; isForGood: boolean };

/**
 * The registration file of a deal, made of this person's own open form as it stands now. That they may have it is what
 * Partner Center says at this moment under their own rights, whatever was offered before.
 */
export async function askedFile(turn: DialogTurn, dealId: string): Promise<AskedFile> {
  const { services, decider, reader } = turn;
  const sight = await lookAtDeal(services, decider, dealId);
  if (sight.kind === 'unavailable') {
    const outcome = { ...sight, retryAfterSeconds: sight.error.retryAfterSeconds };
    return { kind: 'refused', answer: await outcomeAnswer(turn, outcome), isForGood: false };
  }
  if (sight.kind !== 'seen')
    return { kind: 'refused', answer: await outcomeAnswer(turn, sight), isForGood: sight.kind !== 'signIn' };
  const { stored } = sight;
  const { deal, kind, version } = stored;
  const draft = mayRegister(deal, kind) ? await findOpenForm(turn, dealId, REGISTER) : null;
  const parsed = draft && parseRegistrationInputs(typedIn(draft), await contextOf(turn, stored));
  if (parsed && !parsed.errors)
    return { kind: 'file', file: registrationFile(dealId, parsed.values), stored };
  const card = noticeCard({ kind: 'fileNotReady', args: { dealId, version } }, reader);
  return { kind: 'refused', answer: { card, view: null }, isForGood: true };
}
