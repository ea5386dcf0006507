import { isVerb } from '../cards/card-action.ts';
import type { Envelope } from './activity.ts';

const TYPES = new Set(['message', 'invoke', 'installationUpdate', 'conversationUpdate', 'messageReaction']);
const INVOKES = /^(composeExtension|signin|fileConsent|application|task)\/[A-Za-z]{1,40}$/;

/** What an activity asks for, in one of few fixed words, for metrics and the log: clients may write anything. */
export function whatIsAsked({ type, name, value }: Envelope): string {
  if (!TYPES.has(type)) return 'other';
  if (type !== 'invoke') return type;
  if (name !== 'adaptiveCard/action') return name !== null && INVOKES.test(name) ? name : 'other';
  const verb = (value as { action?: { verb?: unknown } | null } | null | undefined)?.action?.verb;
  return isVerb(verb) ? verb : 'other';
}
