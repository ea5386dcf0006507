import type { CardAction } from '../../cards/card-action.ts';
import type { DialogAnswer } from '../../dialogs/dialog-turn.ts';
import { REGISTER } from '../../dialogs/registration-draft.ts';
import { win, type WinAnswer } from '../../dialogs/win.ts';
import { closeForms } from '../../services/deals/close-forms.ts';
import { adoptClickedMessage } from '../adopt-message.ts';
import type { App } from '../app.ts';
import { inTime } from '../in-time.ts';
import { followWithRegistration, goOnWithRegistration } from '../open-registration.ts';
import { dialogTurn, type Turn } from '../turn.ts';

/** Won, and the registration right after it where that is open (WON-03), also where Won took long. */
export async function winDeal(
  app: App,
  turn: Turn,
  { dealId, version, inputs, step }: Extract<CardAction, { verb: 'deal.won' }>,
): Promise<DialogAnswer> {
  await adoptClickedMessage(app, turn, dealId);
  const work = win(dialogTurn(app, turn), { dealId, version, inputs, step });
  const endOtherForms = () => closeForms(app, turn.person, dealId, ({ dialog }) => dialog !== REGISTER);
  const whenLate = async ({ registers }: WinAnswer) => {
    if (!registers) return;
    await followWithRegistration(app, turn, registers);
    await endOtherForms();
  };
  const answer: WinAnswer = await inTime(app, turn, { dealId, verb: 'deal.won' }, work, whenLate);
  if (!answer.registers) return answer;
  const form = await goOnWithRegistration(app, turn, answer.registers, answer);
  await endOtherForms();
  return form ?? answer;
}
