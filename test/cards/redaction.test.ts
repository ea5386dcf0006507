import { microsoftView } from '../../dialogs/view-deal.ts';
import assert from 'node:assert/strict';
import { dealDetailCard } from '../../cards/deal-detail-card.ts';
import { dealSummary } from '../../cards/deal-summary.ts';
import type { Reader } from '../../cards/reader.ts';
import type { Deal } from '../../services/deals/deal.ts';
import { nodesOf, wordsOf } from './card-rules.ts';
import { dealCards } from './every-card.ts';
import { NOW, reader, sampleDeal, sampleView, viewOf } from './sample-deal.ts';

const redacted: Reader = { ...reader, redaction: 'redacted' };

/** The sample with words that occur nowhere else in what a shared place may not see. */
const secretDeal: Deal = {
  ...sampleDeal,
  value: '98765',
  notes: 'Secretnote',
  statusReason: 'Secretreason',
  customer: {
    ...sampleDeal.customer,
    contacts: [
      {
        firstName: 'Secretfirst',
        lastName: 'Secretlast',
        email: 'secret@northwind.example',
        phone: '+33 98765',
        title: 'Secrettitle',
      },
    ],
  },
  invitation: { ...sampleDeal.invitation, notes: 'Secretinvitation' },
  solutions: [{ ...sampleDeal.solutions[1]!, price: '98765' }],
};
const SECRET = /secret|98[,.\s\u202f]?765/i;

function detailWords(deal: Partial<Deal>, sister: Deal | null = null, who: Reader = reader): string {
  return wordsOf(
    dealDetailCard(viewOf(deal, { microsoft: sister && microsoftView(sister, NOW) }), who, {
      history: [],
    }),
  ).join('\n');
}

describe('what a card may show', () => {
  it('leaves customer contacts, value and notes out for a redacted reader, on every card and notification', () => {
    for (const locale of ['en', 'fr'] as const) {
      for (const [name, card] of dealCards(secretDeal, { ...redacted, locale }))
        assert.doesNotMatch(JSON.stringify(card), SECRET, name);
      assert.doesNotMatch(
        dealSummary({ ...sampleView, deal: secretDeal }, { ...redacted, locale }, NOW),
        SECRET,
      );
    }
  });

  it('says that something was left out', () => {
    const [, card] = dealCards(secretDeal, redacted)[0]!;
    assert.ok(wordsOf(card).some((text) => text.startsWith('🔒 Contact, value and notes are left out')));
  });

  it('VIS-05: shows contacts unless the customer said no; silence is no refusal', () => {
    const contact = /Inès Caron/;
    assert.match(detailWords({}), contact);
    assert.match(
      detailWords({
        consent: { shareWithOthers: null, contactCustomer: null, shareWithMicrosoftSellers: null },
      }),
      contact,
    );
    for (const consent of [
      { shareWithOthers: false, contactCustomer: true, shareWithMicrosoftSellers: true },
      { shareWithOthers: true, contactCustomer: false, shareWithMicrosoftSellers: true },
    ]) {
      assert.doesNotMatch(detailWords({ consent }), contact);
      assert.match(detailWords({ consent }), /has not agreed to share contacts/);
    }
  });

  it('EXP-04: hides contacts once the deal has expired', () => {
    const words = detailWords({ status: 'Closed', substatus: 'Expired' });
    assert.doesNotMatch(words, /Inès|northwind\.example|\+33/);
    assert.match(words, /the deal has expired/);
  });

  it('SEED-12, VIS-02: names Microsoft’s seller only after Microsoft accepted', () => {
    const seller = { firstName: 'Priya', lastName: 'Nair', email: null, phone: null, title: null };
    const sister = (status: string, substatus: string): Deal => ({
      ...sampleDeal,
      status,
      substatus,
      team: [seller],
    });
    assert.match(detailWords({}, sister('Active', 'Accepted')), /Priya Nair/);
    for (const state of [
      ['New', 'Pending'],
      ['Closed', 'Declined'],
      ['Closed', 'Expired'],
      ['Closed', 'Odd'],
    ] as const) {
      assert.doesNotMatch(detailWords({}, sister(state[0], state[1])), /Priya/);
    }
  });

  it('never mentions anybody, whatever a customer writes', () => {
    for (const [name, card] of dealCards(
      { ...sampleDeal, name: '<at>Marek</at>', notes: '<at>Marek</at>' },
      reader,
    )) {
      assert.ok(!nodesOf(card).some((node) => JSON.stringify(node['text'] ?? '').includes('<at>')), name);
    }
  });
});
