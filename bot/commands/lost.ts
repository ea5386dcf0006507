import { lose } from '../../dialogs/lose.ts';
import { inTime } from '../in-time.ts';
import { onMeantDeal } from '../on-meant-deal.ts';
import { dialogTurn } from '../turn.ts';
import type { RunCommand } from './run-command.ts';

/** `lost x`: final, so it always opens the form with the reason (LIFE-11). */
export const lostCommand: RunCommand = (app, turn, argument) =>
  onMeantDeal(app, turn, argument, 'deal.lost', (dealId) => {
    const request = { dealId, version: null, inputs: { reason: null, note: null }, isSubmitted: false };
    return inTime(app, turn, { dealId, verb: 'deal.lost' }, lose(dialogTurn(app, turn), request));
  });
