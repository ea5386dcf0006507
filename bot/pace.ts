import type { Verb } from '../cards/card-action.ts';
import type { PersonKey } from '../services/people/person.ts';
import { createAllowance } from '../services/referrals/events/allowance.ts';

/**
 * What somebody asks: `question` a command, a list, details; `decision` the forms and moves of deals, which no flood of
 * questions may keep anybody from; `glance` what clients ask by themselves, as while one types or when a card is seen.
 */
export type Asked = 'question' | 'decision' | 'glance';

/** Clients glance so many times as often as people ask. */
const GLANCES_A_QUESTION = 4;
const MINUTE_SECONDS = 60;

/** How much one person, or whoever has their account, may ask of this replica. */
export interface Pace {
  /** `tell`: too much, and the first time in this minute that it is; `wait`: it has been said already. */
  take(person: PersonKey, asked: Asked, now: Date): 'go' | 'tell' | 'wait';
}

/** @param mostAMinute questions of one person, and as many decisions besides */
export function createPace(mostAMinute: number): Pace {
  const of = (most: number) => createAllowance({ most, seconds: MINUTE_SECONDS });
  const allowances = {
    question: of(mostAMinute),
    decision: of(mostAMinute),
    glance: of(mostAMinute * GLANCES_A_QUESTION),
  };
  const told = of(1);
  return {
    take: ({ tenantId, personId }, asked, now) => {
      const name = `${tenantId}/${personId}`.toLowerCase();
      if (allowances[asked].take(name, now)) return 'go';
      return told.take(name, now) ? 'tell' : 'wait';
    },
  };
}

const DECISIONS: ReadonlySet<Verb> = new Set([
  'deal.accept',
  'deal.decline',
  'deal.won',
  'deal.lost',
  'deal.register',
  'deal.edit',
  'deal.new',
  'dialog.back',
  'dialog.cancel',
  'settings.save',
]);

export function askedBy(verb: Verb): Asked {
  return DECISIONS.has(verb) ? 'decision' : 'question';
}
