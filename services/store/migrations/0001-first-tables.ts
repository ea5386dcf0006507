import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const statements = [
  `create table deals (
    id text primary key,
    version integer not null,
    facts text not null,
    e_tag text,
    status text not null,
    substatus text not null,
    kind text not null,
    engagement_id text,
    name text,
    customer_name text,
    country text,
    created_at text,
    updated_at text,
    expires_at text,
    closed_at text,
    search_text text not null,
    first_seen_at text not null,
    recorded_at text not null,
    gone_at text
  )`,
  'create index deals_by_status on deals (status, kind, expires_at)',
  'create index deals_by_engagement on deals (engagement_id)',
  'create index deals_by_creation on deals (created_at)',

  `create table people (
    tenant_id text not null,
    person_id text not null,
    name text,
    user_id text,
    locale text not null,
    spoken text,
    time_zone text not null,
    seen_at text not null,
    primary key (tenant_id, person_id)
  )`,

  `create table access (
    tenant_id text not null,
    person_id text not null,
    deal_id text not null,
    may_see integer not null,
    checked_at text not null,
    primary key (tenant_id, person_id, deal_id)
  )`,
  'create index access_by_deal on access (deal_id)',

  `create table places (
    id text primary key,
    kind text not null,
    tenant_id text not null,
    conversation_id text not null,
    service_url text not null,
    bot_id text not null,
    person_id text,
    locale text not null,
    time_zone text not null,
    redaction text not null,
    following integer not null,
    joined_at text not null,
    retired_at text
  )`,
  'create unique index places_by_conversation on places (tenant_id, conversation_id)',
  'create index places_by_person on places (tenant_id, person_id)',

  `create table settings (
    scope text not null,
    name text not null,
    value text not null,
    primary key (scope, name)
  )`,

  `create table decisions (
    id text primary key,
    deal_id text not null,
    verb text not null,
    tenant_id text not null,
    person_id text not null,
    person_name text,
    inputs text not null,
    deal_version integer,
    e_tag text,
    state text not null,
    outcome text,
    place_id text,
    opened_at text not null,
    changed_at text not null,
    ended_at text,
    attempts integer not null
  )`,
  `create unique index decisions_one_written on decisions (deal_id) where state = 'writing'`,
  `create unique index decisions_one_open on decisions (deal_id, verb, tenant_id, person_id)
    where state in ('asked', 'writing')`,
  'create index decisions_by_deal on decisions (deal_id, state, ended_at)',

  `create table deliveries (
    id text primary key,
    place_id text not null,
    subject text not null,
    occasion text not null,
    state text not null,
    due_at text,
    again_at text,
    attempts integer not null,
    leased_until text,
    leased_by text,
    posting_since text,
    wanted_version integer not null,
    problem text,
    created_at text not null,
    changed_at text not null
  )`,
  'create unique index deliveries_by_wish on deliveries (place_id, subject, occasion)',
  'create index deliveries_by_due on deliveries (state, due_at)',
  'create index deliveries_by_subject on deliveries (subject)',
  'create index deliveries_leased on deliveries (place_id, leased_until) where leased_until is not null',

  `create table posted_cards (
    id text primary key,
    place_id text not null,
    subject text not null,
    occasion text not null,
    activity_id text not null,
    version integer not null,
    hash text not null,
    posted_at text not null,
    changed_at text not null
  )`,
  'create unique index posted_cards_by_activity on posted_cards (place_id, activity_id)',
  'create unique index posted_cards_by_wish on posted_cards (place_id, subject, occasion)',
  'create index posted_cards_by_subject on posted_cards (subject)',

  `create table history (
    id text primary key,
    deal_id text not null,
    at text not null,
    kind text not null,
    version integer not null,
    actor_kind text not null,
    tenant_id text,
    person_id text,
    person_name text,
    verb text,
    before_facts text,
    after_facts text
  )`,
  'create index history_by_deal on history (deal_id, at)',

  `create table drafts (
    id text primary key,
    tenant_id text not null,
    person_id text not null,
    deal_id text not null,
    dialog text not null,
    step text not null,
    inputs text not null,
    place_id text not null,
    activity_id text,
    opened_at text not null,
    changed_at text not null,
    closed_at text
  )`,
  `create unique index drafts_one_open on drafts (tenant_id, person_id, deal_id, dialog)
    where closed_at is null`,
  'create index drafts_by_activity on drafts (place_id, activity_id)',
  'create index drafts_by_deal on drafts (deal_id)',

  `create table turns (
    conversation_id text not null,
    activity_id text not null,
    seen_at text not null,
    primary key (conversation_id, activity_id)
  )`,
  'create index turns_by_moment on turns (seen_at)',

  `create table watermarks (
    steward text primary key,
    changed_through text,
    reconciled_at text
  )`,
];

export const firstTables: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },

  async down(db) {
    for (const statement of statements) {
      const [, table] = /^create table (\w+)/.exec(statement) ?? [];
      if (table) await sql.raw(`drop table ${table}`).execute(db);
    }
  },
};
