import assert from 'node:assert/strict';
import {
  customerTexts,
  dunsIn,
  knownCustomers,
} from '../../../../services/deals/new-deal/known-customers.ts';
import { ownLine } from '../../../../services/deals/new-deal/own-line.ts';
import { ownSolutions, parseNamedSolutions } from '../../../../services/deals/new-deal/own-solutions.ts';
import { inbound } from '../inbound.ts';

const customer = inbound().customer;
const deal = (id: string, changes: Partial<typeof customer>) => ({
  ...inbound(),
  id,
  customer: { ...customer, ...changes },
});
const QUAY = { name: 'Éclairage du Port', city: 'Lorient', country: 'FR', duns: '12-345-6789' };

describe('known customers (SEED-15)', () => {
  const deals = [
    deal('d-1', QUAY),
    deal('d-2', { ...QUAY, city: 'Elsewhere' }),
    deal('d-3', { name: 'Port Authority', duns: null, notes: undefined } as object),
    { ...deal('d-4', { name: 'Other AG', duns: null }), name: 'Éclairage', notes: 'Port' },
  ];
  const idsOf = (query: string) => knownCustomers(query, deals).map(({ dealId }) => dealId);

  it('are found by every word of their own name, without accents, and each once', () => {
    assert.deepEqual(idsOf('eclair PORT'), ['d-1']);
    assert.deepEqual(idsOf('port'), ['d-1', 'd-3']);
    assert.deepEqual(idsOf('nobody'), []);
    assert.deepEqual(idsOf('…'), []);
  });

  it('are found by D-U-N-S number, however it is grouped, and then by that alone', () => {
    for (const query of ['123456789', '123-456-789', '12 345 6789']) assert.deepEqual(idsOf(query), ['d-1']);
    assert.deepEqual([dunsIn('12345678'), dunsIn('1234567890')], [null, null]);
  });

  it('fill the form, and leave nothing of another one in it', () => {
    const texts = customerTexts({ customer: { ...customer, ...QUAY, addressLine2: null } });
    assert.deepEqual(
      [texts.customerName, texts.country, texts.duns, texts.addressLine2],
      [QUAY.name, 'FR', '123456789', null],
    );
  });

  it('are at most six', () => {
    const many = Array.from({ length: 20 }, (_, index) =>
      deal(`m-${index}`, { name: `Port ${index}`, duns: null }),
    );
    assert.equal(knownCustomers('port', many).length, 6);
  });
});

describe('our own solutions (SEED-20)', () => {
  it('are those that are named, eligible ones, and those of deals, each once and by its name', () => {
    const solution = inbound().solutions[0];
    assert.ok(solution);
    const seen = {
      solutions: [
        { ...solution, id: 'sol-2', name: 'Checkout' },
        { ...solution, id: 'MS', kind: '1P' },
      ],
    };
    assert.deepEqual(ownSolutions([{ id: 'SOL-1', name: 'Plant' }], new Set(['SOL-2']), [seen]), [
      { id: 'SOL-1', name: 'Plant' },
      { id: 'SOL-2', name: 'Checkout' },
    ]);
  });

  it('are read from the setting, with or without a name', () => {
    assert.deepEqual(parseNamedSolutions('SOL-1=Plant = analytics; SOL-2;'), [
      { id: 'SOL-1', name: 'Plant = analytics' },
      { id: 'SOL-2', name: null },
    ]);
    assert.deepEqual(parseNamedSolutions(''), []);
    assert.equal(parseNamedSolutions('Plant analytics'), null);
  });
});

describe('the line of the team for who begins a deal (FLD-08)', () => {
  const me = { firstName: 'Ann', lastName: 'Lee', email: null, phone: null, title: null };
  const there = { ...me, email: 'ann@x.example', phone: '+1 555 0100' };

  it('has mail and phone where the team of a deal tells them', () => {
    assert.equal(
      ownLine(me, [{ team: [{ ...there, phone: null }] }, { team: [there] }]),
      'Ann Lee, ann@x.example, +1 555 0100',
    );
  });

  it('is not somebody else’s of the same name where the mail is known', () => {
    assert.equal(ownLine({ ...me, email: 'ann@y.example' }, [{ team: [there] }]), 'Ann Lee, ann@y.example');
  });

  it('is just the name where nobody knows more', () => assert.equal(ownLine(me, []), 'Ann Lee'));
});
