import assert from 'node:assert/strict';
import { foldText } from '../../../services/store/fold-text.ts';

describe('foldText', () => {
  for (const [text, folded] of [
    ['Société Œuvre-Gruß', 'societe oeuvre gruss'],
    ['  L’ORÉAL & Cie. ', 'l oreal cie'],
    ['Łódź Ærø Straße', 'lodz aero strasse'],
    ['ΟΔΟΣ οδός', 'οδοσ οδοσ'],
    ['GROẞ', 'gross'],
    ['ﬁnance ２０２６', 'finance 2026'],
    ['東京 株式会社', '東京 株式会社'],
    ['İstanbul', 'istanbul'],
    ['👍 %_\\', ''],
    ['', ''],
  ] as const) {
    it(`folds '${text}' to '${folded}'`, () => assert.equal(foldText(text), folded));
  }
});
