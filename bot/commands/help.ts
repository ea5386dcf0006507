import { helpCard } from '../../cards/help-card.ts';
import { solutionsOf } from '../../dialogs/new-deal-lookups.ts';
import { countOpenInboundOf } from '../../services/deals/list-inbound.ts';
import { answerWithCard } from '../answer.ts';
import type { RunCommand } from './run-command.ts';

/** Works always: also without a role, and while Partner Center is away. */
export const helpCommand: RunCommand = async (app, turn) => {
  const openInbound = await countOpenInboundOf(app, turn.person);
  const canBegin = (await solutionsOf({ services: app })).length > 0;
  await answerWithCard(app, turn, helpCard(turn.reader, { openInbound, canBegin }));
};
