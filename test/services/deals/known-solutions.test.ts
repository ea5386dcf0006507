import assert from 'node:assert/strict';
import type { Solution } from '../../../services/deals/deal.ts';
import { knownSolutions } from '../../../services/deals/known-solutions.ts';

const solution = (id: string | null, name: string | null, kind: string | null = null): Solution => ({
  id,
  name,
  type: 'Name',
  kind,
  publisher: null,
  price: null,
  quantity: null,
  currency: null,
});

describe('knownSolutions', () => {
  it('gives each solution once, the most used first, with the name that some deal told (FLD-09)', () => {
    const deals = [
      { solutions: [solution('SOL-1', 'Migration'), solution('SOL-2', null)] },
      { solutions: [solution('SOL-2', 'Checkout'), solution(null, 'Nameless id')] },
      { solutions: [] },
    ];
    assert.deepEqual(knownSolutions(deals), [
      { id: 'SOL-2', name: 'Checkout' },
      { id: 'SOL-1', name: 'Migration' },
    ]);
  });

  it('leaves out Microsoft’s own products, and more than can be chosen from', () => {
    assert.deepEqual(knownSolutions([{ solutions: [solution('AZ', 'Azure', '1P')] }]), []);
    const many = Array.from({ length: 99 }, (_, index) => solution(`SOL-${index}`, null));
    assert.equal(knownSolutions([{ solutions: many }]).length, 30);
  });
});
