import assert from 'node:assert/strict';
import {
  NEW_DEAL_KINDS,
  type NewDealError,
  type NewDealField,
  type NewDealKind,
  type NewDealTexts,
} from '../../../../services/deals/new-deal/new-deal.ts';
import { parseNewDeal } from '../../../../services/deals/new-deal/parse-new-deal.ts';
import { SOLUTION_AREAS, solutionPlays } from '../../../../services/deals/new-deal/taxonomy.ts';
import { newDealTexts } from './new-deal-texts.ts';

const NOW = new Date('2026-11-28T12:00:00Z');

function errorsOf(kind: NewDealKind, texts: NewDealTexts) {
  return parseNewDeal(kind, texts, NOW).errors;
}

/** Fields, the rules that require them, and the kinds for which they do. */
const REQUIRED: [field: NewDealField, rules: string, kinds: readonly NewDealKind[]][] = [
  ['customerName', 'FLD-01, SEED-15', NEW_DEAL_KINDS],
  ['addressLine1', 'FLD-01', NEW_DEAL_KINDS],
  ['city', 'FLD-01', NEW_DEAL_KINDS],
  ['country', 'FLD-01', NEW_DEAL_KINDS],
  ['consent', 'FLD-12, SEED-17', NEW_DEAL_KINDS],
  ['name', 'FLD-03', NEW_DEAL_KINDS],
  ['dealValue', 'FLD-05', NEW_DEAL_KINDS],
  ['currency', 'FLD-05', NEW_DEAL_KINDS],
  ['closingDate', 'FLD-06', NEW_DEAL_KINDS],
  ['notes', 'FLD-07', NEW_DEAL_KINDS],
  ['team', 'FLD-08', NEW_DEAL_KINDS],
  ['marketplaceIntent', 'FLD-10', NEW_DEAL_KINDS],
  ['contactFirstName', 'FLD-02, SEED-16', ['coSell']],
  ['contactLastName', 'FLD-02, SEED-16', ['coSell']],
  ['contactEmail', 'FLD-02, SEED-16', ['coSell']],
  ['contactPhone', 'FLD-02, SEED-16', ['coSell']],
  ['help', 'FLD-11, SEED-13', ['coSell']],
  ['helpNotes', 'SEED-13', ['coSell']],
  ['solutionArea', 'FLD-13', ['coSell']],
  ['solutionPlay', 'FLD-13', ['coSell']],
];
const CONTACT = { contactFirstName: '', contactLastName: '', contactEmail: '', contactPhone: '' };

describe('parseNewDeal', () => {
  for (const kind of NEW_DEAL_KINDS) {
    it(`takes a complete ${kind} deal (TYPE-01 to TYPE-03)`, () => {
      assert.deepEqual(errorsOf(kind, newDealTexts()), {});
    });

    for (const [field, rules] of REQUIRED.filter(([, , kinds]) => kinds.includes(kind))) {
      it(`takes no ${kind} deal without ${field} (${rules})`, () => {
        // An area that is missing leaves no play to choose.
        const errors = errorsOf(kind, newDealTexts({ [field]: ' ' }));
        assert.equal(errors[field], 'required');
        assert.equal(parseNewDeal(kind, newDealTexts({ [field]: ' ' }), NOW).values, null);
      });
    }
  }

  for (const kind of ['private', 'partnerLed'] as const) {
    it(`asks for no contact and no help on a ${kind} deal (FLD-02, SEED-16)`, () => {
      const none = { ...CONTACT, help: '', helpNotes: '', solutionArea: '', solutionPlay: '' };
      const { values, errors } = parseNewDeal(kind, newDealTexts(none), NOW);
      assert.deepEqual(errors, {});
      assert.deepEqual([values?.contact, values?.help], [null, null]);
    });
  }

  it('takes a contact whole or not at all', () => {
    const { contactPhone, contactLastName } = errorsOf(
      'private',
      newDealTexts({ contactPhone: '', contactLastName: '' }),
    );
    assert.deepEqual([contactPhone, contactLastName], ['required', 'required']);
  });

  it('makes nothing without a yes of the customer (SEED-17, FLD-12)', () => {
    for (const kind of NEW_DEAL_KINDS) {
      const { values, errors } = parseNewDeal(kind, newDealTexts({ consent: 'No' }), NOW);
      assert.deepEqual([values, errors], [null, { consent: 'noConsent' }]);
    }
  });

  it('wants one solution of whomever, and with Microsoft one of our own (FLD-09, SEED-18)', () => {
    const others = newDealTexts({ solutions: '' });
    assert.deepEqual(errorsOf('private', others), {});
    assert.deepEqual(errorsOf('coSell', others), { solutions: 'required' });
    const none = newDealTexts({ solutions: '', microsoftSolutions: '', otherSolutions: '' });
    assert.deepEqual(errorsOf('private', none), { solutions: 'required' });
  });

  it('takes 50 solutions in all and no more (SEED-18)', () => {
    const ids = (count: number) => Array.from({ length: count }, (_, index) => `SOL-${index}`).join(',');
    const with47 = newDealTexts({ solutions: ids(47) });
    assert.deepEqual(errorsOf('coSell', with47), {});
    assert.deepEqual(errorsOf('coSell', { ...with47, solutions: ids(48) }), { solutions: 'tooMany' });
  });

  const WRONG: [NewDealTexts, NewDealField, NewDealError][] = [
    [{ country: 'DEU' }, 'country', 'notACountry'],
    [{ country: 'QQ' }, 'country', 'notACountry'],
    [{ duns: '12345678' }, 'duns', 'notADuns'],
    [{ contactEmail: 'anja' }, 'contactEmail', 'notAnEmail'],
    [{ dealValue: '0' }, 'dealValue', 'notPositive'],
    [{ currency: 'euro' }, 'currency', 'notACurrency'],
    [{ closingDate: '2026-11-27' }, 'closingDate', 'inThePast'],
    [{ marketplaceIntent: 'Perhaps' }, 'marketplaceIntent', 'notAChoice'],
    [{ microsoftSolutions: 'Azure; many' }, 'microsoftSolutions', 'notASolution'],
    [{ microsoftSolutions: 'Azure; 1; 2; 3' }, 'microsoftSolutions', 'notASolution'],
    [{ team: 'Ann Lee, ann@partner.example' }, 'team', 'noFullMember'],
    [{ team: 'Ann Lee, +33 1 23' }, 'team', 'noEmail'],
    [{ help: 'Unknown' }, 'help', 'notAChoice'],
    [{ solutionArea: 'Cloud and AI Platforms' }, 'solutionPlay', 'notAChoice'],
    [{ partnerRole: 'Boss' }, 'partnerRole', 'notAChoice'],
    [{ name: 'x'.repeat(257) }, 'name', 'tooLong'],
  ];
  for (const [texts, field, error] of WRONG) {
    it(`says '${error}' beside ${field}: ${JSON.stringify(texts).slice(0, 60)}`, () => {
      assert.deepEqual(errorsOf('coSell', newDealTexts(texts)), { [field]: error });
    });
  }

  it('has plays for each solution area of FY26 (FLD-13, CHG-11)', () => {
    assert.equal(SOLUTION_AREAS.length, 3);
    assert.ok(SOLUTION_AREAS.every((area) => solutionPlays(area).length > 0));
    assert.deepEqual(solutionPlays('Nothing of the kind'), []);
  });
});
