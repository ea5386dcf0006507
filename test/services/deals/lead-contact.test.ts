import assert from 'node:assert/strict';
import { contactWish, wishFadesAt } from '../../../services/deals/lead-contact.ts';
import { inbound } from './inbound.ts';

const CREATED = new Date('2026-11-20T08:00:00.000Z');
const lead = (changes = {}) => inbound({ contactRequested: true, createdAt: CREATED, ...changes });
const after = (hours: number) => new Date(CREATED.getTime() + hours * 60 * 60 * 1000);

describe('the flame of a lead', () => {
  it('says that the customer asks to be contacted, and weakens after 72 hours (EXP-06)', () => {
    assert.equal(contactWish(lead(), after(71.9)), 'fresh');
    assert.equal(contactWish(lead(), after(72)), 'faded');
    assert.deepEqual(wishFadesAt(lead()), after(72));
  });

  it('is there only while the lead is open, and where contact was asked for (EXP-06)', () => {
    assert.equal(contactWish(lead({ contactRequested: null }), after(1)), null);
    assert.equal(contactWish(lead({ contactRequested: false }), after(1)), null);
    assert.equal(contactWish(lead({ status: 'Closed', substatus: 'Lost' }), after(1)), null);
    assert.equal(contactWish(lead({ status: 'Active', substatus: 'Accepted' }), after(1)), 'fresh');
    assert.equal(contactWish(lead({ createdAt: null }), after(1)), 'faded', 'nobody says since when');
    assert.equal(wishFadesAt(inbound()), null);
  });
});
