import assert from 'node:assert/strict';
import type { Deal } from '../../../services/deals/deal.ts';
import {
  type Finding,
  isEarlyWin,
  isRegistrable,
  judgeRegistration,
  type RegistrationFacts,
  RULE_SETS,
  ruleSetAt,
  wallsAgainst,
} from '../../../services/deals/registration-rules.ts';
import { inbound } from './inbound.ts';

const NOW = new Date('2026-11-20T10:00:00Z');
const SOLUTION = inbound().solutions[0] as Deal['solutions'][number];
const OURS = { ...inbound().invitation, organizationId: 'our-organization' };

/** Our own deal on which Microsoft was invited and accepted: everything that can be seen holds. */
const good = (changes: Partial<Deal> = {}): Deal =>
  inbound({
    status: 'Active',
    substatus: 'Accepted',
    type: 'Shared',
    createdAt: new Date('2026-11-01T08:00:00Z'),
    invitation: OURS,
    value: '60000',
    currency: 'USD',
    consent: { shareWithOthers: true, contactCustomer: true, shareWithMicrosoftSellers: true },
    ...changes,
  });
const sister = (substatus: string, status = 'Active'): RegistrationFacts['microsoft'] => ({
  kind: 'seen',
  deal: inbound({ id: 's-1', organizationId: 'msft', status, substatus }),
});
const facts = (changes: Partial<RegistrationFacts> = {}): RegistrationFacts => ({
  deal: good(),
  microsoft: sister('Accepted'),
  eligibleSolutionIds: new Set(['SOL-100']),
  now: NOW,
  ...changes,
});
const find = (all: Finding[], criterion: string) => all.find((one) => one.criterion === criterion);
const stateOf = (given: RegistrationFacts, criterion: string) => {
  const found = find(judgeRegistration(given), criterion);
  return [found?.state, found?.cure?.code ?? null];
};

describe('whether a deal can be registered', () => {
  it('is offered where the three criteria of the seed hold (SEED-10, REG-02, REG-03, REG-04)', () => {
    assert.equal(isRegistrable(judgeRegistration(facts())), true);
    assert.deepEqual(wallsAgainst(judgeRegistration(facts())), []);
  });

  const failures: [why: string, given: Partial<RegistrationFacts>, criterion: string, cure: string][] = [
    [
      '(a) no eligible solution (REG-02)',
      { eligibleSolutionIds: new Set(['X']) },
      'REG-02',
      'solutionNotListed',
    ],
    [
      '(a) only Microsoft’s own products (REG-02)',
      { deal: good({ solutions: [{ ...SOLUTION, kind: '1P' }] }) },
      'REG-02',
      'noSolution',
    ],
    [
      '(a) services alone, with no solution of one’s own (REG-13)',
      { deal: good({ solutions: [] }) },
      'REG-02',
      'noSolution',
    ],
    [
      '(a) none, as the person says (REG-02)',
      { eligibleSolutionIds: new Set(), namedSolutionId: 'none' },
      'REG-02',
      'solutionUnnamed',
    ],
    [
      '(b) no Microsoft seller on a shared deal (REG-03)',
      { microsoft: { kind: 'none' } },
      'REG-03',
      'inviteMicrosoft',
    ],
    [
      '(c) Microsoft has not answered (REG-04)',
      { microsoft: sister('Pending', 'New') },
      'REG-04',
      'waitForMicrosoft',
    ],
    [
      '(c) Microsoft declined (REG-04)',
      { microsoft: sister('Declined', 'Closed') },
      'REG-04',
      'microsoftClosed',
    ],
    [
      'private deals never (TYPE-02, REG-03)',
      { deal: good({ consent: { ...good().consent, shareWithMicrosoftSellers: false } }) },
      'REG-03',
      'privateNever',
    ],
    [
      'solution assessments never (TYPE-05, REG-03)',
      { deal: good({ type: 'SolutionAssessment' }) },
      'REG-03',
      'assessmentNever',
    ],
  ];
  for (const [why, given, criterion, cure] of failures) {
    it(`is not offered, and says which criterion fails: ${why} (SEED-10)`, () => {
      const findings = judgeRegistration(facts(given));
      assert.equal(isRegistrable(findings), false);
      const failed = wallsAgainst(findings).map((one) => [one.criterion, one.cure?.code]);
      assert.ok(
        failed.some(([one, code]) => one === criterion && code === cure),
        JSON.stringify(failed),
      );
    });
  }

  const warnings: [
    why: string,
    given: Partial<RegistrationFacts>,
    criterion: string,
    state: string,
    cure: string | null,
  ][] = [
    [
      'value of 25,000 dollars is enough (REG-06, CON-06)',
      { deal: good({ value: '25000' }) },
      'REG-06',
      'met',
      null,
    ],
    [
      'a dollar less is not (REG-06)',
      { deal: good({ value: '24999.99' }) },
      'REG-06',
      'notMet',
      'valueTooLow',
    ],
    ['no value (REG-06)', { deal: good({ value: null }) }, 'REG-06', 'notMet', 'valueMissing'],
    [
      'near it in another currency nobody can tell (REG-06)',
      { deal: good({ value: '23000', currency: 'EUR' }) },
      'REG-06',
      'unknown',
      'valueNotCompared',
    ],
    [
      'nor in a currency without a known rate (REG-06)',
      { deal: good({ currency: 'XYZ' }) },
      'REG-06',
      'unknown',
      'valueNotCompared',
    ],
    [
      'clearly above it in another currency (REG-06)',
      { deal: good({ value: '60000', currency: 'EUR' }) },
      'REG-06',
      'met',
      null,
    ],
    ['a managed account is known to nobody (REG-07)', {}, 'REG-07', 'unknown', 'managedUnknown'],
    [
      'ISV Connect wants more than 5,000 dollars (REG-08)',
      { deal: good({ value: '5000', incentiveLevel: 'Biz Apps Premium' }) },
      'REG-08',
      'notMet',
      'valueTooLow',
    ],
    [
      'and more it is (REG-08)',
      { deal: good({ value: '5000.01', incentiveLevel: 'Biz Apps Premium' }) },
      'REG-08',
      'met',
      null,
    ],
    [
      'less than 72 hours old (REG-09, WON-02)',
      { deal: good({ createdAt: new Date('2026-11-18T10:00:00Z') }) },
      'REG-09',
      'notMet',
      'waitUntil',
    ],
    [
      'won too early (REG-09)',
      { deal: good({ status: 'Closed', substatus: 'Won', closedAt: new Date('2026-11-03T00:00:00Z') }) },
      'REG-09',
      'notMet',
      'wonTooEarly',
    ],
    ['72 hours are over (REG-09)', {}, 'REG-09', 'met', null],
    ['not won yet (REG-01)', {}, 'REG-01', 'notMet', 'markWon'],
    ['won (REG-01)', { deal: good({ status: 'Closed', substatus: 'Won' }) }, 'REG-01', 'met', null],
    [
      'no list and no hint: the person is asked (REG-02)',
      { eligibleSolutionIds: new Set() },
      'REG-02',
      'unknown',
      'askSolution',
    ],
    [
      'the person names one (REG-02)',
      { eligibleSolutionIds: new Set(), namedSolutionId: 'SOL-100' },
      'REG-02',
      'met',
      'solutionNamed',
    ],
    [
      'Partner Center hints at it (REG-02)',
      { eligibleSolutionIds: new Set(), deal: good({ incentiveLevel: 'AzureIPCoSell' }) },
      'REG-02',
      'met',
      'incentiveHint',
    ],
    [
      'Microsoft could not be read (REG-04)',
      { microsoft: { kind: 'unknown' } },
      'REG-04',
      'unknown',
      'microsoftUnknown',
    ],
    ['Microsoft marked it as won (REG-04)', { microsoft: sister('Won', 'Closed') }, 'REG-04', 'met', null],
    [
      'who invites has accepted (REG-04)',
      { deal: good({ invitation: inbound().invitation }), microsoft: { kind: 'none' } },
      'REG-04',
      'met',
      null,
    ],
  ];
  for (const [why, given, criterion, state, cure] of warnings) {
    it(`is no wall: ${why}`, () => {
      assert.deepEqual(stateOf(facts(given), criterion), [state, cure]);
      assert.equal(isRegistrable(judgeRegistration(facts(given))), true);
    });
  }

  it('needs nothing of Microsoft where the deal is partner-led with an eligible solution (REG-05)', () => {
    const findings = judgeRegistration(
      facts({ deal: good({ type: 'Independent' }), microsoft: { kind: 'none' } }),
    );
    assert.equal(isRegistrable(findings), true);
    assert.equal(find(findings, 'REG-05')?.state, 'met');
    assert.equal(find(findings, 'REG-04'), undefined);
  });

  it('goes by the rules of the day: the seed’s know three criteria and no partner-led deals (CON-02)', () => {
    const [seed] = RULE_SETS;
    assert.ok(seed);
    assert.deepEqual(
      ['2020-09-01', '2021-06-01', '2022-01-01', '2026-11-20', '2019-01-01'].map(
        (day) => ruleSetAt(new Date(day)).name,
      ),
      ['2020', '2021', '2021', '2023', '2020'],
    );
    const led = facts({ deal: good({ type: 'Independent', value: '100' }), microsoft: { kind: 'none' } });
    assert.equal(isRegistrable(judgeRegistration(led, seed)), false);
    const small = facts({ deal: good({ value: '100' }) });
    assert.deepEqual(
      judgeRegistration(small, seed).map(({ criterion }) => criterion),
      ['REG-01', 'REG-02', 'REG-03', 'REG-04'],
    );
    assert.equal(isRegistrable(judgeRegistration(small, seed)), true);
  });

  it('calls a win early until 72 hours after creation, to the minute (WON-02)', () => {
    const deal = { createdAt: new Date('2026-11-17T10:00:00Z') };
    assert.equal(isEarlyWin(deal, new Date('2026-11-20T09:59:59Z')), true);
    assert.equal(isEarlyWin(deal, NOW), false);
    assert.equal(isEarlyWin({ createdAt: null }, NOW), false);
  });
});
