import assert from 'node:assert/strict';
import { judge } from './model.ts';
import { planChaos, type ChaosSize } from './plan.ts';
import { runChaos } from './run-chaos.ts';

/** `CHAOS_SEED=n` in front repeats a plan. */
const SHORT: ChaosSize = {
  seed: Number(process.env['CHAOS_SEED'] ?? 8),
  operations: 260,
  deals: 20,
  people: 12,
  places: 5,
  kills: 4,
  restarts: 1,
  cuts: 1,
  databaseRestarts: 0,
  faults: 16,
  clockJumps: 3,
  clockWrongSeconds: 10,
  returns: 2,
  remindedAfterSeconds: 10,
  killEverySeconds: 2,
};

describe('a bad quarter of a minute: bots killed, connections cut, answers lost', () => {
  for (const [where, replicas] of [
    ['one bot on a file', 'file'],
    ['two bots on PostgreSQL', 2],
  ] as const) {
    it(`breaks no promise to anybody (${where}; seed ${SHORT.seed})`, async function () {
      this.timeout(180_000);
      const { evidence } = await runChaos(SHORT, replicas);
      assert.deepEqual(judge(evidence).broken, []);
      assert.ok(evidence.posts.length >= SHORT.deals);
      assert.ok(evidence.events.some(({ kind, status }) => kind === 'genuine' && status === 202));
    });
  }

  it('is planned by its seed alone', () => {
    assert.deepEqual(planChaos(SHORT), planChaos(SHORT));
    assert.notDeepEqual(planChaos(SHORT), planChaos({ ...SHORT, seed: SHORT.seed + 1 }));
  });
});
