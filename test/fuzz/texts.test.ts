import assert from 'node:assert/strict';
import MarkdownIt from 'markdown-it';
import { escapeMarkdown, escapeParagraphs, inputText, plainText } from '../../cards/markdown.ts';
import { insightFile } from '../../services/deals/insight-csv.ts';
import { registrationCsv, registrationFile } from '../../services/deals/registration-csv.ts';
import type { RegistrationValues } from '../../services/deals/registration-form.ts';
import { dealWritten, NOW } from '../cards/sample-deal.ts';
import { hostileText, hugeText } from './hostile.ts';
import { markupIn } from './markup-in.ts';
import { tryCases } from './try-cases.ts';

const markdown = new MarkdownIt();
const UNESCAPED: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' };
const CASES = { short: 1500, long: 20_000 };

/** What a reader sees of one line, or null where any of it became markup. */
function seen(text: string): string | null {
  if (text === '') return '';
  const inner = /^<p>([^<]*)<\/p>$/.exec(markdown.render(text).trim())?.[1];
  return inner?.replace(/&(lt|gt|quot|amp);/g, (entity) => UNESCAPED[entity] ?? '') ?? null;
}

const textBlock = (text: string) => ({ type: 'TextBlock', text });

describe('any text of other people', () => {
  it('is text only where Markdown is read, and every letter of it is shown', () =>
    tryCases('texts', CASES, hugeText, (text) => {
      const escaped = escapeMarkdown(text);
      assert.deepEqual(markupIn(textBlock(escaped)), []);
      assert.equal(seen(escaped)?.replaceAll('${', '$ {'), plainText(text));
    }));

  it('is text only as paragraphs too', () =>
    tryCases('texts', CASES, hugeText, (text) =>
      assert.deepEqual(markupIn(textBlock(escapeParagraphs(text, 3000))), []),
    ));

  it('keeps its length and carries no expression where it is typed on', () =>
    tryCases('texts', CASES, hugeText, (text) => {
      for (const shown of [inputText(text, 300), plainText(text, 300)]) {
        assert.ok(shown.isWellFormed() && !shown.includes('${'));
        assert.ok(shown.replaceAll('$ {', '${').length <= 300);
      }
    }));

  it('is never a formula in a file, whatever stands before the sign', () =>
    tryCases('files', { short: 500, long: 5000 }, hostileText, (text) => {
      const values = { solutionCurrency: text, contractValue: text, tenant: text } as RegistrationValues;
      const [, row = ''] = csvRows(registrationCsv(text, { ...NO_VALUES, ...values }));
      assert.equal(row.length, 24, 'a row has as many cells as columns');
      for (const cell of row) assert.ok(!isFormula(cell), JSON.stringify(cell));
      assert.match(registrationFile(text, NO_VALUES).name, /^deal-registration-[A-Za-z0-9-]{0,36}\.csv$/);
    }));

  it('is never a formula in the file of the deals behind the figures either (FLD-20)', () =>
    tryCases('files', { short: 300, long: 5000 }, hostileText, (text) => {
      const deal = dealWritten(text);
      const filters = { period: 'all', dealType: null, country: null, solution: text } as const;
      const file = insightFile([{ deal, kind: 'outbound', sister: deal }], filters, NOW);
      assert.match(file.name, /^co-sell-deals-all-[0-9-]{10}\.csv$/);
      const [header = [], row = [], ...more] = csvRows(file.text);
      assert.equal(row.length, header.length, 'a row has as many cells as columns');
      assert.deepEqual(more, []);
      for (const cell of row) assert.ok(!isFormula(cell), JSON.stringify(cell));
    }));

  it('that is a formula is known as one by this test', () => {
    for (const cell of ['=1', ' =1', '\t1', '＝1', '\u200b=1', '\u00a0@x', '-2', '+a'])
      assert.ok(isFormula(cell), JSON.stringify(cell));
    for (const cell of ["'=1", 'a=1', '12.5', '']) assert.ok(!isFormula(cell));
  });
});

const NO_VALUES = {
  isMarketplaceTransacted: false,
  marketplaceDate: null,
  isDeployedOnAzure: true,
  contractValue: '1',
  contractCurrency: 'EUR',
  term: '12',
  signedDate: '2026-01-01',
  startDate: '2026-01-01',
  endDate: '2027-01-01',
  solutionValue: '1',
  solutionCurrency: 'EUR',
  tenant: 'x',
  pricingModel: 'y',
} as unknown as RegistrationValues;

/** Spreadsheets skip what is not seen, and take these signs in their wide form as well. */
function isFormula(cell: string): boolean {
  return /^[\s\p{Cf}\p{Cc}]*[=+\-@＝＋－＠]/u.test(cell) || /^[\t\r\n]/.test(cell);
}

/** Reads a CSV file as RFC 4180 says. */
function csvRows(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === '') break;
    if (end !== ',') rows.push([]);
  }
  return rows;
}
