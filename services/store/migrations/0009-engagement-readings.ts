import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** When an engagement was last read for its other party's referral. */
export const engagementReadings: Migration = {
  async up(db) {
    await sql
      .raw('create table engagement_readings (engagement_id text primary key, read_at text not null)')
      .execute(db);
  },

  async down(db) {
    await sql.raw('drop table engagement_readings').execute(db);
  },
};
