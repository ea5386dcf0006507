import assert from 'node:assert/strict';
import {
  calendarDate,
  country,
  midnightBetween,
  moment,
  money,
  relative,
  typedAmount,
} from '../../cards/format.ts';
import type { Reader } from '../../cards/reader.ts';
import { parseMoney } from '../../services/deals/accept-inputs.ts';

const paris: Reader = { locale: 'en', timeZone: 'Europe/Paris', redaction: 'full' };
const at = new Date('2026-11-30T00:00:00Z');

describe('money', () => {
  const cases: [string | null, string | null, string | null, string | null][] = [
    ['60000', 'EUR', '€60,000', '60 000 €'],
    ['1250000.50', 'USD', '$1,250,000.50', '1 250 000,50 $US'],
    ['1234.5678', 'EUR', '€1,234.5678', '1 234,5678 €'],
    ['12345678901234567890.25', 'EUR', '€12,345,678,901,234,567,890.25', '12 345 678 901 234 567 890,25 €'],
    ['0.00', 'EUR', '€0', '0 €'],
    ['1200', 'JPY', '¥1,200', '1 200 JPY'],
    ['60000', 'XQZ', 'XQZ 60,000', '60 000 XQZ'],
    ['60000', 'Points', '60,000 Points', '60 000 Points'],
    ['60000', null, '60,000', '60 000'],
    ['much', 'EUR', 'much EUR', 'much EUR'],
    [null, 'EUR', null, null],
  ];
  for (const [value, currency, en, fr] of cases) {
    it(`${value} ${currency} -> ${en}`, () => {
      assert.equal(spaced(money(value, currency, 'en')), en);
      assert.equal(spaced(money(value, currency, 'fr')), fr);
    });
  }
});

describe('moments', () => {
  it('carry weekday, date, time and zone in the reader’s zone and language', () => {
    assert.equal(moment(at, paris), 'Monday, November 30, 2026, 01:00 (GMT+1)');
    assert.equal(moment(at, { ...paris, locale: 'fr' }), 'lundi 30 novembre 2026 à 01:00 (UTC+1)');
    assert.equal(
      moment(at, { ...paris, timeZone: 'America/New_York' }),
      'Sunday, November 29, 2026, 19:00 (GMT-5)',
    );
    assert.equal(
      moment(new Date('2026-07-01T22:30:00Z'), { ...paris, timeZone: 'Asia/Kolkata' }),
      'Thursday, July 2, 2026, 04:00 (GMT+5:30)',
    );
  });

  it('say 1er in French', () => {
    assert.equal(
      moment(new Date('2026-12-01T08:00:00Z'), { ...paris, locale: 'fr' }),
      'mardi 1er décembre 2026 à 09:00 (UTC+1)',
    );
    assert.equal(calendarDate(new Date('2026-12-01T00:00:00Z'), 'fr'), '1er décembre 2026');
  });

  it('fall back to UTC for an unknown zone', () => {
    assert.equal(
      moment(at, { ...paris, timeZone: 'Mars/Olympus' }),
      'Monday, November 30, 2026, 00:00 (UTC)',
    );
  });

  it('tell between which days a midnight lies, because a bare 00:00 is misread', () => {
    assert.deepEqual(midnightBetween(at, { ...paris, timeZone: 'UTC' }), {
      before: 'Sunday',
      after: 'Monday',
    });
    assert.equal(midnightBetween(at, paris), null);
  });

  it('FLD-20: close dates are calendar dates in UTC', () =>
    assert.equal(calendarDate(at, 'en'), 'November 30, 2026'));
});

describe('typedAmount', () => {
  it('is what people of that language type, and can be read again', () => {
    for (const [value, en, fr] of [
      ['81000.50', '81,000.50', '81 000,50'],
      ['1234567', '1,234,567', '1 234 567'],
    ] as const) {
      assert.equal(typedAmount(value, 'en'), en);
      assert.equal(spaced(typedAmount(value, 'fr')), fr);
      for (const locale of ['en', 'fr']) assert.deepEqual(parseMoney(typedAmount(value, locale)), { value });
    }
    assert.equal(spaced(typedAmount('81000.5', 'fr')), '81 000,50');
  });

  it('leaves what is no plain decimal as it was typed', () => {
    for (const text of ['much', '1.234', '12,5', '']) assert.equal(typedAmount(text, 'fr'), text);
  });
});

describe('relative', () => {
  const MINUTE = 60_000;
  const cases: [number, string, string][] = [
    [9 * 1440, 'in 9 days', 'dans 9 jours'],
    [2 * 1440 + 1430, 'in 2 days', 'dans 2 jours'],
    [2 * 1440 - 1, 'in 47 hours', 'dans 47 heures'],
    [119, 'in 119 minutes', 'dans 119 minutes'],
    [1, 'in 1 minute', 'dans 1 minute'],
    [0, 'this minute', 'cette minute-ci'],
    [-180, '3 hours ago', 'il y a 3 heures'],
  ];
  for (const [minutes, en, fr] of cases) {
    it(`${minutes} minutes: ${en}`, () => {
      const to = new Date(at.getTime() + minutes * MINUTE);
      assert.equal(relative(at, to, 'en'), en);
      assert.equal(spaced(relative(at, to, 'fr')), fr);
    });
  }
});

describe('country', () => {
  it('names what Intl knows and keeps what it does not', () => {
    assert.equal(country('FR', 'en'), 'France');
    assert.equal(country('de', 'fr'), 'Allemagne');
    assert.equal(country('QQ', 'en'), 'QQ');
    assert.equal(country('Utopia', 'en'), 'Utopia');
    assert.equal(country(' ', 'en'), null);
  });
});

/** Intl's no-break spaces as plain ones. */
function spaced(text: string | null): string | null {
  return text?.replace(/[\u00A0\u202F]/g, ' ') ?? null;
}
