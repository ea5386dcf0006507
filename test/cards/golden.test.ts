import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GOLDEN_CARDS, goldenText } from './golden/golden-cards.ts';

describe('golden cards', () => {
  for (const [name, card] of Object.entries(GOLDEN_CARDS)) {
    it(`${name} looks as agreed`, () => {
      assert.equal(
        goldenText(card()),
        readFileSync(join(import.meta.dirname, 'golden', `${name}.golden`), 'utf8'),
      );
    });
  }
});
