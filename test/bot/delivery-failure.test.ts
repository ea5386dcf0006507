import assert from 'node:assert/strict';
import { type DeliveryFailureKind, toDeliveryFailure } from '../../bot/delivery-failure.ts';

const failure = (thrown: unknown) => {
  const { kind, status, retryAfterSeconds } = toDeliveryFailure(thrown);
  return { kind, status, retryAfterSeconds };
};

describe('why Teams did not take a message', () => {
  const kinds: [number, DeliveryFailureKind][] = [
    [400, 'refused'],
    [401, 'refused'],
    [403, 'placeGone'],
    [404, 'placeGone'],
    [408, 'unanswered'],
    [412, 'busy'],
    [413, 'refused'],
    [429, 'throttled'],
    [500, 'unanswered'],
    [502, 'unanswered'],
    [503, 'unanswered'],
    [504, 'unanswered'],
  ];
  for (const [statusCode, kind] of kinds) {
    it(`is ${kind} for HTTP ${statusCode}`, () => {
      assert.deepEqual(failure({ statusCode }), { kind, status: statusCode, retryAfterSeconds: null });
    });
  }

  it('is a missing message for 404 with that code, wherever the client puts it', () => {
    const code = 'ActivityNotFoundInConversation';
    assert.equal(failure({ statusCode: 404, code }).kind, 'messageGone');
    assert.equal(failure({ statusCode: 404, details: { error: { code } } }).kind, 'messageGone');
    assert.equal(failure({ statusCode: 404, code: 'ConversationNotFound' }).kind, 'placeGone');
  });

  it('may have arrived where no answer came', () => {
    for (const thrown of [{ code: 'ECONNRESET' }, new Error('timeout'), {}, null, undefined, 'text'])
      assert.equal(failure(thrown).kind, 'unanswered');
  });

  it('says how long Teams asks to wait, in seconds', () => {
    const throttled = (value: string | undefined) =>
      failure({ statusCode: 429, response: { headers: { get: () => value } } }).retryAfterSeconds;
    assert.equal(throttled('7'), 7);
    assert.equal(throttled('0'), 0);
    for (const value of [undefined, '-1', 'soon']) assert.equal(throttled(value), null);
  });
});
