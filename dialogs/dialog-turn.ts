import type { DealView } from '../cards/deal-view.ts';
import type { Reader } from '../cards/reader.ts';
import type { AdaptiveCard } from '../cards/render.ts';
import type { Decide } from '../services/deals/decide.ts';
import type { Listing } from '../services/deals/list-deals.ts';
import type { OfferedFile } from '../services/deals/csv-text.ts';
import type { OwnDeals } from '../services/deals/new-deal/own-deals.ts';
import type { Decider } from '../services/deals/patch-deal.ts';
import type { Viewing } from './view-deal.ts';

/** What a dialog's step needs: the product, who asks, and the message it stands in. */
export interface DialogTurn {
  services: Viewing & Listing & { decide: Decide; ownDeals: OwnDeals };
  decider: Decider;
  reader: Reader;
  placeId: string;
  /** Is that the person's own chat with the bot, where nobody else reads? */
  isOwnChat: boolean;
  /** The message whose button was pressed; null for a typed command, whose answer is a message to come. */
  activityId: string | null;
  /** Can a file be offered in this chat? */
  takesFiles: boolean;
}

/** What a step shows; `view` where the card is about a deal that this person may see. */
export interface DialogAnswer {
  card: AdaptiveCard;
  view: DealView | null;
  /** The open form, so that the caller can tell it which message holds it. */
  draftId?: string;
  /** A file to be offered beside the answer. */
  file?: OfferedFile;
  /**
   * Nothing was done, because the person must sign in first; then the same is asked again. `wanted`: it was a sign-in
   * that they asked for. `card` is for where nobody can be signed in.
   */
  signIn?: 'needed' | 'wanted';
}
