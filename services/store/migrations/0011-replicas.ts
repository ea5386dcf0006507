import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const statements = [
  // A lease on a name: `watcher`, and one `replica:<owner>` a running bot, which tells that it is alive.
  `create table leases (
    name text primary key,
    owner text not null,
    until text not null,
    wakes integer not null,
    says text
  )`,
  // Who carries a decision out; null: a version that did not say.
  'alter table decisions add column owner text',
  // Posts that were made once more, because the answer to the first one is not known.
  'alter table deliveries add column sent_again integer not null default 0',
];

const back = [
  'drop table leases',
  'alter table decisions drop column owner',
  'alter table deliveries drop column sent_again',
];

/** Several bots on one store: who watches, who is alive. */
export const replicas: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },

  async down(db) {
    for (const statement of back) await sql.raw(statement).execute(db);
  },
};
