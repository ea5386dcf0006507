import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const statements = [
  `create table sign_ins (
    tenant_id text not null,
    person_id text not null,
    needs text not null,
    signed_in_at text,
    withheld integer not null,
    card_way text,
    card_place_id text,
    card_activity_id text,
    card_posted_at text,
    primary key (tenant_id, person_id)
  )`,

  `create table asked_messages (
    id text primary key,
    tenant_id text not null,
    person_id text not null,
    place_id text not null,
    thread text not null,
    text text,
    submitted text,
    reply_to_id text,
    asked_at text not null
  )`,
  'create index asked_messages_by_person on asked_messages (tenant_id, person_id)',
];

const back = ['drop table asked_messages', 'drop table sign_ins'];

export const signIns: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },

  async down(db) {
    for (const statement of back) await sql.raw(statement).execute(db);
  },
};
