import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Who was called by a message in place of others who were away. */
export const standIns: Migration = {
  async up(db) {
    await sql.raw('alter table posted_cards add column stand_ins text').execute(db);
  },

  async down(db) {
    await sql.raw('alter table posted_cards drop column stand_ins').execute(db);
  },
};
