import assert from 'node:assert/strict';
import type { Reader } from '../../cards/reader.ts';
import type { Deal } from '../../services/deals/deal.ts';
import { faultsOf } from './card-rules.ts';
import { dealCards, otherCards } from './every-card.ts';
import { dealWritten, emptyDeal, sampleDeal } from './sample-deal.ts';

const UGLY: Record<string, string> = {
  Markdown: '**bold** _it_ [pay](http://evil.example) `x` # 1. - > ~~no~~',
  mention: '<at>Marek</at> <script>alert(1)</script> &lt;at&gt;',
  expression: '${deal.id} {{DATE(2026-01-01T00:00:00Z)}} $${x}',
  'right to left': 'שלום \u202Eevil\u202C مرحبا \u2066x',
  'line breaks': 'one\r\ntwo\n\n# three\u2028- four\t\u0000\u0007',
  'broken letters': '\uD83D lone \uDC00 z\u0300\u0301\u0302\u0303\u0304\u0305\u0306',
  '5,000 characters': 'Ab1_'.repeat(1250),
  '5,000 characters that all need escaping': '*'.repeat(5000),
};

const DEALS: [string, Deal, string?][] = [
  ['a usual deal', sampleDeal],
  ['a deal with nothing in it', emptyDeal],
  ...Object.entries(UGLY).map(([name, text]): [string, Deal, string] => [name, dealWritten(text), text]),
];

describe('every card', () => {
  for (const locale of ['en', 'fr'] as const) {
    for (const redaction of ['full', 'redacted'] as const) {
      const reader: Reader = { locale, timeZone: 'America/Sao_Paulo', redaction };
      it(`is a valid, small and labelled Adaptive Card 1.5 (${locale}, ${redaction})`, () => {
        for (const [what, deal, text] of DEALS) {
          for (const [name, card] of [...dealCards(deal, reader, text), ...otherCards(reader, text)]) {
            assert.deepEqual(faultsOf(card), [], `${name}, ${what}`);
            assert.equal(card.lang, locale);
          }
        }
      }).timeout(60_000);
    }
  }
});
