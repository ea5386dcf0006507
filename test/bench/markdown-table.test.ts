import assert from 'node:assert/strict';
import { markdownTable } from './markdown-table.ts';

describe('a table in Markdown', () => {
  it('has text in its first column and numbers in the others', () => {
    assert.equal(
      markdownTable(
        ['', 'ms', 'MB'],
        [
          ['ours', '4', '300'],
          ['bare', '1', '80'],
        ],
      ),
      ['|  | ms | MB |', '| --- | ---: | ---: |', '| ours | 4 | 300 |', '| bare | 1 | 80 |'].join('\n'),
    );
  });
});
