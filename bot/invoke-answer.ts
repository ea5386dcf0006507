import type { AdaptiveCardInvokeResponse } from 'botbuilder';
import type { AdaptiveCard } from '../cards/render.ts';
import type { SignInCard } from '../cards/sign-in-card.ts';

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

/** Teams shows the words and leaves the card as it is, with what was typed into it (teams.md 1.3). */
export function invokeWords(words: string): InvokeAnswer {
  const type = 'application/vnd.microsoft.activity.message';
  return { statusCode: 200, type, value: words } as unknown as InvokeAnswer;
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

/** Teams signs the clicker in and sends the same click again, with what came of it. */
export function loginRequest(card: SignInCard): InvokeAnswer {
  return {
    statusCode: 401,
    type: 'application/vnd.microsoft.activity.loginRequest',
    value: card as unknown as Record<string, unknown>,
  };
}

/** Teams' own token could not be exchanged: the client shows the button of the sign-in card. */
export function preconditionFailed(): InvokeAnswer {
  const value = { code: '412', message: 'The token cannot be exchanged: sign in with the button.' };
  return { statusCode: 412, type: 'application/vnd.microsoft.error.preconditionFailed', value };
}

export function incorrectAuthCode(): InvokeAnswer {
  const type = 'application/vnd.microsoft.error.incorrectAuthCode';
  return { statusCode: 401, type, value: null } as unknown as InvokeAnswer;
}
