import assert from 'node:assert/strict';
import { pressExecute, pressRefresh, pressSubmit, readableText } from './teams-card.ts';

const later = { type: 'Input.Text', id: 'later', value: 'inner' };
const card = {
  type: 'AdaptiveCard',
  refresh: { action: { type: 'Action.Execute', verb: 'deal.show', data: { dealId: 'D1' } }, userIds: [] },
  body: [
    { type: 'TextBlock', text: 'A deal' },
    { type: 'Input.ChoiceSet', id: 'reason', choices: [{ title: 'Budget', value: '1' }] },
    { type: 'Input.Number', id: 'dealValue', min: 1 },
    { type: 'Input.Toggle', id: 'confirm', title: 'Yes' },
  ],
  actions: [
    {
      type: 'Action.Execute',
      title: 'Decline',
      verb: 'deal.decline',
      data: { dealId: 'D1', reason: 'default' },
    },
    { type: 'Action.Execute', title: 'Open', verb: 'deal.show', associatedInputs: 'none' },
    {
      type: 'Action.ShowCard',
      title: 'More',
      card: {
        type: 'AdaptiveCard',
        body: [later],
        actions: [{ type: 'Action.Submit', title: 'Send', data: { x: 1 } }],
      },
    },
  ],
};

describe('a card in the hands of the Teams stand-in', () => {
  it('merges the inputs over the data, as text, and leaves untouched numbers and choices out', () => {
    assert.deepEqual(pressExecute(card, 'Decline', { reason: 1 }).data, {
      dealId: 'D1',
      reason: '1',
      confirm: 'false',
    });
    assert.deepEqual(pressExecute(card, 'deal.decline', {}).data, {
      dealId: 'D1',
      reason: 'default',
      confirm: 'false',
    });
  });

  it('sends no inputs with associatedInputs none, and those of a ShowCard only from there', () => {
    assert.deepEqual(pressExecute(card, 'Open', {}).data, {});
    assert.deepEqual(pressSubmit(card, 'Send', {}).data, { x: 1, confirm: 'false', later: 'inner' });
  });

  it('refuses a choice that is not offered and a number out of range', () => {
    assert.throws(() => pressExecute(card, 'Decline', { reason: '9' }), /not among the choices/);
    assert.throws(() => pressExecute(card, 'Decline', { dealValue: 0 }), /below 1/);
  });

  it('sends the refresh action with its own data', () => {
    assert.deepEqual(pressRefresh(card).data, { dealId: 'D1' });
  });

  it('reads what a person reads', () => {
    assert.match(readableText(card), /A deal\n[^]*Budget[^]*Decline/);
    assert.doesNotMatch(readableText(card), /deal\.show/);
  });
});
