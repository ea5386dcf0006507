import { answerWith } from '../answer.ts';
import { meantAnswer } from '../on-meant-deal.ts';
import { openRegistrationForm } from '../open-registration.ts';
import type { RunCommand } from './run-command.ts';

/** `register x`: the registration form of a won deal, in the person's own chat. */
export const registerCommand: RunCommand = async (app, turn, argument) => {
  const answer = await meantAnswer(app, turn, argument, 'deal.register', (dealId) =>
    openRegistrationForm(app, turn, dealId),
  );
  if (answer) await answerWith(app, turn, answer);
};
