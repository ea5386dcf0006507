import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GOLDEN_CARDS, goldenText } from './golden-cards.ts';

/** `npx node test/cards/golden/write.ts`, after a wanted change of layout; then read the diff. */
for (const [name, card] of Object.entries(GOLDEN_CARDS))
  writeFileSync(join(import.meta.dirname, `${name}.golden`), goldenText(card()));
