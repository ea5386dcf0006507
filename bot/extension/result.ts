import { dealCard } from '../../cards/deal-card.ts';
import { dealPreview } from '../../cards/deal-preview.ts';
import { attachment } from '../../cards/render.ts';
import { viewDeal } from '../../dialogs/view-deal.ts';
import type { StoredDeal } from '../../services/store/deals.ts';
import type { App } from '../app.ts';
import type { Asker } from './asker.ts';

/** Teams keeps previews of links for 30 minutes unless told not to; a deal changes (teams.md 4.1). */
const NO_CACHE = {
  actions: [{ type: 'setCachePolicy', title: 'default', value: '{"type":"no-cache"}' }],
};

/** Live cards to choose from; the chosen one is inserted as it is, to be kept up to date from its first click on. */
export async function dealsResult(
  app: App,
  { reader }: Asker,
  deals: readonly StoredDeal[],
): Promise<object> {
  const attachments = await Promise.all(
    deals.map(async (stored) => {
      const view = await viewDeal(app, stored, { isAsked: true });
      return { ...attachment(dealCard(view, reader)), preview: dealPreview(view, reader) };
    }),
  );
  return { composeExtension: { type: 'result', attachmentLayout: 'list', attachments } };
}

/** As `dealsResult`, never kept by Teams. */
export async function linkResult(app: App, asker: Asker, deal: StoredDeal): Promise<object> {
  const { composeExtension } = (await dealsResult(app, asker, [deal])) as { composeExtension: object };
  return { composeExtension: { ...composeExtension, suggestedActions: NO_CACHE } };
}

export function noDeals(): object {
  return {
    composeExtension: {
      type: 'result',
      attachmentLayout: 'list',
      attachments: [],
      suggestedActions: NO_CACHE,
    },
  };
}

/** Words in place of results. */
export function wordsResult(text: string): object {
  return { composeExtension: { type: 'message', text } };
}

/** Invokes that open a window, or answer one. */
const WITH_WINDOW = new Set<string | null>(['composeExtension/fetchTask', 'composeExtension/submitAction']);

/** Words in place of whatever this invoke asks for: a window shows them, where it has one (teams.md 4.1). */
export function wordsFor(name: string | null, text: string): object {
  return WITH_WINDOW.has(name) ? windowWords(text) : wordsResult(text);
}

export function windowWords(text: string): object {
  return { task: { type: 'message', value: text } };
}
