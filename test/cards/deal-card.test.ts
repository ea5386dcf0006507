import assert from 'node:assert/strict';
import { dealCard } from '../../cards/deal-card.ts';
import { dealSummary } from '../../cards/deal-summary.ts';
import type { DealView } from '../../cards/deal-view.ts';
import { nodesOf, wordsOf } from './card-rules.ts';
import { emptyDeal, frenchReader, NOW, reader, sampleDeal, viewOf } from './sample-deal.ts';

const words = (view: DealView, who = reader) =>
  wordsOf(dealCard(view, who).body)
    .join('\n')
    .replace(/[\u00A0\u202F]/g, ' ');
const verbsOf = (view: DealView) =>
  nodesOf(dealCard(view, reader)).flatMap(({ type, verb }) => (type === 'Action.Execute' ? [verb] : []));
const boxOf = (view: DealView) =>
  nodesOf(dealCard(view, reader)).find(({ type, style }) => type === 'Container' && style !== undefined)?.[
    'style'
  ];
const closed = (substatus: string, view: Partial<DealView> = {}) =>
  viewOf({ status: 'Closed', substatus }, { verbs: [], ...view });

describe('deal card', () => {
  it('says who asks, for whom, for what, and by when', () => {
    const text = words(viewOf({}));
    for (const part of [
      'New co-sell deal from Microsoft',
      'Northwind Traders',
      'Store checkout on Azure · France',
      'Decide by Thursday, December 3, 2026, 01:00 (GMT+1)',
      '€60,000',
      'February 26, 2027',
      'Lamna Checkout · Azure Kubernetes Service',
      'Proof of concept or demo',
      'leave its own datacentre',
      sampleDeal.id,
    ]) {
      assert.ok(text.includes(part), part);
    }
  });

  it('speaks French to a French reader', () => {
    const text = words(viewOf({}), frenchReader);
    for (const part of [
      'Nouvelle affaire co-sell de Microsoft',
      'À décider avant le jeudi 3 décembre 2026 à 01:00 (UTC+1)',
      '60 000 €',
      '26 février 2027',
      'Preuve de concept',
    ]) {
      assert.ok(text.includes(part), part);
    }
  });

  it('names an inviting partner, and nobody where nobody is named', () => {
    const invitedBy = (organizationId: string | null, organizationName: string | null) =>
      words(viewOf({ invitation: { ...sampleDeal.invitation, organizationId, organizationName } })).split(
        '\n',
      )[0];
    assert.equal(
      invitedBy('f-1', 'Fabrikam *Consulting*'),
      '🤝 New co-sell deal from Fabrikam \\*Consulting\\*',
    );
    assert.equal(invitedBy('f-1', null), '🤝 New co-sell deal from a partner');
    assert.equal(invitedBy(null, null), '🤝 New co-sell deal');
  });

  it('SEED-03, EXP-07: explains that a deal expires for good, and nudges to decide, not to accept', () => {
    for (const band of ['calm', 'soon', 'urgent', 'critical'] as const) {
      assert.match(
        words(viewOf({}, { band })),
        /Accept or decline: if nobody decides, the deal expires for good\./,
      );
    }
  });

  it('shows each nearness of the deadline by word, sign and colour', () => {
    const shown = (['calm', 'soon', 'urgent', 'critical', 'passed'] as const).map((band) =>
      viewOf({}, { band }),
    );
    const firstWords = shown.map(
      (view) =>
        words(view)
          .split('\n')
          .find((line) => line.includes('December 3'))!
          .split(/ (?:by|on) /)[0],
    );
    assert.deepEqual(firstWords, [
      '🗓️ Decide',
      '⏳ Decide soon:',
      '⚠️ Urgent: decide',
      '🚨 Last day: decide',
      '⌛ Should have expired',
    ]);
    assert.deepEqual(shown.map(boxOf), ['emphasis', 'accent', 'warning', 'attention', 'attention']);
  });

  it('EXP-02: without a date it says so, and counts nothing itself', () => {
    const text = words(viewOf({ expiresAt: null }, { band: 'none' }));
    assert.match(text, /No deadline given/);
    assert.doesNotMatch(text, /2026/);
  });

  it('keeps its buttons when the deadline has passed but the deal is still new', () => {
    assert.deepEqual(verbsOf(viewOf({}, { band: 'passed' })), ['deal.accept', 'deal.decline', 'deal.show']);
    assert.match(words(viewOf({}, { band: 'passed' })), /Partner Center still shows it as new/);
  });

  it('tells the time left only where it is read at once', () => {
    const urgent = viewOf({}, { band: 'urgent' });
    assert.doesNotMatch(words(urgent), /\bin \d+ (day|hour|minute)/);
    assert.match(words({ ...urgent, readAtOnce: NOW }), /· in 9 days/);
  });

  it('explains a midnight', () => {
    assert.match(
      words(viewOf({}), { ...reader, timeZone: 'UTC' }),
      /00:00 \(UTC\)\nThat is midnight between Wednesday and Thursday\./,
    );
  });

  it('offers exactly the verbs it is given', () => {
    assert.deepEqual(verbsOf(viewOf({}, { verbs: ['deal.decline'] })), ['deal.decline', 'deal.show']);
    assert.deepEqual(verbsOf(viewOf({}, { verbs: [] })), ['deal.show']);
  });

  it('FLD-17: lists what Partner Center still needs, only while the deal may be accepted', () => {
    const gaps = ['dealValue', 'solutions'] as const;
    assert.match(
      words(viewOf({}, { gaps })),
      /To accept, Partner Center also needs: value, at least one solution\./,
    );
    assert.doesNotMatch(words(viewOf({}, { gaps, verbs: [] })), /also needs/);
  });

  it('LIFE-01: has a header for every end, and tells who decided', () => {
    const at = new Date('2026-11-23T10:31:00Z');
    const accepted = viewOf(
      { status: 'Active', substatus: 'Accepted' },
      { verbs: [], decided: { verb: 'deal.accept', by: 'Marek Dvorak', at } },
    );
    assert.match(
      words(accepted),
      /✅ Accepted co-sell deal[^]*Accepted by Marek Dvorak, Monday, November 23, 2026, 11:31 \(GMT\+1\)/,
    );
    assert.match(
      words(closed('Declined', { decided: { verb: 'decline', by: null, at } })),
      /🚫 Declined co-sell deal[^]*Declined in Partner Center, Monday/,
    );
    assert.match(
      words(closed('Expired')),
      /⌛ Expired co-sell deal[^]*Nobody decided by Thursday, December 3, 2026, 01:00 \(GMT\+1\)\. Expired deals cannot be reopened\./,
    );
    assert.match(words(closed('Won')), /🏆 Won co-sell deal/);
    assert.match(words(closed('Lost')), /🏁 Lost co-sell deal/);
  });

  it('LIFE-03: shows an unknown state by its raw name and says why nothing can be done here', () => {
    for (const [status, substatus, shown] of [
      ['Closed', 'Error', 'Closed / Error'],
      ['Paused', 'None', 'Paused'],
      ['constructor', 'None', 'constructor'],
    ] as const) {
      const view = viewOf({ status, substatus }, { verbs: [] });
      assert.ok(words(view).includes(`Co-sell deal in state “${shown}”`));
      assert.match(words(view), /a state here that this bot does not know/);
    }
  });

  it('SEED-02: on our own invitations the other side’s clock runs', () => {
    const text = words(viewOf({}, { kind: 'outbound', verbs: [] }));
    assert.match(text, /The other side can answer until Thursday/);
    assert.doesNotMatch(text, /Decide/);
  });

  it('TYPE-10: calls a lead a lead', () =>
    assert.match(words(viewOf({}, { kind: 'lead', verbs: [] })), /Lead, not a co-sell deal/));

  it('tells how to stop the posts while a deal is new', () => {
    assert.match(words(viewOf({})), /To stop these posts, write “unfollow”/);
    assert.doesNotMatch(words(closed('Won')), /unfollow/);
  });

  it('shows the first three solutions and counts the rest; the message is cut', () => {
    const solutions = ['A', 'B', 'C', 'D', 'E'].map((name) => ({ ...sampleDeal.solutions[0]!, name }));
    const text = words(
      viewOf({ solutions, invitation: { ...sampleDeal.invitation, notes: 'long '.repeat(200) } }),
    );
    assert.ok(text.includes('A · B · C +2'));
    assert.ok(text.split('\n').every((line) => line.length <= 300));
  });

  it('reads well with nothing given', () => {
    assert.deepEqual(
      words(
        viewOf(
          { ...emptyDeal, status: 'New', substatus: 'Pending', solutions: [] },
          { band: 'none', verbs: [], dealUrl: '' },
        ),
      ).split('\n'),
      [
        '🤝 New co-sell deal',
        'Customer not named',
        'Unnamed deal',
        '🗓️ No deadline given',
        'Accept or decline: Partner Center closes deals that nobody decides, usually within days.',
        'Details',
        'Show Unnamed deal',
        'Details',
        'Show Unnamed deal',
        'Deal ID d-0 · To stop these posts, write “unfollow”',
      ],
    );
  });

  it('is summed up in one line for the notification', () => {
    assert.equal(
      dealSummary(viewOf({}), reader, NOW),
      '🆕 New · Northwind Traders · Store checkout on Azure · decide by Thursday, December 3, 2026, 01:00 (GMT+1) (in 9 days)',
    );
    assert.equal(
      dealSummary(closed('Won'), reader, NOW),
      '🏆 Won · Northwind Traders · Store checkout on Azure',
    );
  });
});
