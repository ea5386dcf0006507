import assert from 'node:assert/strict';
import { countryCode } from '../../../../services/deals/new-deal/country-code.ts';

describe('countryCode (FLD-01)', () => {
  for (const [text, code] of [
    ['de', 'DE'],
    ['Germany', 'DE'],
    ['allemagne', 'DE'],
    ['ETATS-UNIS', 'US'],
    ['USA', 'US'],
    ['UK', 'GB'],
    ['Côte d’Ivoire', 'CI'],
    // Gone, a union of countries, and nothing at all.
    ['DD', null],
    ['EU', null],
    ['ZZ', null],
    ['Atlantis', null],
    ['', null],
  ] as const)
    it(`reads “${text}” as ${code}`, () => assert.equal(countryCode(text), code));
});
