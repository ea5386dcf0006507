import assert from 'node:assert/strict';
import { CompiledQuery, createQueryId, type Kysely, type KyselyPlugin, type RootOperationNode } from 'kysely';
import { LIST_RULES, NO_FILTERS } from '../../../services/deals/deal-lists.ts';
import type { Db } from '../../../services/store/database.ts';
import { findUnknownDeals } from '../../../services/store/deal-pages.ts';
import { claimEngagements } from '../../../services/store/engagement-readings.ts';
import { countDeals } from '../../../services/store/insight-counts.ts';
import type { Schema } from '../../../services/store/schema.ts';
import { databases, type OpenDatabase } from '../../support/databases.ts';

const NOW = new Date('2026-11-23T09:00:00.000Z');
const ANN = { tenantId: 't-1', personId: 'ann' };

/** How SQLite goes about all that the work asks. */
async function plansOf(db: Kysely<Schema>, work: (db: Db) => Promise<unknown>): Promise<string[]> {
  const asked: RootOperationNode[] = [];
  const listen: KyselyPlugin = {
    transformQuery: ({ node }) => {
      asked.push(node);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  await work(db.withPlugin(listen));
  const plans: string[] = [];
  for (const node of asked) {
    const { sql, parameters } = db.getExecutor().compileQuery(node, createQueryId());
    const explained = CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]);
    const { rows } = await db.executeQuery<{ detail: string }>(explained);
    plans.push(...rows.map(({ detail }) => detail));
  }
  return plans;
}

describe("Microsoft's own referral of each deal (sqlite)", () => {
  let opened: OpenDatabase;
  beforeEach(async () => {
    const sqlite = databases().find(({ name }) => name === 'sqlite');
    assert.ok(sqlite);
    opened = await sqlite.open();
  });
  afterEach(() => opened.stop());

  const asking: Record<string, (db: Db) => Promise<unknown>> = {
    'the list of our own deals': (db) =>
      findUnknownDeals(
        db,
        { person: ANN, rule: LIST_RULES.outbound, filters: NO_FILTERS, words: null },
        { since: NOW, limit: 10 },
      ),
    'what is read in turn': (db) =>
      claimEngagements(db, { now: NOW, most: 10, readBefore: NOW, wonSince: NOW }),
    'the counts of insights': (db) =>
      countDeals(db, {
        person: ANN,
        steward: null,
        since: null,
        filters: { dealType: null, country: null, solution: null },
      }),
  };
  for (const [name, work] of Object.entries(asking))
    it(`is found by its engagement in ${name}, not among all there are`, async () => {
      const plans = await plansOf(opened.store.db, work);
      const ofSisters = plans.filter((plan) => /\bsister\b/.test(plan));
      assert.notEqual(ofSisters.length, 0);
      for (const plan of ofSisters) assert.match(plan, /listed_deals_by_engagement \(engagement_id=\?\)/);
    });
});
