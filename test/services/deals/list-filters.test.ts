import assert from 'node:assert/strict';
import { isFiltered, NO_FILTERS } from '../../../services/deals/deal-lists.ts';
import { dealsNamedIn } from '../../../services/deals/deals-named-in.ts';
import { findListFilters, parseFilters, saveListFilters } from '../../../services/deals/list-filters.ts';
import { inbound } from './inbound.ts';
import { ANN, BEN, freshStore } from './stage.ts';

const NOTHING = {
  state: null,
  dealType: null,
  country: null,
  value: null,
  solution: null,
  registration: null,
};

describe('filters of lists', () => {
  const store = freshStore();

  it('take what the list offers and leave out the rest', () => {
    const typed = {
      state: 'won',
      dealType: 'private',
      country: 'fr, DE,fr',
      value: '1 000,50',
      solution: 'x',
      registration: 'action',
    };
    assert.deepEqual(parseFilters('closed', typed).filters, {
      state: 'won',
      dealType: 'private',
      countries: ['FR', 'DE'],
      value: '1000.50',
      solution: 'x',
      registration: 'action',
    });
    assert.deepEqual(
      parseFilters('inbound', { ...NOTHING, state: 'won', dealType: '0' }).filters,
      NO_FILTERS,
    );
    assert.equal(parseFilters('deals', { ...NOTHING, value: 'much' }).isValueWrong, true);
  });

  it('take at most 50 countries (NAV-04)', () => {
    const codes = Array.from(
      { length: 60 },
      (_, i) => `${String.fromCharCode(65 + (i % 26))}${i < 26 ? 'A' : i < 52 ? 'B' : 'C'}`,
    );
    assert.equal(
      parseFilters('deals', { ...NOTHING, country: codes.join(',') }).filters.countries.length,
      50,
    );
  });

  it('are kept per person and list until cleared (NAV-04), never for search (NAV-03)', async () => {
    const { db } = store();
    const won = { ...NO_FILTERS, state: 'won' as const };
    await saveListFilters(db, ANN, 'closed', won);
    await saveListFilters(db, ANN, 'search', won);
    assert.deepEqual(await findListFilters(db, ANN, 'closed'), won);
    assert.deepEqual(await findListFilters(db, ANN, 'deals'), NO_FILTERS);
    assert.deepEqual(await findListFilters(db, BEN, 'closed'), NO_FILTERS);
    assert.deepEqual(await findListFilters(db, ANN, 'search'), NO_FILTERS);
    await saveListFilters(db, ANN, 'closed', NO_FILTERS);
    assert.equal(isFiltered(await findListFilters(db, ANN, 'closed')), false);
  });
});

describe('deals that a message names', () => {
  const stored = (id: string, name: string, customer: string) => ({
    deal: inbound({ id, name, customer: { ...inbound().customer, name: customer } }),
    version: 1,
    kind: 'inbound' as const,
    firstSeenAt: new Date(0),
    recordedAt: new Date(0),
    goneAt: null,
  });
  const deals = [stored('a', 'Wind park', 'Société Générique'), stored('b', 'ERP', 'AG')];

  it('are those whose customer or name stands in it as whole words', () => {
    const named = (html: string) => dealsNamedIn(html, deals).map(({ deal }) => deal.id);
    assert.deepEqual(named('<p>How is <b>societe</b>&nbsp;GENERIQUE?</p>'), ['a']);
    assert.deepEqual(named('the wind park'), ['a']);
    assert.deepEqual(named('windparks, and the ERP of AG'), []);
  });
});
