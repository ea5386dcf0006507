import type { Lane } from './lanes.ts';

/** The wish that one place shows one subject for one occasion; carried out by `bot/deliver.ts`. */
export interface WantedDelivery {
  placeId: string;
  /** A deal id, or `place` for what is about the place itself. */
  subject: string;
  /** Why it is shown: `new`, `copy:<activity id>`, `welcome`, ... */
  occasion: string;
  /** When it is to be looked at; null: not before something else asks. */
  dueAt: Date | null;
  wantedVersion: number;
  /** `answer` lifts what waits, too. Default: the lane of its occasion; of what was shown already, `edit`. */
  lane?: Lane;
}
