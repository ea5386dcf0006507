import assert from 'node:assert/strict';
import { withMentions } from '../../cards/mentions.ts';
import type { Reader } from '../../cards/reader.ts';
import type { AdaptiveCard } from '../../cards/render.ts';

const READER: Reader = { locale: 'en', timeZone: 'Europe/Berlin', redaction: 'redacted' };
const CARD = {
  type: 'AdaptiveCard',
  version: '1.5',
  fallbackText: 'A deal',
  body: [{ type: 'TextBlock', text: 'A deal' }],
} as unknown as AdaptiveCard;

interface Entity {
  type: string;
  text: string;
  mentioned: { id: string; name: string };
}

function mention(
  people: Parameters<typeof withMentions>[1],
  reader = READER,
  away: Parameters<typeof withMentions>[1] = [],
) {
  const card = withMentions(CARD, people, reader, away) as AdaptiveCard & {
    msteams?: { entities: Entity[] };
  };
  const line = (card.body.at(-1) as unknown as { text: string }).text;
  return { card, line, entities: card.msteams?.entities ?? [] };
}

describe('mentions on a card', () => {
  it('name each person once in the text, to the letter as in its entity', () => {
    const { line, entities } = mention([
      { id: '29:cara', name: 'Cara Osei' },
      { id: '29:dag', name: 'Dag Holm' },
    ]);
    assert.equal(line, '🔔 For <at>Cara Osei</at>, <at>Dag Holm</at>');
    assert.deepEqual(entities, [
      { type: 'mention', text: '<at>Cara Osei</at>', mentioned: { id: '29:cara', name: 'Cara Osei' } },
      { type: 'mention', text: '<at>Dag Holm</at>', mentioned: { id: '29:dag', name: 'Dag Holm' } },
    ]);
  });

  it('are one line at the end, and leave the rest of the card and the card itself alone', () => {
    const { card } = mention([{ id: '29:cara', name: 'Cara Osei' }]);
    assert.deepEqual(card.body.slice(0, -1), CARD.body);
    assert.equal(CARD.body.length, 1);
  });

  it('are no line where there is nobody', () => {
    assert.equal(withMentions(CARD, [], READER), CARD);
  });

  for (const name of [
    '<at>Everyone</at>',
    '**Bold** _one_',
    '[click](https://bad.example)',
    '${evil}',
    '`a`|b~',
  ])
    it(`take from a name whatever could be Markdown or a tag: ${name}`, () => {
      const { line, entities } = mention([{ id: '29:x', name }]);
      const [entity] = entities;
      assert.ok(entity && line.includes(entity.text));
      const inner = entity.text.replace(/^<at>|<\/at>$/g, '');
      assert.doesNotMatch(inner, /[<>*_[\]()`|~${}]/);
      assert.equal(inner, entity.mentioned.name);
    });

  it('keep names as people write them', () => {
    for (const name of ['Zoé d’Arc', "O'Brien Jr.", '佐藤 花子', 'Jean-Luc']) {
      assert.equal(mention([{ id: '29:x', name }]).entities[0]?.mentioned.name, name);
    }
  });

  it('fall back to the id where there is no name, or nothing is left of it', () => {
    for (const name of [null, '', '***']) {
      assert.equal(mention([{ id: '29:x', name }]).entities[0]?.text, '<at>29:x</at>');
    }
  });

  it('of two people with one name are told apart', () => {
    const { line, entities } = mention([
      { id: '29:one', name: 'Ann Lee' },
      { id: '29:two', name: 'Ann Lee' },
    ]);
    const [one, two] = entities.map((entity) => (entity as { text: string }).text);
    assert.notEqual(one, two);
    assert.ok(line.includes(one ?? '-') && line.includes(two ?? '-'));
  });

  it('say in whose place somebody is called, without calling those', () => {
    const cara = [{ id: '29:cara', name: 'Cara Osei' }];
    const away = [
      { id: '29:dag', name: 'Dag [Holm](x)' },
      { id: '29:eva', name: null },
    ];
    const { line, entities } = mention(cara, READER, away.slice(0, 1));
    assert.equal(line, '🔔 For <at>Cara Osei</at> · Dag \\[Holm\\](x) is out of office');
    assert.equal(entities.length, 1);
    assert.equal(mention(cara, READER, away.slice(1)).line, '🔔 For <at>Cara Osei</at>');
    assert.match(mention(cara, { ...READER, locale: 'fr' }, away.slice(0, 1)).line, / · absence\u202f: Dag/);
  });

  it('speak the language of the place', () => {
    const { line } = mention([{ id: '29:x', name: 'Zoé Martin' }], { ...READER, locale: 'fr' });
    assert.match(line, /^🔔 Pour <at>Zoé Martin<\/at>$/);
  });
});
