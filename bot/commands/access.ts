import { accessCard } from '../../cards/access-card.ts';
import { readOpenDeals } from '../../services/deals/read-open-deals.ts';
import { answerWithCard } from '../answer.ts';
import type { App } from '../app.ts';
import type { Turn } from '../turn.ts';
import type { RunCommand } from './run-command.ts';

/** Answers are wanted within 3 s. */
const READ_WITHIN_MS = 1500;

/** How one gets in. Works always: without a role, and while Partner Center is away. */
export const accessCommand: RunCommand = async (app, turn) => {
  await answerWithCard(app, turn, accessCard(turn.reader, { rights: await rightsOf(app, turn) }));
};

/** How it stands with the person; null where Partner Center does not say, and where others read along. */
async function rightsOf(app: App, { place, person }: Turn) {
  if (place.kind !== 'personal') return null;
  const { kind } = await readOpenDeals(app, person, ['New'], AbortSignal.timeout(READ_WITHIN_MS));
  return kind === 'unavailable' ? null : kind === 'read' ? 'mayRead' : kind === 'noAccess' ? 'noRole' : kind;
}
