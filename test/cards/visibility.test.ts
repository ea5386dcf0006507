import { microsoftView } from '../../dialogs/view-deal.ts';
import assert from 'node:assert/strict';
import { dealCard } from '../../cards/deal-card.ts';
import { dealDetailCard } from '../../cards/deal-detail-card.ts';
import { acceptPatch, declinePatch } from '../../services/deals/patch-deal.ts';
import type { Deal } from '../../services/deals/deal.ts';
import { wordsOf } from './card-rules.ts';
import { reader, sampleDeal, viewOf, NOW } from './sample-deal.ts';

const seller = {
  firstName: 'Priya',
  lastName: 'Nair',
  email: 'priya@msft.example',
  phone: null,
  title: null,
};

function details(deal: Partial<Deal>, sister: Deal | null = null, who = reader): string {
  return wordsOf(
    dealDetailCard(viewOf(deal, { microsoft: sister && microsoftView(sister, NOW) }), who, {
      history: [],
    }),
  ).join('\n');
}

function sister(status: string, substatus: string, changes: Partial<Deal> = {}): Deal {
  return { ...sampleDeal, status, substatus, team: [seller], ...changes };
}

describe('what is visible to whom', () => {
  it('VIS-03: promises no seller: until Microsoft accepts it says so, and after a refusal nobody is named', () => {
    const waiting = details(
      { invitation: { ...sampleDeal.invitation, help: 'GeneralOrOther' } },
      sister('New', 'Pending'),
    );
    assert.match(waiting, /Shown once Microsoft accepts/);
    assert.doesNotMatch(waiting, /Priya/);
    const refused = details({}, sister('Closed', 'Declined'));
    assert.match(refused, /Declined/);
    assert.doesNotMatch(refused, /Priya|Shown once/);
  });

  it('VIS-04: carries the customer’s contacts on no card that is pushed, only in details that a person asked for', () => {
    const contact = /Inès|Caron|northwind\.example|\+33/;
    assert.match(details({}), contact);
    for (const state of [
      { status: 'New', substatus: 'Pending' },
      { status: 'Active', substatus: 'Accepted' },
      { status: 'Closed', substatus: 'Won' },
    ])
      assert.doesNotMatch(JSON.stringify(dealCard(viewOf(state), reader)), contact);
  });

  it('VIS-06: writes into no notes: they are on the record between the parties', () => {
    const acceptor = { firstName: 'Ann', lastName: 'Lee', email: 'ann@lamna.example' };
    const patches = [...acceptPatch(sampleDeal, {}, acceptor), ...declinePatch(3, 'They signed elsewhere')];
    assert.ok(patches.length > 3);
    for (const { path } of patches) assert.doesNotMatch(path, /notes/i);
  });

  it('RSN-04: says why Microsoft declined where it says so, and nothing where it does not', () => {
    const reason = 'No corresponding Microsoft customer record';
    const declined = sister('Closed', 'Declined', { statusReason: reason });
    assert.match(details({}, declined), new RegExp(reason));
    assert.doesNotMatch(details({}, declined, { ...reader, redaction: 'redacted' }), new RegExp(reason));
    assert.doesNotMatch(details({}, sister('Closed', 'Expired')), /Reason given/);
  });

  it('LIFE-08: shows the sales stage as the service names it, a partner’s own included', () => {
    for (const salesStage of ['Qualified', 'Our own stage 3'])
      assert.ok(details({ status: 'Active', substatus: 'Accepted', salesStage }).includes(salesStage));
  });
});
