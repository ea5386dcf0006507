import assert from 'node:assert/strict';
import { whomToAsk } from '../../../services/people/whom-to-ask.ts';

const [ann, ben, cara, dag] = ['ann', 'ben', 'cara', 'dag'].map((personId) => ({ personId }));
assert.ok(ann && ben && cara && dag);
const ask = (circles: { personId: string }[][], ...away: string[]) => {
  const result = whomToAsk(circles, new Set(away));
  return [
    result.asked.map(({ personId }) => personId).join(),
    result.away.map(({ personId }) => personId).join(),
  ];
};

describe('whom to ask', () => {
  it('is the nearest circle, without those who are away', () => {
    assert.deepEqual(ask([[ann, ben], [cara]]), ['ann,ben', '']);
    assert.deepEqual(ask([[ann, ben], [cara]], 'ann'), ['ben', 'ann']);
    assert.deepEqual(ask([[], [cara]]), ['cara', '']);
  });

  it('is the next circle where all of one are away, and says in whose place', () => {
    assert.deepEqual(ask([[ann, ben], [cara]], 'ann', 'ben'), ['cara', 'ann,ben']);
    assert.deepEqual(ask([[ann], [cara], [cara, dag]], 'ann', 'cara'), ['dag', 'ann']);
  });

  it('is whom it was meant for where everybody is away: the question must stand with somebody', () => {
    assert.deepEqual(ask([[ann], [cara]], 'ann', 'cara'), ['ann', '']);
    assert.deepEqual(ask([[], []], 'ann'), ['', '']);
  });
});
