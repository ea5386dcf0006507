import assert from 'node:assert/strict';
import { planGreeting } from '../../../services/deals/plan-greeting.ts';
import { inbound } from './inbound.ts';

const NOW = new Date('2026-11-23T09:00:00Z');
const inHours = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);
const open = (id: string, hours: number | null) => ({
  deal: inbound({ id, expiresAt: hours === null ? null : inHours(hours) }),
});

describe('greeting a place', () => {
  it('shows nothing where nothing is open', () => {
    assert.deepEqual(planGreeting([], NOW), { cards: [], digest: false });
  });

  it('shows a card each for up to three deals', () => {
    const deals = [open('a', 100), open('b', null), open('c', 900)];
    assert.deepEqual(planGreeting(deals, NOW), { cards: ['a', 'b', 'c'], digest: false });
  });

  it('shows more than three in one digest, with cards for those in their last 24 hours (EXP-01)', () => {
    const deals = [
      open('over', -1),
      open('last', 24),
      open('later', 24.1),
      open('calm', 900),
      open('no', null),
    ];
    assert.deepEqual(planGreeting(deals, NOW), { cards: ['over', 'last'], digest: true });
  });

  it('shows a digest alone where nothing is pressing', () => {
    const deals = ['a', 'b', 'c', 'd'].map((id) => open(id, 200));
    assert.deepEqual(planGreeting(deals, NOW), { cards: [], digest: true });
  });
});
