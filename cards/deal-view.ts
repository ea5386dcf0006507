import type { Deal } from '../services/deals/deal.ts';
import type { DeadlineBand } from '../services/deals/expiry.ts';
import type { Gap } from '../services/deals/gaps.ts';
import type { DealType } from '../services/deals/deal-type.ts';
import type { DealKind } from '../services/deals/lifecycle.ts';
import type { ContactWish } from '../services/deals/lead-contact.ts';
import type { MicrosoftAnswer } from '../services/deals/plan-microsoft-news.ts';
import type { Finding } from '../services/deals/registration-rules.ts';
import type { ExceptionWay } from '../services/deals/registration-exception.ts';
import type { InvitationState, InviteGap } from '../services/deals/new-deal/own-deal-outcome.ts';
import type { ShareBlock } from '../services/deals/new-deal/sharing.ts';
import type { RegistrationState } from '../services/deals/registration-state.ts';

export type { DeadlineBand } from '../services/deals/expiry.ts';
export type { Gap } from '../services/deals/gaps.ts';

/** What a deal card may offer; the caller decides which of them apply, never the card. */
export type DealVerb =
  | 'deal.accept'
  | 'deal.decline'
  | 'deal.won'
  | 'deal.lost'
  | 'deal.register'
  | 'deal.share';

/** Everything a deal card says, apart from who reads it. */
export interface DealView {
  deal: Deal;
  /** Our own count of changes; goes into the buttons. */
  version: number;
  kind: DealKind;
  /** TYPE-01 to TYPE-04. */
  dealType: DealType;
  band: DeadlineBand;
  /** What Partner Center still needs before the deal can be accepted (FLD-17). */
  gaps: readonly Gap[];
  verbs: readonly DealVerb[];
  /** `by` null: it happened in Partner Center. */
  decided: { verb: string; by: string | null; at: Date } | null;
  /** The deal's page in Partner Center. */
  dealUrl: string;
  /** Now, for answers and pushes, which are read at once. Null on stored cards: they carry no relative time. */
  readAtOnce: Date | null;
  /** Microsoft's own referral of the engagement; absent or null: none was seen. */
  microsoft?: MicrosoftView | null;
  /** Other partners' referrals of the engagement; absent: not to be shown (`SHOW_PARTNER_INVITATIONS`), or no details. */
  partners?: readonly PartnerView[];
  /** Of an open deal of ours: how our invitation of Microsoft stands. Absent: nobody asked for one. */
  invitation?: InvitationState;
  /** How it stands with registering a won deal; absent or null: nothing to say of it. */
  registration?: RegistrationView | null;
  /** Is closing as error offered, which only Partner Center can do (LIFE-10)? Default false. */
  errorLink?: boolean;
  /** Of a lead: does the customer ask to be contacted (EXP-06)? Absent or null: that is not said. */
  contactWish?: ContactWish | null;
  /** Did somebody ask for the card, so that it needs no word on how to stop such posts? Default false. */
  isAsked?: boolean;
  banner: Banner | null;
}

export interface MicrosoftView {
  deal: Deal;
  /** How near its deadline is. */
  band: DeadlineBand;
  /** What Microsoft made of it, and since when; null: it has not answered, or Partner Center does not say. */
  answer: MicrosoftAnswer | null;
  answeredAt: Date | null;
}

/** Another partner's own referral of the engagement, and since when it is as it is; null: Partner Center does not say. */
export interface PartnerView {
  deal: Deal;
  since: Date | null;
}

export interface RegistrationView {
  state: RegistrationState;
  /** The service's own word for the state, and its reason. */
  word: string | null;
  reason: string | null;
  /** Where there are several: each of them, the first one first (REG-10). */
  several?: readonly { state: RegistrationState; word: string | null }[];
  /** One that failed may be looked at once more (RST-11). Absent or null: not this one, or not any more. */
  exception?: ExceptionWay | null;
  findings: readonly Finding[];
  /** While registrations are frozen (REG-15): until when. */
  frozenUntil: Date | null;
}

/** One line above a deal: what has just happened. */
export type Banner =
  /** The reader's own decision is done. */
  | { kind: 'accepted'; args?: undefined }
  | { kind: 'declined'; args?: undefined }
  | { kind: 'won'; args?: undefined }
  /** Won, and the registration goes on in the reader's own chat. */
  | { kind: 'wonContinuedInChat'; args?: undefined }
  | { kind: 'lost'; args?: undefined }
  /** A registration was sent; how Partner Center shows it now. */
  | { kind: 'registrationSent'; args: { state: RegistrationState; word: string | null } }
  /** What kept a won deal from being registered has come true (REG-04). */
  | { kind: 'registrationOffer'; args?: undefined }
  /** Partner Center changed the state of a registration (RST-01 to RST-09). */
  | { kind: 'registrationNews'; args: { state: RegistrationState; word: string | null } }
  /** The 60 days are running (REG-14). `signed`: counted from the contract's signature, else from Won. */
  | { kind: 'registrationDeadline'; args: { at: Date; basis: 'signed' | 'won' } }
  /** Somebody asked to register a deal that is not won (REG-01). */
  | { kind: 'notWonYet'; args?: undefined }
  /** Somebody asked for Won or Lost before Accept (WON-01). */
  | { kind: 'acceptFirst'; args?: undefined }
  /** Won of a solution assessment, which only Partner Center knows when to allow (LIFE-09). */
  | { kind: 'assessment'; args?: undefined }
  /** The reader's own new deal is there. `isInvited`: Microsoft has been asked for help. */
  | { kind: 'dealCreated'; args: { isInvited: boolean } }
  /** Somebody else was first; `by` null: in Partner Center. */
  | { kind: 'alreadyDecided'; args: { verb: string; by: string | null; at: Date | null } }
  /** The card that was clicked was old, and what matters has changed since; `fields` are names of `Deal`. */
  | { kind: 'changed'; args: { fields: readonly string[] } }
  /** The decision is kept and on its way. */
  | { kind: 'working'; args?: undefined }
  /** A write whose answer was lost; it is being looked up. */
  | { kind: 'unconfirmed'; args?: undefined }
  /** Another person's decision on this deal is being written right now. */
  | { kind: 'beingDecided'; args: { by: string | null } }
  /** Partner Center did not answer, and nothing was changed. */
  | { kind: 'unavailable'; args?: undefined }
  /** Partner Center asked us to slow down. */
  | { kind: 'throttled'; args: { seconds: number | null } }
  /** The deadline passed before the click. */
  | { kind: 'tooLate'; args?: undefined }
  /** Partner Center refused; `code` is its machine-readable reason. */
  | { kind: 'rejected'; args: { code: string | null } }
  /** The reader may read but not change this deal (PERM-02). */
  | { kind: 'notAllowed'; args?: undefined }
  /** The life cycle has no such move from here (LIFE-02). */
  | { kind: 'notPossible'; args?: undefined }
  /** The deal is on the reader's own list now, or no longer. */
  | { kind: 'favorited'; args?: undefined }
  | { kind: 'unfavorited'; args?: undefined }
  /** A favourite of the reader has a new state. */
  | { kind: 'favoriteNews'; args?: undefined }
  /** Microsoft has answered, or its time ran out (SEED-02). */
  | { kind: 'microsoftNews'; args: { answer: MicrosoftAnswer } }
  /** A step of the reminders before Microsoft's time runs out. */
  | { kind: 'microsoftReminder'; args?: undefined }
  /** Somebody asked for Won on a lead, which only Partner Center can do (LIFE-14). */
  | { kind: 'leadWon'; args?: undefined }
  /** A form was left without doing anything. */
  | { kind: 'cancelled'; args?: undefined }
  /** The reader's own edit is written. */
  | { kind: 'edited'; args?: undefined }
  /** The reader's own deal is visible for Microsoft's sellers from now on (TYPE-08). */
  | { kind: 'shared'; args?: undefined }
  /** Microsoft's help was asked for. */
  | { kind: 'invited'; args: { state: InvitationState } }
  /** A deal of ours cannot be shared any further. */
  | { kind: 'notShared'; args: { block: ShareBlock } }
  /** Somebody else of our company made, shared or sent a deal of which the reader is one of the people. */
  | { kind: 'ownNews'; args: { what: 'create' | 'share' | 'invite'; by: string | null } }
  /** Before Microsoft can be asked, the deal needs more. */
  | { kind: 'shareGaps'; args: { gaps: readonly InviteGap[] } }
  /** A form was sent in which nothing was changed. */
  | { kind: 'unchanged'; args?: undefined }
  /** What was typed is kept, and nothing is sent. */
  | { kind: 'draftKept'; args?: undefined }
  /** The form is now a message of its own, below. */
  | { kind: 'continuedBelow'; args?: undefined }
  /** The form is now in the reader's own chat with the bot. */
  | { kind: 'continuedInChat'; args?: undefined }
  /** A step of the reminders before expiry. */
  | { kind: 'reminder'; args?: undefined }
  /** To the manager of those who were asked: their names. */
  | { kind: 'forManager'; args: { people: readonly string[] } }
  /** The copy in hand could not be refreshed from Partner Center; `asOf` is when it was last read. */
  | { kind: 'asOf'; args: { at: Date } };
