import type { PersonKey } from '../people/person.ts';
import type { Services } from '../services.ts';
import { within } from '../within.ts';
import { type Learnt, learnAccess, mustLearn } from './learn-access.ts';

export interface Learning extends Services {
  /** Lets work outlive its turn. */
  background(name: string, work: Promise<unknown>): void;
}

const LEARN_WAIT_MS = 1000;

/** Waits a moment for what is learnt of what the person may see; the rest of it goes on behind the answer. */
export async function learnInTime(services: Learning, person: PersonKey): Promise<Learnt | 'late'> {
  if (!(await mustLearn(services, person))) return 'learnt';
  const learning = learnAccess(services, person);
  services.background('learning access', learning);
  return within(LEARN_WAIT_MS, learning, 'late');
}
