import assert from 'node:assert/strict';
import { wireMoment } from '../../../services/referrals/wire-moment.ts';

const CASES: readonly [unknown, string | null][] = [
  ['2026-11-02T09:15:22.1239999Z', '2026-11-02T09:15:22.123Z'],
  ['2026-11-02T09:15:22Z', '2026-11-02T09:15:22.000Z'],
  ['2026-11-02T09:15:22.5', '2026-11-02T09:15:22.500Z'],
  ['2026-11-02T09:15:22+02:00', '2026-11-02T07:15:22.000Z'],
  ['2026-11-02T09:15:22-0530', '2026-11-02T14:45:22.000Z'],
  ['2026-11-02', '2026-11-02T00:00:00.000Z'],
  ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ['2026-02-29T00:00:00Z', null],
  ['2026-13-01T00:00:00Z', null],
  ['2026-11-02T25:00:00Z', null],
  ['0001-01-01T00:00:00Z', null],
  ['11/02/2026', null],
  ['soon', null],
  ['', null],
  [1762074922000, null],
  [null, null],
  [{}, null],
];

describe('wireMoment', () => {
  for (const [wire, iso] of CASES) {
    it(`reads ${JSON.stringify(wire)} as ${iso}`, () =>
      assert.equal(wireMoment(wire)?.toISOString() ?? null, iso));
  }
});
