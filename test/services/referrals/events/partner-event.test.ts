import assert from 'node:assert/strict';
import { parsePartnerEvent } from '../../../../services/referrals/events/partner-event.ts';

const ID = '0f7f4a52-3c1d-4a6b-9a58-1d2f6f0b7e11';
const EVENT = {
  EventName: 'referral-updated',
  ResourceUri: `https://api.partnercenter.microsoft.com/engagements/v1/referrals/${ID}`,
  ResourceName: 'referral',
  AuditUri: null,
  ResourceChangeUtcDate: '2026-11-16T16:19:06.3520276+00:00',
};

describe('an event', () => {
  const read = (changes: Record<string, unknown> = {}) =>
    parsePartnerEvent(Buffer.from(JSON.stringify({ ...EVENT, ...changes })));

  it('names a deal by the last part of an address of another API (API-06)', () => {
    assert.deepEqual(read(), {
      name: 'referral-updated',
      subject: 'deal',
      resourceId: ID,
      changedAt: new Date('2026-11-16T16:19:06.352Z'),
    });
  });
  for (const uri of [ID.toUpperCase(), `https://evil.example/x/${ID}/?a=b#c`, `/${ID}`])
    it(`takes nothing but the id from ${uri}`, () =>
      assert.equal(read({ ResourceUri: uri })?.resourceId, ID));
  for (const uri of [null, undefined, '', 'x', `${ID}x`, `${ID}/..`, 7, {}, `https://a/b?id=${ID}`])
    it(`names none by ${JSON.stringify(uri)}`, () =>
      assert.equal(read({ ResourceUri: uri })?.resourceId, null));

  const subjects = {
    'referral-created': 'deal',
    'Related-Referral-Created': 'engagement',
    'related-referral-updated': 'engagement',
    'test-created': 'test',
    'subscription-updated': 'unknown',
    constructor: 'unknown',
  };
  for (const [name, subject] of Object.entries(subjects))
    it(`is about ${subject} as ${name}`, () => assert.equal(read({ EventName: name })?.subject, subject));

  for (const date of [null, 'yesterday', '', 5, '2026-13-45'])
    it(`has no moment with ${JSON.stringify(date)}`, () =>
      assert.equal(read({ ResourceChangeUtcDate: date })?.changedAt, null));
  it('may begin with a byte order mark', () => {
    assert.equal(parsePartnerEvent(Buffer.from(`\uFEFF${JSON.stringify(EVENT)}`))?.resourceId, ID);
  });
  for (const body of ['', 'null', '[]', '{}', '"referral-updated"', '{"EventName":""}', '{"EventName":'])
    it(`is none with ${body || 'nothing'}`, () => assert.equal(parsePartnerEvent(Buffer.from(body)), null));
});
