import assert from 'node:assert/strict';
import {
  parseRegistrationInputs,
  REGISTRATION_FIELDS,
  type RegistrationField,
  type RegistrationInputError,
  type RegistrationInputs,
  type RegistrationWarning,
} from '../../../services/deals/registration-form.ts';
import { registrationCsv, registrationFile } from '../../../services/deals/registration-csv.ts';
import { registrationPatch } from '../../../services/deals/registration-patch.ts';
import { yearsBetween } from '../../../services/deals/contract-years.ts';
import { inbound } from './inbound.ts';

const NOW = new Date('2026-11-20T10:00:00Z');
const CONTEXT = { deal: inbound({ createdAt: new Date('2026-10-01T15:00:00Z') }), invitedAt: null, now: NOW };
const GOOD: RegistrationInputs = {
  solutionId: 'SOL-100',
  marketplaceTransacted: 'No',
  deployedOnAzure: 'Yes',
  term: 'Finite',
  contractValue: '60,000',
  contractCurrency: 'usd',
  solutionValue: '50000',
  solutionCurrency: 'USD',
  signedDate: '2026-11-10',
  startDate: '2026-11-15',
  endDate: '2028-11-14',
  tenant: 'Customer',
  pricingModel: 'Other',
};
const parse = (
  changes: RegistrationInputs = {},
  context: Partial<typeof CONTEXT> | { invitedAt: Date } = {},
) => parseRegistrationInputs({ ...GOOD, ...changes }, { ...CONTEXT, ...context });

describe('the registration form', () => {
  it('takes complete answers', () => {
    const { values, errors } = parse();
    assert.equal(errors, null);
    assert.deepEqual(
      [values?.contractValue, values?.contractCurrency, values?.marketplaceDate],
      ['60000', 'USD', null],
    );
  });

  const wrong: [
    why: string,
    changes: RegistrationInputs,
    field: RegistrationField,
    error: RegistrationInputError,
  ][] = [
    [
      'a solution that is not on the deal (REG-02)',
      { solutionId: 'SOL-9' },
      'solutionId',
      'solutionNotOnDeal',
    ],
    [
      'no answer whether it is bought on the marketplace (FORM-01)',
      { marketplaceTransacted: null },
      'marketplaceTransacted',
      'required',
    ],
    [
      'a marketplace purchase without its date (FORM-02)',
      { marketplaceTransacted: 'Yes' },
      'marketplaceDate',
      'marketplaceDateMissing',
    ],
    [
      'a marketplace date that is none (FORM-02)',
      { marketplaceTransacted: 'Yes', marketplaceDate: 'soon' },
      'marketplaceDate',
      'notADate',
    ],
    ['no answer about Azure (FORM-03)', { deployedOnAzure: '' }, 'deployedOnAzure', 'required'],
    ['no term (FORM-04)', { term: null }, 'term', 'required'],
    ['an unknown term (FORM-04)', { term: 'Forever' }, 'term', 'required'],
    [
      'a contract of 25,000 dollars a year (FORM-05)',
      { contractValue: '50000' },
      'contractValue',
      'contractTooSmall',
    ],
    [
      'a perpetual contract, spread over six years (FORM-04, FORM-05)',
      { term: 'Perpetual', contractValue: '150000' },
      'contractValue',
      'contractTooSmall',
    ],
    [
      'a contract clearly too small in another currency (FORM-05)',
      { contractValue: '20000', solutionValue: '100', contractCurrency: 'EUR' },
      'contractValue',
      'contractTooSmall',
    ],
    ['an amount that is none (FORM-05)', { contractValue: 'much' }, 'contractValue', 'notANumber'],
    ['an amount of zero (FORM-05)', { contractValue: '0' }, 'contractValue', 'notPositive'],
    ['no currency (FORM-05)', { contractCurrency: null }, 'contractCurrency', 'required'],
    ['a currency that is none (FORM-05)', { contractCurrency: 'EURO' }, 'contractCurrency', 'notACurrency'],
    ['no value of the solution (FORM-06)', { solutionValue: null }, 'solutionValue', 'required'],
    [
      'a solution dearer than its contract (FORM-06)',
      { solutionValue: '60000.01' },
      'solutionValue',
      'solutionOverContract',
    ],
    [
      'the same in clearly more of another currency (FORM-06)',
      { solutionValue: '90000', solutionCurrency: 'GBP' },
      'solutionValue',
      'solutionOverContract',
    ],
    ['no day of signature (FORM-07)', { signedDate: null }, 'signedDate', 'required'],
    ['a signature that is no date (FORM-07)', { signedDate: '2026-02-30' }, 'signedDate', 'notADate'],
    ['a signature tomorrow (FORM-07)', { signedDate: '2026-11-21' }, 'signedDate', 'signedInFuture'],
    [
      'a signature 61 days ago (FORM-07, REG-14)',
      { signedDate: '2026-09-20' },
      'signedDate',
      'signedTooLongAgo',
    ],
    [
      'a signature before the deal was created (FORM-07)',
      { signedDate: '2026-09-30' },
      'signedDate',
      'signedBeforeDeal',
    ],
    ['a start 91 days ago (FORM-08)', { startDate: '2026-08-21' }, 'startDate', 'startTooLongAgo'],
    ['no start (FORM-08)', { startDate: null }, 'startDate', 'required'],
    ['no end (FORM-09)', { endDate: null }, 'endDate', 'endMissing'],
    ['an end before the start (FORM-09)', { endDate: '2026-11-14' }, 'endDate', 'endBeforeStart'],
    ['no tenant (FORM-10)', { tenant: null }, 'tenant', 'required'],
    ['no pricing model (FORM-11)', { pricingModel: null }, 'pricingModel', 'required'],
  ];
  for (const [why, changes, field, error] of wrong) {
    it(`refuses ${why}`, () => assert.deepEqual(parse(changes).errors, { [field]: error }));
  }

  const fine: [why: string, changes: RegistrationInputs][] = [
    ['a signature today (FORM-07)', { signedDate: '2026-11-20' }],
    ['a signature on the day of creation (FORM-07)', { signedDate: '2026-10-01' }],
    [
      'a start 90 days ago, before the signature (FORM-08, CON-08)',
      { startDate: '2026-08-22', endDate: '2028-08-21' },
    ],
    [
      'no end of a perpetual contract, nor a wrong one (FORM-09)',
      { term: 'Perpetual', contractValue: '150001', endDate: 'never' },
    ],
    ['an end on the day of the start (FORM-09)', { endDate: '2026-11-15' }],
    ['no marketplace date where none is asked for (FORM-02)', { marketplaceDate: 'never' }],
    ['a solution as dear as its contract (FORM-06)', { solutionValue: '60000' }],
    ['an annual value just above (FORM-05)', { contractValue: '50000.02' }],
  ];
  for (const [why, changes] of fine) it(`takes ${why}`, () => assert.equal(parse(changes).errors, null));

  it('counts from Microsoft’s invitation where that came later (FORM-07)', () => {
    const invitedAt = new Date('2026-11-12T08:00:00Z');
    assert.deepEqual(parse({}, { invitedAt }).errors, { signedDate: 'signedBeforeDeal' });
    assert.equal(parse({ signedDate: '2026-11-12' }, { invitedAt }).errors, null);
  });

  it('takes pay-as-you-go up to a year after the deal’s creation (FORM-11)', () => {
    const old = { ...CONTEXT, deal: inbound({ createdAt: new Date('2025-11-01T00:00:00Z') }) };
    assert.deepEqual(parse({ pricingModel: 'PayAsYouGo' }, old).errors, {
      signedDate: 'signedTooLateForPayg',
    });
    assert.equal(parse({}, old).errors, null);
    assert.equal(parse({ pricingModel: 'PayAsYouGo' }).errors, null);
  });

  it('names every field of an empty form that always has to be filled in (FORM-01 to FORM-11)', () => {
    const { errors } = parseRegistrationInputs({}, CONTEXT);
    const asked = REGISTRATION_FIELDS.filter((field) => field !== 'marketplaceDate' && field !== 'endDate');
    assert.deepEqual(Object.keys(errors ?? {}), asked);
    assert.deepEqual(new Set(Object.values(errors ?? {})), new Set(['required']));
  });

  const warned: [why: string, changes: RegistrationInputs, warning: RegistrationWarning][] = [
    ['not on Azure closes without a registration (FORM-03)', { deployedOnAzure: 'No' }, 'notOnAzure'],
    ['the tenant is final (FORM-10)', {}, 'tenantIsFinal'],
    ['pay-as-you-go is reviewed (FORM-11, RST-10)', { pricingModel: 'PayAsYouGo' }, 'paygIsReviewed'],
    ['more than a million a year is reviewed (RST-10)', { contractValue: '3000000' }, 'largeIsReviewed'],
    [
      'a sum that cannot be compared (FORM-05)',
      { contractCurrency: 'XYZ', solutionCurrency: 'XYZ' },
      'annualValueNotCompared',
    ],
    [
      'the marketplace needs no registration (REG-11)',
      { marketplaceTransacted: 'Yes', marketplaceDate: '2026-11-01' },
      'marketplaceNeedsNone',
    ],
    [
      'credit follows the marketplace since FY27 (REG-12)',
      { marketplaceTransacted: 'No' },
      'marketplaceFirst',
    ],
  ];
  for (const [why, changes, warning] of warned) {
    it(`says beforehand: ${why}`, () => {
      const { errors, warnings } = parse(changes);
      assert.equal(errors, null);
      assert.ok(warnings.includes(warning));
    });
  }

  it('is sent in the documented shape (partner-center-api.md 5.1 and 9)', () => {
    const { values } = parse();
    assert.ok(values);
    assert.deepEqual(registrationPatch(values), [
      {
        op: 'add',
        path: '/registrations/-',
        value: {
          type: 'AzureIPCoSell',
          solutionDetails: [
            {
              id: 'SOL-100',
              currency: 'USD',
              value: 50000,
              isDeployedOnAzure: true,
              primaryDeploymentOn: 'Customer',
              pricingModel: 'Other',
              marketplaceTransactionDetails: { isMarketplaceTransacted: false },
            },
          ],
          contract: {
            currency: 'USD',
            value: 60000,
            term: 'Finite',
            signDateTime: '2026-11-10T00:00:00Z',
            startDateTime: '2026-11-15T00:00:00Z',
            endDateTime: '2028-11-14T00:00:00Z',
          },
        },
      },
    ]);
  });

  it('leaves out what does not apply, and sends the marketplace’s date', () => {
    const { values } = parse({
      term: 'Perpetual',
      contractValue: '600000',
      marketplaceTransacted: 'Yes',
      marketplaceDate: '2026-11-02',
    });
    assert.ok(values);
    const sent = JSON.stringify(registrationPatch(values));
    assert.doesNotMatch(sent, /endDateTime/);
    assert.match(
      sent,
      /"isMarketplaceTransacted":true,"marketplaceTransactionDateTime":"2026-11-02T00:00:00Z"/,
    );
  });

  it('is a file for the bulk upload: Microsoft’s columns, dates as mm/dd/yyyy (FORM-14, RST-08)', () => {
    const { values } = parse();
    assert.ok(values);
    const [header = '', row = ''] = registrationCsv('d-1', values).split('\r\n');
    assert.equal(header.split(',').length, 24);
    assert.equal(
      row,
      'd-1,,AzureIPCoSell,,,No,,Yes,60000,USD,Finite,11/10/2026,11/15/2026,11/14/2028,50000,USD,Customer,Other,,,,,,',
    );
  });

  it('is a file whose name is nothing but an id (FORM-14)', () => {
    const { values } = parse();
    assert.ok(values);
    const file = registrationFile('../d-1;"x', values);
    assert.deepEqual(file, {
      name: 'deal-registration-d-1x.csv',
      text: registrationCsv('../d-1;"x', values),
    });
  });

  it('keeps a spreadsheet from taking an id for a formula', () => {
    const { values } = parse();
    assert.ok(values);
    for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '  =1', '\t=1', '＝1', '\u200b=1', '\u{e0041}-1'])
      assert.ok(registrationCsv(formula, values).includes(`\r\n'${formula},`), formula);
    assert.match(registrationCsv('a,"b"', values), /\r\n"a,""b""",/);
  });

  it('counts a contract’s years by its anniversaries, leap day or not', () => {
    assert.equal(yearsBetween('2026-11-15', '2028-11-14'), 2);
    assert.equal(yearsBetween('2027-01-01', '2027-12-31'), 1);
    assert.equal(yearsBetween('2026-11-15', '2026-11-15'), 1 / 365);
  });
});
