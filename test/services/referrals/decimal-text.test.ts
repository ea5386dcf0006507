import assert from 'node:assert/strict';
import { decimalText } from '../../../services/referrals/decimal-text.ts';

const CASES: readonly [unknown, string | null][] = [
  [60000, '60000'],
  [0, '0'],
  [-0, '0'],
  [0.1, '0.1'],
  [-12.5, '-12.5'],
  [1e21, '1000000000000000000000'],
  [1e-7, '0.0000001'],
  [1.5e-9, '0.0000000015'],
  ['10000', '10000'],
  [' 1234.50 ', '1234.50'],
  ['12345678901234567890.123456789', '12345678901234567890.123456789'],
  ['1.5E3', '1500'],
  ['12.345e1', '123.45'],
  ['+7', '7'],
  ['007', '7'],
  ['.5', '0.5'],
  ['5.', '5'],
  ['', null],
  ['.', null],
  ['e5', null],
  ['1,000', null],
  ['0x10', null],
  ['ten', null],
  ['1e999', null],
  ['9'.repeat(61), null],
  [Number.NaN, null],
  [Number.POSITIVE_INFINITY, null],
  [true, null],
  [null, null],
  [undefined, null],
  [{}, null],
  [[5], null],
];

describe('decimalText', () => {
  for (const [wire, text] of CASES) {
    it(`reads ${JSON.stringify(wire) ?? 'undefined'} as ${text}`, () =>
      assert.equal(decimalText(wire), text));
  }
});
