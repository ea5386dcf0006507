import assert from 'node:assert/strict';
import type { ConnectorCall, Operation } from './teams-faults.ts';
import { TeamsLimits } from './teams-limits.ts';

const START = 5000;

describe('the rate limits of the stand-in for Teams', () => {
  const call = (conversationId: string, operation: Operation = 'post') =>
    ({ conversationId, operation }) as ConnectorCall;
  const limits = () => {
    const made = new TeamsLimits();
    made.keep();
    return made;
  };

  it('are kept only when they are asked for', () => {
    const made = new TeamsLimits();
    for (let one = 0; one < 200; one += 1) assert.equal(made.refuse(call('a'), START), null);
  });

  it('let 7 messages into a conversation in a second, 8 in two, 60 in thirty; what is refused counts for nothing', () => {
    const made = limits();
    for (let one = 0; one < 7; one += 1) assert.equal(made.refuse(call('a'), START), null);
    assert.equal(made.refuse(call('a;messageid=1', 'update'), START), 1);
    assert.equal(made.refuse(call('b'), START), null);
    assert.equal(made.refuse(call('a', 'members'), START), null);
    assert.equal(made.refuse(call('a'), START + 1000), null);
    assert.equal(made.refuse(call('a'), START + 1200), 1);
    const steady = limits();
    for (let one = 0; one < 60; one += 1) assert.equal(steady.refuse(call('a'), START + one * 260), null);
    assert.equal(steady.refuse(call('a'), START + 60 * 260), 15);
    assert.equal(steady.refuse(call('a'), START + 30_000), null);
  });

  it('let the bot make 50 calls a second in all', () => {
    const made = limits();
    for (let one = 0; one < 50; one += 1) assert.equal(made.refuse(call(`p-${one}`), START), null);
    assert.equal(made.refuse(call('q', 'members'), START + 999), 1);
    assert.equal(made.refuse(call('q'), START + 1000), null);
  });
});
