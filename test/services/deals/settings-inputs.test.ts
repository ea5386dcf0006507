import assert from 'node:assert/strict';
import { parseSettings, type SettingsInputs } from '../../../services/deals/settings-inputs.ts';
import { parseTimeZone } from '../../../services/people/time-zone.ts';

const STEPS = ['7d', '3d', '24h', '4h'];
const NOTHING: SettingsInputs = {
  language: null,
  timeZone: null,
  otherTimeZone: null,
  quietHours: null,
  reminders: STEPS.join(','),
  following: null,
  redaction: null,
  postFrom: null,
  postCountries: null,
  postSolutions: null,
  postMinimum: null,
  activityFeed: null,
  installForTeam: null,
};
const parsed = (changes: Partial<SettingsInputs>) => parseSettings({ ...NOTHING, ...changes }, STEPS);

describe('a settings form', () => {
  it('goes back to the defaults where nothing is chosen', () => {
    const { values, errors } = parsed({
      language: 'auto',
      timeZone: 'auto',
      quietHours: 'default',
      postFrom: 'all',
    });
    assert.deepEqual(errors, {});
    assert.deepEqual(new Set(Object.values(values)), new Set([null]));
  });

  it('keeps what is chosen', () => {
    const { values } = parsed({
      language: 'fr',
      timeZone: 'Asia/Tokyo',
      quietHours: '22-7',
      reminders: '4h,24h,unknown',
      postFrom: 'partner',
      postCountries: 'de, FR;de',
      postSolutions: 'SOL-1,SOL-2',
      postMinimum: '50 000,00',
    });
    assert.deepEqual(values, {
      language: 'fr',
      timeZone: 'Asia/Tokyo',
      quietHours: '22-7',
      reminders: '24h,4h',
      postFrom: 'partner',
      postCountries: 'DE,FR',
      postSolutions: 'SOL-1,SOL-2',
      postMinimum: '50000.00',
    });
  });

  it('tells no reminders from all reminders', () => {
    assert.equal(parsed({ reminders: null }).values.reminders, 'none');
    assert.equal(parsed({ reminders: '4h,24h,3d,7d' }).values.reminders, null);
  });

  it('takes a typed zone before a chosen one, and refuses what is none', () => {
    assert.equal(
      parsed({ timeZone: 'UTC', otherTimeZone: 'europe/lisbon' }).values.timeZone,
      'Europe/Lisbon',
    );
    assert.equal(parsed({ otherTimeZone: 'Mars/Base' }).errors.otherTimeZone, 'notAZone');
    for (const text of ['+02:00', '', 'x', '1', 'Europe/']) assert.equal(parseTimeZone(text), null, text);
    assert.equal(parseTimeZone('america/new york'), 'America/New_York');
  });

  it('refuses each wrong field with its own error', () => {
    const { errors } = parsed({ quietHours: '25-7', postCountries: 'Germany', postMinimum: 'a lot' });
    assert.deepEqual(errors, {
      quietHours: 'notHours',
      postCountries: 'notACountry',
      postMinimum: 'notANumber',
    });
    const many = Array.from({ length: 51 }, () => 'DE').join(',');
    assert.equal(parsed({ postCountries: many }).errors.postCountries, 'tooMany', 'NAV-04');
  });
});
