import type { AdaptiveCardInvokeResponse } from 'botbuilder';
import type { AdaptiveCard } from '../cards/render.ts';

/** The body of an `adaptiveCard/action` answer; its HTTP status is always 200 (teams.md 1.3). */
export type InvokeAnswer = AdaptiveCardInvokeResponse;

/** Replaces the card on the clicker's client. */
export function invokeCard(card: AdaptiveCard): InvokeAnswer {
  return {
    statusCode: 200,
    type: 'application/vnd.microsoft.card.adaptive',
    value: card as unknown as Record<string, unknown>,
  };
}

/** 400: button data that nobody can read. 500: a surprise; `reference` finds it in the log. */
export function invokeError(statusCode: 400 | 500, reference: string): InvokeAnswer {
  const code = statusCode === 400 ? 'BadRequest' : 'InternalServerError';
  const message =
    statusCode === 400
      ? 'This button cannot be read. Nothing was changed.'
      : `Something went wrong; nothing was lost. Reference: ${reference}`;
  return { statusCode, type: 'application/vnd.microsoft.error', value: { code, message } };
}
