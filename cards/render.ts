import { createHash } from 'node:crypto';
import { Template } from 'adaptivecards-templating';
import type { Locale } from '../services/people/person.ts';

/** A finished Adaptive Card, ready to be sent. */
export interface AdaptiveCard {
  type: 'AdaptiveCard';
  $schema: string;
  /** Teams draws bot cards up to 1.5; one that says 1.6 fails. */
  version: '1.5';
  lang: string;
  /** For clients that cannot draw the card. */
  fallbackText: string;
  body: readonly Json[];
  actions?: readonly Json[];
  msteams?: { width?: 'Full'; entities?: readonly Json[] };
}

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

export interface CardAttachment {
  contentType: 'application/vnd.microsoft.card.adaptive';
  content: AdaptiveCard;
}

/**
 * Prepares a template with its first card (8 ms) and gives the function that fills it in (1 ms).
 * Data must be complete: a missing name would stand in the card as `${name}`, null inside a text throws.
 */
export function cardTemplate(
  template: object,
): (locale: Locale, fallbackText: string, content: object) => AdaptiveCard {
  let kept: Template | undefined;
  return (locale, fallbackText, content) => {
    kept ??= new Template(template);
    const { body, actions } = kept.expand({ $root: content }) as { body: Json[]; actions?: Json[] };
    return {
      type: 'AdaptiveCard',
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      version: '1.5',
      lang: locale,
      fallbackText,
      body,
      ...(actions && actions.length > 0 ? { actions } : {}),
      msteams: { width: 'Full' },
    };
  };
}

export function attachment(card: AdaptiveCard): CardAttachment {
  return { contentType: 'application/vnd.microsoft.card.adaptive', content: card };
}

/** Same hash, same picture: sha256 (hex) of the card with its keys in order. */
export function renderHash(card: AdaptiveCard): string {
  return createHash('sha256').update(canonical(card)).digest('hex');
}

function canonical(card: unknown): string {
  return JSON.stringify(card, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
