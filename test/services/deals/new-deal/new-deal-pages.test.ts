import assert from 'node:assert/strict';
import { NEW_DEAL_FIELDS, type NewDealErrors } from '../../../../services/deals/new-deal/new-deal.ts';
import {
  errorsOn,
  firstWrongPage,
  NEW_DEAL_PAGES,
  PAGE_FIELDS,
  pageAfter,
  pageBefore,
  stepOf,
} from '../../../../services/deals/new-deal/new-deal-pages.ts';

describe('the pages of a new deal', () => {
  it('ask for every field once', () => {
    const asked = NEW_DEAL_PAGES.flatMap((page) => PAGE_FIELDS[page]);
    assert.deepEqual(asked.toSorted(), NEW_DEAL_FIELDS.toSorted());
  });

  it('are seven steps, and one more for Microsoft’s help (SEED-13)', () => {
    assert.deepEqual(stepOf('review', 'private'), { number: 7, count: 7 });
    assert.deepEqual(stepOf('review', 'coSell'), { number: 8, count: 8 });
    assert.deepEqual(stepOf('kind', null), { number: 1, count: null });
    assert.deepEqual([stepOf('find', 'coSell').number, stepOf('customer', 'coSell').number], [2, 2]);
  });

  it('lead from the first to the review and back, over all that the kind asks for', () => {
    for (const kind of ['private', 'partnerLed', 'coSell'] as const) {
      const pages = NEW_DEAL_PAGES.filter((page) => page !== 'help' || kind === 'coSell');
      assert.deepEqual(
        pages.map((page) => pageAfter(page, kind)),
        [...pages.slice(1), 'review'],
      );
      assert.deepEqual(
        pages.map((page) => pageBefore(page, kind)),
        ['kind', ...pages.slice(0, -1)],
      );
    }
  });

  it('show what is wrong where it is asked for, the first page first', () => {
    const errors: NewDealErrors = {
      team: 'required',
      city: 'required',
      solutionArea: 'required',
      solutionPlay: 'required',
    };
    assert.equal(firstWrongPage(errors, 'coSell'), 'customer');
    assert.deepEqual(errorsOn('help', errors), { solutionPlay: 'required' });
    assert.equal(firstWrongPage({}, 'private'), null);
  });
});
