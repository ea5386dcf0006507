import { noticeCard } from '../../cards/notice-card.ts';
import { answerWith, answerWithCard } from '../answer.ts';
import type { RunCommand } from './run-command.ts';
import { meantAnswer } from '../on-meant-deal.ts';
import { openEditForm } from '../open-edit.ts';

const WORD = { en: 'edit', fr: 'modifier' } as const;

/** `edit x`: the form of an accepted deal, in the person's own chat. */
export const editCommand: RunCommand = async (app, turn, argument) => {
  const { reader } = turn;
  if (argument === '') {
    const notice = { kind: 'dealNeeded', args: { command: WORD[reader.locale] } } as const;
    return answerWithCard(app, turn, noticeCard(notice, reader));
  }
  const answer = await meantAnswer(app, turn, argument, 'deal.edit', (dealId) =>
    openEditForm(app, turn, dealId),
  );
  if (answer) await answerWith(app, turn, answer);
};
