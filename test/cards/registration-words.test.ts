import assert from 'node:assert/strict';
import { dealCard } from '../../cards/deal-card.ts';
import type { RegistrationView } from '../../cards/deal-view.ts';
import { registerFormCard } from '../../cards/register-form-card.ts';
import { wonFormCard } from '../../cards/won-form-card.ts';
import { wordsOf } from './card-rules.ts';
import { NOW, reader, viewOf } from './sample-deal.ts';

const failed: RegistrationView = {
  state: 'failed',
  word: 'Failed',
  reason: null,
  findings: [],
  frozenUntil: null,
};
const onCard = (registration: RegistrationView) =>
  wordsOf(dealCard(viewOf({ status: 'Closed', substatus: 'Won' }, { verbs: [], registration }), reader)).join(
    '\n',
  );

const wonForm = {
  findings: [],
  earlyUntil: null,
  isUnconfirmed: false,
  solutionId: null,
  solutions: [],
  draftId: 'x',
};
const registerForm = {
  values: {},
  errors: {},
  deadline: null,
  frozenUntil: null,
  solutions: [],
  draftId: 'x',
};

describe('what is said about registering', () => {
  it('is that the contract names company and solution, on both forms (WON-04)', () => {
    for (const card of [
      wonFormCard(viewOf({}), reader, wonForm),
      registerFormCard(viewOf({}), reader, registerForm),
    ])
      assert.match(wordsOf(card).join('\n'), /contract (must )?names? your company and the solution/);
  });

  it('is who registers, where there are several partners (WON-05)', () => {
    const several = viewOf({}, { dealType: 'partner' });
    for (const card of [
      wonFormCard(several, reader, wonForm),
      registerFormCard(several, reader, registerForm),
    ])
      assert.match(wordsOf(card).join('\n'), /only the one whose contract with the customer/);
    assert.doesNotMatch(wordsOf(wonFormCard(viewOf({}), reader, wonForm)).join('\n'), /several partners/);
  });

  it('is each of two registrations (REG-10)', () => {
    const several = [
      { state: 'closed', word: 'Closed' },
      { state: 'reviewPending', word: 'ReviewPending' },
    ] as const;
    assert.match(onCard({ ...failed, several }), /Registration: 🏁 Closed · 🔎 Under review by Microsoft/);
  });

  it('is the way to an exception, once one has failed (RST-11)', () => {
    assert.match(
      onCard({ ...failed, exception: { until: NOW } }),
      /exception in Partner Center by November 23, 2026/,
    );
    assert.match(
      onCard({ ...failed, exception: { until: null } }),
      /within 60 days of the first registration/,
    );
    assert.doesNotMatch(onCard({ ...failed, exception: null }), /exception/);
  });
});
