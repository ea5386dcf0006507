import type { AdaptiveCard } from '../../cards/render.ts';
import type { DialogTurn } from '../../dialogs/dialog-turn.ts';
import { createDecide } from '../../services/deals/decide.ts';
import { createOwnDeals } from '../../services/deals/new-deal/own-deals.ts';
import { ANN, type Stage } from '../services/deals/stage.ts';
import { buttonTitles, readableText } from '../support/teams-card.ts';
import type { Card } from '../support/teams-wire.ts';

/** Ann's turn in her own chat, on the message `a-1`. */
export function stageTurn(stage: Stage, changes: Partial<DialogTurn> = {}): DialogTurn {
  return {
    services: {
      ...stage,
      decide: createDecide(stage),
      ownDeals: createOwnDeals({ ...stage, decide: createDecide(stage) }, new Map()),
      background: (_name, work) => void work,
      dealUrlTemplate: 'https://partner.example/{id}',
    },
    decider: ANN,
    reader: { locale: 'en', timeZone: 'Europe/Paris', redaction: 'full' },
    placeId: 'place-ann',
    isOwnChat: true,
    activityId: 'a-1',
    takesFiles: false,
    ...changes,
  };
}

/** All that a person reads on it. */
export const wordsOf = (card: AdaptiveCard): string => readableText(card as unknown as Card);
export const buttonsOf = (card: AdaptiveCard): string[] => buttonTitles(card as unknown as Card);

/** The ids of the inputs on it, in order. */
export function inputsOf(card: AdaptiveCard): string[] {
  const ids: string[] = [];
  const look = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { type, id } = node as { type?: unknown; id?: unknown };
    if (String(type).startsWith('Input.')) ids.push(String(id));
    Object.values(node).forEach(look);
  };
  look(card);
  return ids;
}
