import type { SignInWay } from './sign-in-way.ts';
import type { SignInNeed } from './user-access-tokens.ts';

/**
 * What to ask of a person who could not be acted for; each way is asked for once, so that nobody turns in circles.
 * @param tried how they signed in a moment ago, in the same exchange; null: not yet
 * @param isWanted they ask for a sign-in themselves
 */
export function nextSignIn(need: SignInNeed, tried: SignInWay | null, isWanted: boolean): SignInNeed {
  if (tried === 'interactive') return 'inVain';
  if (need === 'inVain') return isWanted ? 'interactive' : 'inVain';
  return tried === 'silent' ? 'interactive' : need;
}
