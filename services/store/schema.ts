import type { DealType } from '../deals/deal-type.ts';
import type { DealKind } from '../deals/lifecycle.ts';
import type { RegistrationState } from '../deals/registration-state.ts';
import type { Locale } from '../people/person.ts';
import type { Place } from '../people/place.ts';

/**
 * The tables as both engines hold them. Text or integer only: moments are `Date.toISOString()`, money is decimal
 * text, flags are 0 or 1, JSON is text. Rows stay in this folder; the functions give domain types.
 */
export interface Schema {
  deals: DealRow;
  people: PersonRow;
  access: AccessRow;
  places: PlaceRow;
  settings: SettingRow;
  decisions: DecisionRow;
  deliveries: DeliveryRow;
  posted_cards: PostedCardRow;
  history: HistoryRow;
  drafts: DraftRow;
  turns: TurnRow;
  watermarks: WatermarkRow;
  digest_deals: DigestDealRow;
  members: MemberRow;
  favorites: FavoriteRow;
  listed_deals: ListedDealRow;
  events: EventRow;
  named_deals: NamedDealRow;
  sign_ins: SignInRow;
  asked_messages: AskedMessageRow;
  stewards: StewardRow;
  sightings: SightingRow;
  engagement_readings: EngagementReadingRow;
  leases: LeaseRow;
  send_accounts: SendAccountRow;
}

export interface DealRow {
  id: string;
  version: number;
  /** The whole Deal as JSON; the columns after it are copies to search and sort by. */
  facts: string;
  e_tag: string | null;
  status: string;
  substatus: string;
  kind: DealKind;
  engagement_id: string | null;
  name: string | null;
  customer_name: string | null;
  country: string | null;
  created_at: string | null;
  updated_at: string | null;
  expires_at: string | null;
  closed_at: string | null;
  first_seen_at: string;
  recorded_at: string;
  gone_at: string | null;
}

export interface PersonRow {
  tenant_id: string;
  person_id: string;
  name: string | null;
  user_id: string | null;
  locale: Locale;
  spoken: Locale | null;
  time_zone: string;
  seen_at: string;
}

export interface AccessRow {
  tenant_id: string;
  person_id: string;
  deal_id: string;
  may_see: number;
  checked_at: string;
}

export interface PlaceRow {
  id: string;
  kind: Place['kind'];
  tenant_id: string;
  conversation_id: string;
  service_url: string;
  bot_id: string;
  person_id: string | null;
  locale: Locale;
  time_zone: string;
  redaction: Place['redaction'];
  following: number;
  by_default: number;
  team_id: string | null;
  joined_at: string;
  retired_at: string | null;
}

export interface SettingRow {
  scope: string;
  name: string;
  value: string;
}

export interface DecisionRow {
  id: string;
  deal_id: string;
  verb: string;
  tenant_id: string;
  person_id: string;
  person_name: string | null;
  /** JSON */
  inputs: string;
  deal_version: number | null;
  e_tag: string | null;
  state: 'asked' | 'writing' | 'done' | 'refused' | 'abandoned';
  outcome: string | null;
  place_id: string | null;
  opened_at: string;
  changed_at: string;
  ended_at: string | null;
  attempts: number;
  /** The running bot that carries it out; null: an older version, which did not say. */
  owner: string | null;
  draft_id: string | null;
}

export interface DeliveryRow {
  id: string;
  place_id: string;
  subject: string;
  occasion: string;
  state: 'due' | 'posting' | 'settled' | 'retired' | 'dead' | 'dropped';
  due_at: string | null;
  /** A want that came while the row was leased: taken up when the lease ends, so that it is never lost. */
  again_at: string | null;
  attempts: number;
  leased_until: string | null;
  leased_by: string | null;
  posting_since: string | null;
  wanted_version: number;
  problem: string | null;
  created_at: string;
  changed_at: string;
  /** Posts made once more, because the answer to the first one was not known. */
  sent_again: number;
  /** A place in `LANES`. */
  lane: number;
}

export interface PostedCardRow {
  id: string;
  place_id: string;
  subject: string;
  occasion: string;
  activity_id: string;
  version: number;
  hash: string;
  posted_at: string;
  changed_at: string;
  /** JSON; null: nobody stands in. */
  stand_ins: string | null;
}

export interface HistoryRow {
  id: string;
  deal_id: string;
  at: string;
  kind: 'seen' | 'changed' | 'decided' | 'gone';
  version: number;
  actor_kind: 'person' | 'partnerCenter';
  tenant_id: string | null;
  person_id: string | null;
  person_name: string | null;
  verb: string | null;
  /** JSON */
  before_facts: string | null;
  /** JSON */
  after_facts: string | null;
}

export interface DraftRow {
  id: string;
  tenant_id: string;
  person_id: string;
  deal_id: string;
  dialog: string;
  step: string;
  /** JSON */
  inputs: string;
  place_id: string;
  activity_id: string | null;
  opened_at: string;
  changed_at: string;
  closed_at: string | null;
}

export interface TurnRow {
  conversation_id: string;
  activity_id: string;
  seen_at: string;
}

export interface WatermarkRow {
  steward: string;
  changed_through: string | null;
  reconciled_at: string | null;
}

export interface DigestDealRow {
  place_id: string;
  occasion: string;
  deal_id: string;
}

export interface MemberRow {
  place_id: string;
  person_id: string;
  user_id: string;
  name: string | null;
  email: string | null;
}

export interface FavoriteRow {
  tenant_id: string;
  person_id: string;
  deal_id: string;
  added_at: string;
}

/** A narrow copy of what deals are listed, filtered and searched by. On SQLite its rows have a `number` besides. */
export interface ListedDealRow {
  deal_id: string;
  kind: DealKind;
  status: string;
  substatus: string;
  deal_type: DealType;
  /** Upper case. */
  country: string | null;
  /** Whole units, padded (`amountToText`). */
  amount: string | null;
  /** `foldText` of names and ids. */
  solutions: string;
  created_at: string | null;
  updated_at: string | null;
  expires_at: string | null;
  gone: number;
  engagement_id: string | null;
  /** Upper case. */
  currency: string | null;
  accepted_at: string | null;
  closed_at: string | null;
  /** Whole minutes from creation to Accept or Decline; null: not decided, or not known. */
  decided_minutes: number | null;
  /** Of a won deal (`registrationState`); null elsewhere. */
  registration: RegistrationState | null;
  /** `foldText` of name, customer name, id and notes (NAV-03). */
  search_text: string;
}

export interface EventRow {
  name: string;
  /** Empty where the event named nothing. */
  resource_id: string;
  /** By Partner Center; where it does not say, when we got it. */
  changed_at: string;
  /** How often the same event came. */
  times: number;
  /** The last time. */
  received_at: string;
}

/** Deals that an event named and that are still to be read. */
export interface NamedDealRow {
  deal_id: string;
  with_engagement: number;
  named_at: string;
  due_at: string;
  attempts: number;
  leased_until: string | null;
  leased_by: string | null;
}

export interface SignInRow {
  tenant_id: string;
  person_id: string;
  needs: 'silent' | 'interactive';
  signed_in_at: string | null;
  withheld: number;
  card_way: 'silent' | 'interactive' | null;
  card_place_id: string | null;
  card_activity_id: string | null;
  card_posted_at: string | null;
}

/** What a person wrote, or sent with an old client's Submit, before they had signed in. */
export interface AskedMessageRow {
  id: string;
  tenant_id: string;
  person_id: string;
  place_id: string;
  thread: string;
  text: string | null;
  /** JSON */
  submitted: string | null;
  reply_to_id: string | null;
  asked_at: string;
}

/** Somebody with a Referrals role: who watches, or could. */
export interface StewardRow {
  tenant_id: string;
  person_id: string;
  state: 'able' | 'active' | 'signInNeeded' | 'refused';
  since: string;
  ended_at: string | null;
  last_well_at: string | null;
  failure: string | null;
  waits_until: string | null;
  told_at: string | null;
}

interface EngagementReadingRow {
  engagement_id: string;
  read_at: string;
}

/** Held until then by the database's own clock. */
export interface LeaseRow {
  name: string;
  owner: string;
  until: string;
  /** How often somebody asked the holder to look now. */
  wakes: number;
  /** What the holder tells the others. */
  says: string | null;
}

export interface SightingRow {
  steward: string;
  deal_id: string;
  seen_at: string;
  lost_at: string | null;
}

export interface SendAccountRow {
  kind: 'place' | 'tenant';
  id: string;
  /** JSON: milliseconds since 1970, one for each rate. */
  used_until: string;
  paused_until: string;
  /** JSON: until when (milliseconds since 1970), by place. */
  refused: string;
  /** A copy, to claim by: when the next one may go. */
  opens_at: string;
  /** When the account is as good as none. */
  rests_at: string;
}
