import { accept } from '../../dialogs/accept.ts';
import type { RunCommand } from './run-command.ts';
import { inTime } from '../in-time.ts';
import { onMeantDeal } from '../on-meant-deal.ts';
import { dialogTurn } from '../turn.ts';

/** `accept x`: as a click on Accept, answered by a card of its own. */
export const acceptCommand: RunCommand = (app, turn, argument) =>
  onMeantDeal(app, turn, argument, 'deal.accept', (dealId) =>
    inTime(
      app,
      turn,
      { dealId, verb: 'deal.accept' },
      accept(dialogTurn(app, turn), { dealId, version: null, inputs: {} }),
    ),
  );
