import assert from 'node:assert/strict';
import { type AcceptForm, acceptFormCard } from '../../cards/accept-form-card.ts';
import { dealListCard, type DealList } from '../../cards/deal-list-card.ts';
import { reasonFormCard } from '../../cards/reason-form-card.ts';
import { digestCard } from '../../cards/digest-card.ts';
import { attachment, renderHash, type AdaptiveCard } from '../../cards/render.ts';
import { REASONS } from '../../services/deals/reasons.ts';
import { nodesOf, wordsOf } from './card-rules.ts';
import { NOW, reader, sampleView, viewOf } from './sample-deal.ts';

const list: DealList = {
  list: 'inbound',
  items: [{ ...sampleView, readAtOnce: NOW }],
  page: 1,
  pages: 1,
  total: 1,
};
const verbsOf = (card: AdaptiveCard) =>
  nodesOf(card).flatMap(({ type, verb, data }) => (type === 'Action.Execute' ? [[verb, data]] : []));
const inputsOf = (card: AdaptiveCard) =>
  nodesOf(card).filter(({ type }) => String(type).startsWith('Input.'));
const buttonsOf = (card: AdaptiveCard) =>
  nodesOf(card).flatMap(({ type, title }) =>
    type === 'Action.Execute' || type === 'Action.OpenUrl' ? [title] : [],
  );

describe('deal list', () => {
  it('has a row to tap for each deal, with value, name and time left', () => {
    const card = dealListCard(list, reader);
    assert.deepEqual(verbsOf(card), [['deal.show', { dealId: sampleView.deal.id, version: 3 }]]);
    const text = wordsOf(card).join('\n');
    for (const part of [
      'Inbound deals',
      '1 deal',
      'Northwind Traders',
      '€60,000 · Store checkout on Azure',
      'in 9 days',
    ])
      assert.ok(text.includes(part), part);
  });

  it('turns pages only where there are some, and keeps what was searched for', () => {
    const pages = (page: number) =>
      verbsOf(
        dealListCard(
          { ...list, list: 'search', query: 'north', items: [], page, pages: 3, total: 25 },
          reader,
        ),
      );
    const to = (page: number) => ['deals.page', { list: 'search', page, query: 'north' }];
    assert.deepEqual(pages(1), [to(2)]);
    assert.deepEqual(pages(2), [to(1), to(3)]);
    assert.deepEqual(pages(3), [to(2)]);
  });

  it('asks which deal was meant, and a tap then does what was asked', () => {
    const card = dealListCard({ ...list, list: 'search', query: 'north', pick: 'deal.decline' }, reader);
    assert.equal(verbsOf(card)[0]![0], 'deal.decline');
    assert.ok(wordsOf(card).includes('Several deals match. Which one do you want to decline?'));
    const unnamed = dealListCard({ ...list, list: 'inbound', pick: 'deal.decline' }, reader);
    assert.ok(wordsOf(unnamed).includes('Which deal do you want to decline? Tap it.'));
    const paged = dealListCard({ ...list, pick: 'deal.decline', items: [], page: 2, pages: 3 }, reader);
    const to = (page: number) => ['deals.page', { list: 'inbound', page, pick: 'deal.decline' }];
    assert.deepEqual(verbsOf(paged), [to(1), to(3)]);
  });

  it('is friendly when empty, and honest about its age', () => {
    const card = dealListCard({ ...list, items: [], total: 0, asOf: NOW }, reader);
    assert.ok(wordsOf(card).includes('No deal is waiting for an answer. 🎉'));
    assert.ok(
      wordsOf(card).includes(
        'As of Monday, November 23, 2026, 10:20 (GMT+1); Partner Center does not answer right now.',
      ),
    );
  });
});

describe('digest', () => {
  it('says that nothing waits any more once all that it names is decided', () => {
    const card = digestCard({ reason: 'joined', items: list.items, total: 0 }, reader);
    assert.ok(wordsOf(card).includes('📥 No co-sell deal is waiting for an answer'));
  });

  it('is stored, so it has dates and no time left, whatever the views say', () => {
    const card = digestCard({ reason: 'joined', items: list.items, total: 17 }, reader);
    const text = wordsOf(card).join('\n');
    assert.ok(text.includes('17 co-sell deals are waiting for an answer'));
    assert.ok(text.includes('Thu, Dec 3, 01:00'));
    assert.doesNotMatch(text, /in \d+ day/);
    assert.match(text, /write “unfollow”/);
    assert.deepEqual(verbsOf(card).at(-1), ['deals.page', { list: 'inbound', page: 1 }]);
  });
});

describe('accept form', () => {
  const form = {
    gaps: ['dealValue', 'closingDate'] as const,
    values: { dealValue: '12x' },
    errors: { dealValue: 'notANumber' } as const,
    draftId: 'x-1',
  };

  it('FLD-17: asks only for the gaps, keeps what was typed, and shows each problem beside its field', () => {
    const card = acceptFormCard(sampleView, reader, form);
    assert.deepEqual(
      inputsOf(card).map(({ id, value }) => [id, value]),
      [
        ['dealValue', '12x'],
        ['closingDate', ''],
      ],
    );
    const containers = nodesOf(card).filter(
      ({ type, items }) => type === 'Container' && JSON.stringify(items).includes('"dealValue"'),
    );
    assert.ok(wordsOf(containers).includes('❗ Please write an amount, such as 50,000.00.'));
  });

  it('says in which currency the value is, where that is known and not asked', () => {
    const labelOf = (gaps: AcceptForm['gaps']) =>
      inputsOf(acceptFormCard(sampleView, reader, { ...form, gaps, values: { currency: 'GBP' } }))[0]?.[
        'label'
      ];
    assert.equal(labelOf(['dealValue']), 'Deal value in GBP');
    assert.equal(labelOf(['dealValue', 'currency']), 'Deal value');
  });

  it('sends the draft with deal.accept, and lets go with dialog.cancel', () => {
    const onDraft = { dealId: sampleView.deal.id, version: 3, draftId: 'x-1' };
    assert.deepEqual(verbsOf(acceptFormCard(sampleView, reader, form)), [
      ['deal.accept', { ...onDraft, step: 'submit' }],
      ['dialog.cancel', onDraft],
    ]);
  });

  it('FLD-15: with a customer that only Partner Center can complete, shows the way there and nothing to fill in', () => {
    const card = acceptFormCard(sampleView, reader, { ...form, gaps: ['customerCountry', 'dealValue'] });
    assert.deepEqual(inputsOf(card), []);
    assert.deepEqual(buttonsOf(card), ['Open in Partner Center', 'Cancel']);
    assert.match(wordsOf(card).join('\n'), /Still needed to accept: customer country, value\./);
  });

  it('offers our known solutions to choose from', () => {
    const card = acceptFormCard(sampleView, reader, {
      ...form,
      gaps: ['solutions'],
      solutions: [{ id: 'SOL-1', name: 'Checkout' }],
    });
    assert.deepEqual(
      inputsOf(card).map(({ type, choices }) => [type, choices]),
      [['Input.ChoiceSet', [{ title: 'Checkout', value: 'SOL-1' }]]],
    );
    assert.ok(buttonsOf(card).includes('Open in Partner Center'), 'for a solution that is not among them');
  });

  it('keeps the solutions of the deal chosen, also those that we did not know', () => {
    const card = acceptFormCard(sampleView, reader, {
      ...form,
      gaps: ['solutions'],
      values: { solutions: 'SOL-1, SOL-9' },
      solutions: [{ id: 'SOL-1', name: 'Checkout' }],
    });
    const [input] = inputsOf(card);
    assert.equal(input?.['value'], 'SOL-1,SOL-9');
    assert.deepEqual(input?.['choices'], [
      { title: 'Checkout', value: 'SOL-1' },
      { title: 'SOL-9', value: 'SOL-9' },
    ]);
  });
});

describe('decline form', () => {
  const card = reasonFormCard('decline', sampleView, reader, {
    values: {},
    errors: { reason: 'required' },
    draftId: 'x-1',
  });

  it('RSN-01: asks for one of the eight reasons', () => {
    const reason = inputsOf(card).find(({ id }) => id === 'reason')!;
    assert.deepEqual(
      (reason['choices'] as { value: string }[]).map(({ value }) => value),
      Object.keys(REASONS),
    );
    assert.equal(reason['isRequired'], true);
  });

  it('names the deal and its customer, as the card that it stands in for did', () => {
    const words = wordsOf(card);
    assert.ok(words.includes('Decline: Store checkout on Azure'));
    assert.ok(words.includes('Northwind Traders'));
  });

  it('LIFE-06, LIFE-11: says that it is final and that the sender is told', () => {
    assert.match(
      wordsOf(card).join('\n'),
      /This is final: a declined deal cannot be reopened, and the sender is told\./,
    );
  });
});

describe('render', () => {
  it('hashes the picture, not the order of its keys', () => {
    const card = dealListCard(list, reader);
    const turned = Object.fromEntries(Object.entries(card).toReversed()) as unknown as AdaptiveCard;
    assert.equal(renderHash(turned), renderHash(card));
    assert.notEqual(
      renderHash(dealListCard({ ...list, items: [viewOf({ value: '1' }, { readAtOnce: NOW })] }, reader)),
      renderHash(card),
    );
    assert.match(renderHash(card), /^[0-9a-f]{64}$/);
  });

  it('wraps a card for an activity', () => {
    const card = dealListCard(list, reader);
    assert.deepEqual(attachment(card), {
      contentType: 'application/vnd.microsoft.card.adaptive',
      content: card,
    });
  });
});
