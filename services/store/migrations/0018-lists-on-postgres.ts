import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { engineOf } from '../engine-of.ts';

/**
 * PostgreSQL takes a state and its sub-state for chances of their own, and so reads and sorts all deals that wait where it
 * could stop after the first five hundred in order: statistics over both say how many there are. A filter that few deals
 * pass, or none, is answered by an index instead of a walk through all. SQLite does without both.
 */
const UP = [
  'create statistics listed_deals_states (dependencies, mcv) on kind, status, substatus, gone from listed_deals',
  'create index listed_deals_in_country on listed_deals (kind, status, country, created_at desc nulls last, deal_id)',
  'create index listed_deals_in_type on listed_deals (kind, status, deal_type, created_at desc nulls last, deal_id)',
  `create index listed_deals_in_registration on listed_deals
    (kind, registration, created_at desc nulls last, deal_id) where registration is not null`,
  'analyze listed_deals',
];

const DOWN = [
  'drop statistics listed_deals_states',
  'drop index listed_deals_in_country',
  'drop index listed_deals_in_type',
  'drop index listed_deals_in_registration',
];

export const listsOnPostgres: Migration = {
  async up(db) {
    if (engineOf(db) !== 'postgres') return;
    for (const statement of UP) await sql.raw(statement).execute(db);
  },

  async down(db) {
    if (engineOf(db) !== 'postgres') return;
    for (const statement of DOWN) await sql.raw(statement).execute(db);
  },
};
