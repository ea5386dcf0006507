import assert from 'node:assert/strict';
import { IntlMessageFormat } from 'intl-messageformat';
import en from '../../cards/strings/en.json' with { type: 'json' };
import fr from '../../cards/strings/fr.json' with { type: 'json' };
import { addLanguage, strings, type StringTable } from '../../cards/strings.ts';
import type { Locale } from '../../services/people/person.ts';
import { wordsOf } from './card-rules.ts';
import { dealCards, otherCards } from './every-card.ts';
import { emptyDeal, reader } from './sample-deal.ts';

type Elements = ReturnType<IntlMessageFormat['getAst']>;

/** Names of the arguments of a text, also inside plurals and selects. */
function argumentsOf(text: string): string[] {
  return [
    ...new Set(names(new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst())),
  ].sort();
}

function names(elements: Elements): string[] {
  return elements.flatMap((element) => {
    const inner =
      'options' in element ? Object.values(element.options).flatMap((option) => names(option.value)) : [];
    // Type 0 is plain text.
    const type: number = element.type;
    return 'value' in element && type !== 0 ? [element.value, ...inner] : inner;
  });
}

describe('strings', () => {
  it('has the same keys and arguments in both languages', () => {
    assert.deepEqual(Object.keys(fr), Object.keys(en));
    for (const key of Object.keys(en) as (keyof typeof en)[])
      assert.deepEqual(argumentsOf(fr[key]), argumentsOf(en[key]), key);
  });

  it('sets French with narrow no-break spaces, and both languages with typographic apostrophes', () => {
    for (const [key, text] of Object.entries(fr)) {
      assert.doesNotMatch(text, /[^\u202F][;!?»]|[^\u202F\d]:|«[^\u202F]/, key);
    }
    for (const [key, text] of [...Object.entries(en), ...Object.entries(fr)])
      assert.doesNotMatch(text, /'/, key);
  });

  it('speaks English to a language it does not know', () => {
    assert.equal(strings('de')('button.accept'), en['button.accept']);
  });

  it('counts in both languages', () => {
    assert.equal(strings('en')('list.count', { total: 1 }), '1 deal');
    assert.equal(strings('en')('list.count', { total: 0 }), '0 deals');
    assert.equal(strings('fr')('list.count', { total: 0 }), '0 affaire');
    assert.equal(strings('fr')('list.count', { total: 2 }), '2 affaires');
  });

  it('has no words on any card that do not come from the tables (pseudo-language)', () => {
    const pseudo = 'en-XA' as Locale;
    addLanguage(
      pseudo,
      Object.fromEntries(Object.entries(en).map(([key, text]) => [key, pseudoText(text)])) as StringTable,
    );
    const silent = { ...reader, locale: pseudo, timeZone: 'UTC' };
    const deal = {
      ...emptyDeal,
      customer: { ...emptyDeal.customer, contacts: [] },
      team: [],
      solutions: [],
      registrations: [],
    };
    for (const [name, card] of [...dealCards(deal, silent, '7'), ...otherCards(silent, '7')]) {
      for (const text of wordsOf(card)) {
        // Words of the tables are wrapped; months, weekdays, zones and states come from Intl and Partner Center.
        const left = text
          .replace(/⟦[^⟦⟧]*⟧/g, '')
          .replace(
            /\b(Monday|Mon|November|Nov|Sep|Oct|days|EUR|USD|GMT|UTC|None|New|Pending|Active|Accepted|Closed|Won|Lost|Declined|Expired|Error)\b/g,
            '',
          );
        const words =
          left
            .replace(/\b(in|this|minutes?)\b/g, '')
            .replace(/SOL-\d+|d-0|[A-Z][a-z]+\/[A-Z][a-z]+/g, '')
            .match(/\p{L}{2,}/gu) ?? [];
        assert.deepEqual(words, [], `${name}: ${text}`);
      }
    }
  });
});

/** Wraps every word of a text outside ICU's syntax. */
function pseudoText(text: string): string {
  let result = '';
  let depth = 0;
  const kinds: ('argument' | 'text')[] = [];
  for (const piece of text.split(/([{}])/)) {
    if (piece === '{') {
      depth++;
      // A brace inside an argument opens text again: {count, plural, one {text}}.
      kinds.push(kinds.at(-1) === 'argument' ? 'text' : 'argument');
      result += piece;
    } else if (piece === '}') {
      depth--;
      kinds.pop();
      result += piece;
    } else {
      result +=
        depth > 0 && kinds.at(-1) === 'argument' ? piece : piece.replace(/[\p{L}][\p{L}’-]*/gu, '⟦$&⟧');
    }
  }
  return result;
}
