import assert from 'node:assert/strict';
import type { Deal } from '../../../services/deals/deal.ts';
import { DEFAULT_LADDER, type ReminderRules } from '../../../services/deals/ladder.ts';
import { isPosted, placeRules, readPlaceSettings } from '../../../services/deals/place-settings.ts';
import { planDeliveries } from '../../../services/deals/plan-deliveries.ts';
import { DEFAULT_QUIET_HOURS } from '../../../services/deals/working-time.ts';
import { inbound } from './inbound.ts';
import { sampleChannel, samplePlace } from './sample-place.ts';

const DEFAULTS: ReminderRules = { ladder: DEFAULT_LADDER, quietHours: DEFAULT_QUIET_HOURS, digestHour: 9 };
const posted = (stored: Record<string, string>, changes: Partial<Deal> = {}) =>
  isPosted(inbound(changes), readPlaceSettings(stored));
const customer = inbound().customer;

describe('settings of a place', () => {
  it('follow the bot where nothing is set, or where what is stored cannot be read', () => {
    assert.deepEqual(placeRules(undefined, DEFAULTS), DEFAULTS);
    assert.deepEqual(placeRules(readPlaceSettings({ quietHours: 'late' }), DEFAULTS), DEFAULTS);
    assert.equal(posted({ postFrom: 'mars', postMinimum: 'much' }), true);
  });

  it('go before the rules of the bot: quiet hours, and which steps of the ladder', () => {
    const rules = placeRules(readPlaceSettings({ quietHours: '22-7', reminders: '24h,4h' }), DEFAULTS);
    assert.deepEqual(rules.quietHours, { from: 22, to: 7, weekends: false });
    assert.deepEqual(
      rules.ladder.map(({ name }) => name),
      ['24h', '4h'],
    );
    const never = placeRules(readPlaceSettings({ quietHours: 'none', reminders: 'none' }), DEFAULTS);
    assert.deepEqual([never.quietHours, never.ladder.length], [null, 0]);
  });

  it('keep away deals by sender, country, solution and value', () => {
    const from = (organizationId: string) => ({ invitation: { ...inbound().invitation, organizationId } });
    assert.equal(posted({ postFrom: 'microsoft' }, from('msft')), true);
    assert.equal(posted({ postFrom: 'microsoft' }, from('fabrikam')), false);
    assert.equal(posted({ postFrom: 'partner' }, from('fabrikam')), true);
    assert.equal(posted({ postCountries: 'DE,FR' }, { customer: { ...customer, country: 'fr' } }), true);
    assert.equal(posted({ postCountries: 'DE' }, { customer: { ...customer, country: 'FR' } }), false);
    assert.equal(posted({ postSolutions: 'SOL-100' }), true);
    assert.equal(posted({ postSolutions: 'SOL-7' }), false);
    assert.equal(posted({ postMinimum: '50000' }, { value: '50000.00' }), true);
    assert.equal(posted({ postMinimum: '50000' }, { value: '49999.99' }), false);
  });

  it('keep no deal away for what Partner Center does not say', () => {
    const bare = { value: null, solutions: [], customer: { ...customer, country: null } };
    const strict = { postCountries: 'DE', postSolutions: 'SOL-7', postMinimum: '1000000' };
    assert.equal(posted(strict, bare), true);
  });

  it('decide by place what is posted, and when it is reminded of', () => {
    const now = new Date('2026-11-12T09:31:00Z');
    const wanted = planDeliveries({
      deal: inbound({ value: '10000', expiresAt: new Date('2026-11-26T00:00:00Z') }),
      kind: 'inbound',
      version: 1,
      firstSeenAt: now,
      places: [samplePlace(), sampleChannel()],
      posted: [],
      digests: [],
      blind: new Set(),
      told: new Set(),
      rules: DEFAULTS,
      settings: new Map([
        ['place-channel', readPlaceSettings({ postMinimum: '50000' })],
        ['place-ann', readPlaceSettings({ reminders: '24h', quietHours: 'none' })],
      ]),
      now,
    });
    assert.deepEqual(
      wanted.map(({ placeId, occasion, dueAt }) => [placeId, occasion.slice(0, 10), dueAt?.toISOString()]),
      [
        ['place-ann', 'new', '2026-11-12T09:31:00.000Z'],
        ['place-ann', 'expiry:24h', '2026-11-25T00:00:00.000Z'],
      ],
    );
  });
});
