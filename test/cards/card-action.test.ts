import assert from 'node:assert/strict';
import { packAction, unpackAction, type ButtonData } from '../../cards/card-action.ts';
import { nodesOf } from './card-rules.ts';
import { dealCards, otherCards } from './every-card.ts';
import { reader, sampleDeal } from './sample-deal.ts';

const malformed = { ok: false, problem: 'malformed' };

describe('button data', () => {
  it('comes back as it was packed, from Execute and from its Submit fallback', () => {
    const packed: ButtonData[] = [
      { verb: 'deal.accept', dealId: 'd-1', version: 3 },
      { verb: 'deal.decline', dealId: 'd-1', version: 3, draftId: 'x-1', step: 'submit' },
      { verb: 'deal.show', dealId: 'd-1', version: 0 },
      { verb: 'dialog.cancel', dealId: 'd-1', version: 3, draftId: 'x-1' },
      { verb: 'deals.page', list: 'search', page: 2, query: 'north' },
      { verb: 'deals.page', list: 'deals', page: 2, pick: 'deal.won' },
    ];
    for (const button of packed) {
      const execute = packAction(button, { title: 'x' }) as {
        verb: string;
        data: object;
        fallback: { type: string; data: { verb: string } };
      };
      const read = unpackAction(execute.verb, execute.data);
      assert.ok(read.ok);
      assert.deepEqual(unpackAction(execute.fallback.data.verb, execute.fallback.data), read);
      for (const [name, value] of Object.entries(button))
        assert.equal(read.action[name as keyof typeof read.action], value);
    }
  });

  it('is readable on every button of every card', () => {
    for (const [name, card] of [...dealCards(sampleDeal, reader), ...otherCards(reader)]) {
      for (const node of nodesOf(card).filter(({ type }) => type === 'Action.Execute')) {
        assert.ok(unpackAction(node['verb'], node['data']).ok, name);
        assert.equal((node['fallback'] as { type: string }).type, 'Action.Submit');
      }
    }
  });

  it('takes inputs flat, as raw text: numbers become text, blanks become null, the rest stays as typed', () => {
    const read = unpackAction('deal.accept', {
      dealId: 'd-1',
      version: '7',
      name: '  Shop ',
      dealValue: 50000,
      currency: '',
      closingDate: '31/31',
      solutions: 'SOL-1,SOL-2',
      extra: 1,
    });
    assert.deepEqual(read, {
      ok: true,
      action: {
        verb: 'deal.accept',
        dealId: 'd-1',
        version: 7,
        draftId: null,
        step: null,
        inputs: {
          name: 'Shop',
          dealValue: '50000',
          currency: null,
          closingDate: '31/31',
          solutions: 'SOL-1,SOL-2',
        },
      },
    });
  });

  it('RSN-01: takes reason and note, with line ends as \\n', () => {
    const read = unpackAction('deal.decline', { dealId: 'd-1', reason: 3, note: 'a\r\nb' });
    assert.ok(read.ok && read.action.verb === 'deal.decline');
    assert.deepEqual(read.action.inputs, { reason: '3', note: 'a\nb' });
    assert.equal(read.action.version, null);
  });

  it('knows only its own verbs', () => {
    for (const verb of ['deal.delete', '', 'constructor', '__proto__', 'toString', null, 7, ['deal.show']]) {
      assert.deepEqual(unpackAction(verb, { dealId: 'd-1' }), { ok: false, problem: 'unknownVerb' });
    }
  });

  const bad: [string, unknown][] = [
    ['no data', undefined],
    ['null', null],
    ['text', '{"dealId":"d-1"}'],
    ['a list', [{ dealId: 'd-1' }]],
    ['no deal id', { version: 1 }],
    ['an empty deal id', { dealId: '' }],
    ['a path as deal id', { dealId: '../../secret' }],
    ['dots as deal id', { dealId: '..' }],
    ['an object as deal id', { dealId: { $ne: null } }],
    ['a long deal id', { dealId: 'a'.repeat(101) }],
    ['a negative version', { dealId: 'd-1', version: -1 }],
    ['a broken version', { dealId: 'd-1', version: 1.5 }],
    ['a word as version', { dealId: 'd-1', version: 'last' }],
    ['a path as draft', { dealId: 'd-1', draftId: '../x' }],
    ['an object as input', { dealId: 'd-1', note: { a: 1 } }],
    ['a list as input', { dealId: 'd-1', reason: ['3'] }],
    ['a note of 2,001 characters', { dealId: 'd-1', note: 'x'.repeat(2001) }],
  ];
  for (const [what, data] of bad)
    it(`refuses ${what}`, () => assert.deepEqual(unpackAction('deal.decline', data), malformed));

  it('refuses pages that are none', () => {
    for (const data of [
      { list: 'secret', page: 1 },
      { list: 'inbound', page: 0 },
      { list: 'inbound' },
      { list: 'inbound', page: 'x' },
    ]) {
      assert.deepEqual(unpackAction('deals.page', data), malformed);
    }
  });

  it('is not impressed by prototype tricks', () => {
    const data: unknown = JSON.parse(
      '{"dealId":"d-1","__proto__":{"draftId":"evil"},"constructor":{"prototype":{"x":1}}}',
    );
    const read = unpackAction('deal.show', data);
    assert.deepEqual(read, {
      ok: true,
      action: { verb: 'deal.show', dealId: 'd-1', version: null, draftId: null, step: null },
    });
    assert.equal(({} as { x?: number }).x, undefined);
    assert.deepEqual(unpackAction('deal.show', Object.create({ dealId: 'd-1' })), malformed);
  });
});
