import assert from 'node:assert/strict';
import { NEW_DEAL_KINDS } from '../../../../services/deals/new-deal/new-deal.ts';
import { parseNewDeal } from '../../../../services/deals/new-deal/parse-new-deal.ts';
import {
  ARE_IDS_UNKNOWN,
  AREA_PLAYS,
  areaOfPlay,
  PARTNER_ROLES,
  SOLUTION_AREAS,
} from '../../../../services/deals/new-deal/taxonomy.ts';
import taxonomy from '../../../../services/deals/new-deal/taxonomy-fy26.json' with { type: 'json' };
import { newDealTexts } from './new-deal-texts.ts';

const NOW = new Date('2026-11-28T12:00:00Z');

describe('the solution areas, plays and roles of FY26 (FLD-13, TYPE-06)', () => {
  it('are data in one file, each marked with whether its id is known', () => {
    const all = [
      ...taxonomy.solutionAreas,
      ...taxonomy.solutionAreas.flatMap(({ plays }) => plays),
      ...taxonomy.partnerRoles,
    ];
    for (const { id, isIdKnown } of all) {
      assert.match(id, /^\S[^\n]{1,98}\S$/);
      assert.equal(typeof isIdKnown, 'boolean', id);
    }
    assert.equal(
      ARE_IDS_UNKNOWN,
      all.some(({ isIdKnown }) => !isIdKnown),
      'people are told while an id is unknown',
    );
    assert.equal(PARTNER_ROLES.length, 8);
  });

  it('name no play twice, so that its area follows from it', () => {
    const plays = AREA_PLAYS.map(({ play }) => play);
    assert.equal(new Set(plays).size, plays.length);
    for (const { area, play } of AREA_PLAYS) assert.equal(areaOfPlay(play), area);
    for (const stranger of ['', 'constructor', 'Selling ice']) assert.equal(areaOfPlay(stranger), null);
  });

  it('are all taken by a co-sell deal, and asked of no other kind (SEED-13)', () => {
    for (const { area: solutionArea, play: solutionPlay } of AREA_PLAYS)
      for (const partnerRole of ['', ...PARTNER_ROLES])
        for (const kind of NEW_DEAL_KINDS) {
          const typed = newDealTexts({ solutionArea, solutionPlay, partnerRole });
          const { values, errors } = parseNewDeal(kind, typed, NOW);
          assert.deepEqual(errors, {});
          assert.equal(values?.help?.solutionPlay, kind === 'coSell' ? solutionPlay : undefined);
        }
  });

  it('are refused where a play is of another area', () => {
    const [one = '', other = ''] = SOLUTION_AREAS;
    const play = AREA_PLAYS.find(({ area }) => area === other)?.play ?? assert.fail();
    const typed = newDealTexts({ solutionArea: one, solutionPlay: play });
    assert.equal(parseNewDeal('coSell', typed, NOW).errors.solutionPlay, 'notAChoice');
  });
});
