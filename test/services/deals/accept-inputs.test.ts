import assert from 'node:assert/strict';
import { type AcceptInputs, parseAcceptInputs, parseMoney } from '../../../services/deals/accept-inputs.ts';
import { FILLABLE_GAPS, type FillableGap } from '../../../services/deals/gaps.ts';

const NOW = new Date('2026-11-23T23:30:00Z');
const parse = (gap: FillableGap, text: string | null) => parseAcceptInputs({ [gap]: text }, [gap], NOW);
const valueOf = (gap: FillableGap, text: string) => parse(gap, text).values[gap];
const errorOf = (gap: FillableGap, text: string | null) => parse(gap, text).errors[gap];

describe('an amount as people type it', () => {
  const amounts: [string, string][] = [
    ['50000', '50000'],
    ['50,000', '50000'],
    ['50,000.00', '50000.00'],
    ['1,234,567.5', '1234567.5'],
    ['50.000', '50000'],
    ['50.000,00', '50000.00'],
    ['1.234.567,8', '1234567.8'],
    ['50 000,00', '50000.00'],
    ['50\u00a0000', '50000'],
    ['50\u202f000,5', '50000.5'],
    ["50'000", '50000'],
    ['50’000.25', '50000.25'],
    ['1234.5', '1234.5'],
    ['1234,56', '1234.56'],
    ['007', '7'],
    ['0.01', '0.01'],
    ['0,5', '0.5'],
    ['123456789012345', '123456789012345'],
  ];
  for (const [typed, value] of amounts) {
    it(`reads ${JSON.stringify(typed)} as ${value} (FLD-05)`, () => {
      assert.deepEqual(parseMoney(typed), { value });
    });
  }

  for (const typed of [
    '',
    'a lot',
    '1e5',
    '12,34,56',
    '1.2.3',
    '50,000.000',
    '0.500',
    '000,000',
    '$50',
    '50€',
    '--5',
    'NaN',
  ]) {
    it(`does not guess at ${JSON.stringify(typed)}`, () => {
      assert.deepEqual(parseMoney(typed), { error: 'notANumber' });
    });
  }

  for (const typed of ['0', '0.00', '-5', '-0,5']) {
    it(`wants more than nothing: ${typed} (FLD-05)`, () => {
      assert.deepEqual(parseMoney(typed), { error: 'notPositive' });
    });
  }
});

describe('the fields of the accept form', () => {
  it('reads a close date that is today or later, in UTC (FLD-06)', () => {
    assert.equal(valueOf('closingDate', '2026-11-23'), '2026-11-23');
    assert.equal(valueOf('closingDate', ' 2028-02-29 '), '2028-02-29');
    assert.equal(errorOf('closingDate', '2026-11-22'), 'inThePast');
  });

  it('refuses what is no date (FLD-06)', () => {
    for (const typed of [
      '2027-02-29',
      '2027-13-01',
      '31/12/2027',
      '2027-1-5',
      'tomorrow',
      '2027-01-05T00:00',
    ])
      assert.equal(errorOf('closingDate', typed), 'notADate', typed);
  });

  it('reads a currency of three letters in either case (FLD-05)', () => {
    assert.equal(valueOf('currency', ' eur '), 'EUR');
    for (const typed of ['€', 'EURO', 'E1R', 'ÉÉÉ']) assert.equal(errorOf('currency', typed), 'notACurrency');
  });

  it('reads solution ids however they are separated, each once (FLD-09)', () => {
    assert.deepEqual(valueOf('solutions', 'SOL-1, SOL-2;SOL-3\nSOL-1'), ['SOL-1', 'SOL-2', 'SOL-3']);
  });

  it('takes 50 solutions and no more (FLD-09)', () => {
    const ids = Array.from({ length: 51 }, (_, index) => `SOL-${index}`);
    assert.equal((valueOf('solutions', ids.slice(1).join(' ')) as string[]).length, 50);
    assert.equal(errorOf('solutions', ids.join(' ')), 'tooMany');
    assert.equal(errorOf('solutions', 'x'.repeat(101)), 'tooLong');
  });

  it('asks again for solutions where only separators were typed (FLD-09)', () => {
    assert.equal(errorOf('solutions', ', ;'), 'required');
  });

  it('keeps a name within 256 characters (FLD-03)', () => {
    assert.equal(valueOf('name', ' Plant '), 'Plant');
    assert.equal(errorOf('name', 'x'.repeat(257)), 'tooLong');
  });

  it('requires each field that was asked for (FLD-17)', () => {
    const blank: AcceptInputs = { name: '  ', dealValue: null };
    const { values, errors } = parseAcceptInputs(blank, FILLABLE_GAPS, NOW);
    assert.deepEqual(values, {});
    assert.deepEqual(errors, Object.fromEntries(FILLABLE_GAPS.map((gap) => [gap, 'required'])));
  });

  it('does not look at fields that were not asked for', () => {
    assert.deepEqual(parseAcceptInputs({ dealValue: 'a lot' }, ['name'], NOW), {
      values: {},
      errors: { name: 'required' },
    });
  });
});
