import assert from 'node:assert/strict';
import type { PersonKey } from '../../../services/people/person.ts';
import type { Place } from '../../../services/people/place.ts';
import {
  dealIdsWithAccess,
  findAccess,
  forgetAccess,
  listAccessOfDeal,
  saveAccess,
  saveAccessMany,
} from '../../../services/store/access.ts';
import { findStoredPerson, savePerson } from '../../../services/store/people.ts';
import {
  findPersonalPlace,
  findPlace,
  findPlaceByConversation,
  listFollowingPlaces,
  retirePlace,
  savePlace,
} from '../../../services/store/places.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';

const AT = new Date('2026-11-20T10:00:00.000Z');
const LATER = new Date('2026-11-20T11:00:00.000Z');
const ZOE: PersonKey = { tenantId: 'tenant', personId: 'zoe' };
const ADA: PersonKey = { tenantId: 'tenant', personId: 'ada' };

describeOnEveryEngine('people', (opened) => {
  const db = () => opened().store.db;

  it('remembers a person, with the language of their commands apart', async () => {
    const person = { ...ZOE, name: 'Zoé', userId: '29:zoe', locale: 'en' as const, timeZone: 'Europe/Paris' };
    await savePerson(db(), { ...person, spoken: null, seenAt: AT });
    await savePerson(db(), { ...person, spoken: 'fr', seenAt: LATER });
    assert.deepEqual(await findStoredPerson(db(), ZOE), { ...person, spoken: 'fr', seenAt: LATER });
    assert.equal(await findStoredPerson(db(), { ...ZOE, tenantId: 'another' }), null);
  });
});

describeOnEveryEngine('access', (opened) => {
  const db = () => opened().store.db;

  it('knows yes, no and unknown, and when it was learnt (PERM-01)', async () => {
    await saveAccess(db(), ZOE, 'a', true, AT);
    await saveAccess(db(), ZOE, 'b', true, AT);
    await saveAccess(db(), ZOE, 'b', false, LATER);
    assert.deepEqual(await findAccess(db(), ZOE, 'a'), { maySee: true, checkedAt: AT });
    assert.deepEqual(await findAccess(db(), ZOE, 'b'), { maySee: false, checkedAt: LATER });
    assert.equal(await findAccess(db(), ZOE, 'c'), null);
    assert.equal(await findAccess(db(), ADA, 'a'), null);
  });

  it('learns many at once, the last word counting', async () => {
    const seen = Array.from({ length: 600 }, (_, index) => ({ dealId: `deal-${index}`, maySee: true }));
    await saveAccessMany(db(), ZOE, [...seen, { dealId: 'deal-0', maySee: false }], AT);
    await saveAccessMany(db(), ZOE, [], AT);
    const ids = [...seen.map(({ dealId }) => dealId), 'unknown'];
    const visible = await dealIdsWithAccess(db(), ZOE, ids);
    assert.equal(visible.size, 599);
    assert.deepEqual([visible.has('deal-0'), visible.has('deal-599')], [false, true]);
    assert.deepEqual(await dealIdsWithAccess(db(), ZOE, []), new Set());
  });

  it('lists what is known of one deal, and forgets a person', async () => {
    await saveAccess(db(), ZOE, 'a', true, AT);
    await saveAccess(db(), ADA, 'a', false, LATER);
    await forgetAccess(db(), ZOE);
    assert.deepEqual(await listAccessOfDeal(db(), 'a'), [{ ...ADA, maySee: false, checkedAt: LATER }]);
  });
});

describeOnEveryEngine('places', (opened) => {
  const db = () => opened().store.db;

  it('finds a place by its id and by its conversation', async () => {
    assert.deepEqual(await savePlace(db(), place('a')), place('a'));
    assert.deepEqual(await findPlace(db(), 'a'), place('a'));
    assert.deepEqual(await findPlaceByConversation(db(), 'tenant', 'conversation-a'), place('a'));
    assert.equal(await findPlaceByConversation(db(), 'another', 'conversation-a'), null);
  });

  it('changes a place that is saved again, even its conversation', async () => {
    await savePlace(db(), place('a'));
    const moved = place('a', { conversationId: 'moved', redaction: 'redacted', locale: 'fr' });
    assert.deepEqual(await savePlace(db(), moved), moved);
    assert.equal(await findPlaceByConversation(db(), 'tenant', 'conversation-a'), null);
  });

  it('keeps one place a conversation when several turns meet it at the same time', async () => {
    const meet = (id: string) => savePlace(db(), place(id, { conversationId: 'new' }));
    const met = await Promise.all(['a', 'b', 'c'].map(meet));
    assert.equal(new Set(met.map(({ id }) => id)).size, 1);
  });

  it('lists the places that follow and may be written to', async () => {
    await savePlace(db(), place('late', { joinedAt: LATER }));
    await savePlace(db(), place('early'));
    await savePlace(db(), place('silent', { following: false }));
    await savePlace(db(), place('retired'));
    await retirePlace(db(), 'retired', LATER);
    const ids = async () => (await listFollowingPlaces(db())).map(({ id }) => id);
    assert.deepEqual(await ids(), ['early', 'late']);
    assert.deepEqual((await findPlace(db(), 'retired'))?.retiredAt, LATER);
    await savePlace(db(), place('retired', { joinedAt: LATER }));
    assert.deepEqual(await ids(), ['early', 'late', 'retired']);
  });

  it('finds a person’s own chat while it may be written to', async () => {
    const own = { kind: 'personal', personId: 'zoe' } as const;
    await savePlace(db(), place('group', { personId: null, kind: 'groupChat' }));
    await savePlace(db(), place('old', own));
    await savePlace(db(), place('new', { ...own, joinedAt: LATER }));
    assert.equal((await findPersonalPlace(db(), ZOE))?.id, 'new');
    await retirePlace(db(), 'new', LATER);
    assert.equal((await findPersonalPlace(db(), ZOE))?.id, 'old');
    await retirePlace(db(), 'old', LATER);
    assert.equal(await findPersonalPlace(db(), ZOE), null);
    assert.equal(await findPersonalPlace(db(), ADA), null);
  });
});

function place(id: string, changes: Partial<Place> = {}): Place {
  return {
    id,
    kind: 'channel',
    tenantId: 'tenant',
    conversationId: `conversation-${id}`,
    serviceUrl: 'http://127.0.0.1/connector',
    botId: '28:bot',
    personId: null,
    locale: 'en',
    timeZone: 'Europe/Paris',
    redaction: 'full',
    following: true,
    joinedAt: AT,
    byDefault: false,
    teamId: null,
    retiredAt: null,
    ...changes,
  };
}
