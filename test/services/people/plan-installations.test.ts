import assert from 'node:assert/strict';
import { planInstallations, type TeamMember } from '../../../services/people/plan-installations.ts';

const NOW = new Date('2026-11-20T10:00:00Z');
const plan = (members: Partial<TeamMember>[], limit = 9) =>
  planInstallations(
    members.map((member, index) => ({ personId: `p${index}`, hadChat: false, record: null, ...member })),
    NOW,
    limit,
  ).map(({ kind, personId }) => `${kind} ${personId}`);

describe('whom the app is installed for', () => {
  it('is everybody on a deal team once, a few at a time', () => {
    assert.deepEqual(plan([{}, {}, { personId: 'p0' }]), ['install p0', 'install p1']);
    assert.deepEqual(plan([{}, {}, {}], 2), ['install p0', 'install p1']);
  });

  it('is nobody who has a chat, or had one: whoever removed the app is never asked again', () => {
    assert.deepEqual(plan([{ hadChat: true }, { hadChat: true, record: 'installed' }]), []);
    assert.deepEqual(plan([{ record: 'gone' }, { record: 'refused' }]), []);
  });

  it('has the chat opened where it was installed and Teams never told us', () => {
    assert.deepEqual(plan([{ record: 'installed' }]), ['openChat p0']);
  });

  it('is tried again a day after nobody knew', () => {
    assert.deepEqual(plan([{ record: 'unknown 2026-11-19T10:00:01.000Z' }]), []);
    assert.deepEqual(plan([{ record: 'unknown 2026-11-19T10:00:00.000Z' }]), ['install p0']);
  });
});
