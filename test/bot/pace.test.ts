import assert from 'node:assert/strict';
import { askedBy, createPace } from '../../bot/pace.ts';

const ann = { tenantId: 'T', personId: 'ann' };
const at = (seconds: number) => new Date(Date.UTC(2026, 10, 28, 9) + seconds * 1000);

describe('the pace of one person', () => {
  it('is so many questions a minute, said once when there are more, and free again after it', () => {
    const pace = createPace(10);
    const said = Array.from({ length: 13 }, () => pace.take(ann, 'question', at(0)));
    assert.deepEqual(said, [...Array.from({ length: 10 }, () => 'go'), 'tell', 'wait', 'wait']);
    assert.equal(pace.take(ann, 'question', at(59)), 'wait');
    assert.equal(pace.take(ann, 'question', at(60)), 'go');
  });

  it('keeps nobody from deciding, and no other person from asking', () => {
    const pace = createPace(10);
    for (let asked = 0; asked < 100; asked += 1) pace.take(ann, 'question', at(0));
    assert.equal(pace.take(ann, askedBy('deal.accept'), at(0)), 'go');
    assert.equal(pace.take(ann, askedBy('deal.decline'), at(0)), 'go');
    assert.equal(pace.take(ann, askedBy('deal.show'), at(0)), 'wait');
    assert.equal(pace.take({ ...ann, personId: 'ben' }, 'question', at(0)), 'go');
    assert.equal(pace.take({ ...ann, tenantId: 'other' }, 'question', at(0)), 'go');
    assert.equal(pace.take({ tenantId: 't', personId: 'ANN' }, 'question', at(0)), 'wait');
  });
});
