import assert from 'node:assert/strict';
import { forgetPerson } from '../../../services/privacy/forget-person.ts';
import { ownRecordFile } from '../../../services/privacy/own-record.ts';
import { forgetOld } from '../../../services/privacy/retention.ts';
import { FORMER_COLLEAGUE } from '../../../services/people/former-colleague.ts';
import { saveAccess } from '../../../services/store/access.ts';
import { findDeal, saveDeal } from '../../../services/store/deals.ts';
import { endDecision, findDecision, openDecision } from '../../../services/store/decisions.ts';
import { listDeliveriesOf, wantDeliveries } from '../../../services/store/deliveries.ts';
import { findDraft, openDraft } from '../../../services/store/drafts.ts';
import { addFavorite } from '../../../services/store/favorites.ts';
import { appendHistory, listHistory } from '../../../services/store/history.ts';
import { saveMembers } from '../../../services/store/members.ts';
import { findStoredPerson, savePerson } from '../../../services/store/people.ts';
import { findPlace, retirePlace, savePlace } from '../../../services/store/places.ts';
import { findPosted, savePosted } from '../../../services/store/posted-cards.ts';
import { findSettings, saveSetting } from '../../../services/store/settings.ts';
import { describeOnEveryEngine } from '../../support/databases.ts';
import { newDecision } from '../deals/new-decision.ts';
import { samplePlace } from '../deals/sample-place.ts';
import { ANN, BEN, setStage, type Stage, START, watcherSees } from '../deals/stage.ts';
import { sampleDeal, sampleStored } from '../store/sample-deal.ts';

const DAY = 24 * 60 * 60 * 1000;
const daysAgo = (days: number) => new Date(START.getTime() - days * DAY);
const signal = new AbortController().signal;

describeOnEveryEngine('what is kept, and for how long', (opened) => {
  let stage: Stage;
  beforeEach(() => {
    stage = { ...setStage(opened().store), retentionDays: 400 };
  });

  const closed = (id: string, days: number, substatus = 'Won') =>
    sampleDeal({ id, status: 'Closed', substatus, closedAt: daysAgo(days), updatedAt: daysAgo(days) });
  const keep = (...deals: ReturnType<typeof sampleDeal>[]) =>
    Promise.all(deals.map((deal) => saveDeal(stage.store.db, sampleStored(deal))));
  const isKept = async (id: string) => (await findDeal(stage.store.db, id)) !== null;

  it('forgets deals that were closed long ago with all about them, however many', async () => {
    const { db } = stage.store;
    const ids = Array.from({ length: 230 }, (_, index) => `old-${index}`);
    for (const id of ids) await keep(closed(id, 401));
    await appendHistory(db, {
      dealId: 'old-1',
      at: daysAgo(401),
      kind: 'seen',
      version: 1,
      actor: { kind: 'partnerCenter' },
      verb: null,
      before: null,
      after: null,
    });
    await saveAccess(db, ANN, 'old-1', true, START);
    await wantDeliveries(
      db,
      [{ placeId: 'p', subject: 'old-1', occasion: 'new', dueAt: null, wantedVersion: 1 }],
      START,
    );
    await keep(closed('young', 399));
    await forgetOld(stage, signal);
    const left = await db.selectFrom('deals').select('id').execute();
    assert.deepEqual(
      left.map(({ id }) => id),
      ['young'],
    );
    assert.deepEqual(await listHistory(db, 'old-1'), []);
    assert.deepEqual(await listDeliveriesOf(db, { subject: 'old-1' }), []);
    assert.deepEqual(await db.selectFrom('access').selectAll().execute(), []);
    assert.equal((await db.selectFrom('listed_deals').select('deal_id').execute()).length, 1);
  });

  it('keeps what is open, starred, being decided, being written down, or still to be reminded of (REG-14)', async () => {
    const { db } = stage.store;
    await keep(
      sampleDeal({ id: 'new', updatedAt: daysAgo(900) }),
      sampleDeal({ id: 'active', status: 'Active', substatus: 'Accepted', updatedAt: daysAgo(900) }),
      closed('starred', 900),
      closed('deciding', 900),
      closed('form', 900),
      closed('reminder', 900),
      closed('over', 900),
    );
    await addFavorite(db, ANN, 'starred', daysAgo(900));
    await openDecision(db, newDecision('d-1', ANN, { dealId: 'deciding' }));
    const draft = { id: 'f-1', dealId: 'form', dialog: 'deal.register', step: 'form', inputs: {} };
    const { tenantId, personId } = ANN;
    await openDraft(db, {
      ...draft,
      tenantId,
      personId,
      placeId: 'p',
      activityId: null,
      openedAt: daysAgo(500),
      changedAt: daysAgo(10),
      closedAt: null,
    });
    const reminder = {
      placeId: 'p',
      subject: 'reminder',
      occasion: 'registration:deadline:7d:won:2026-10-01',
    };
    await wantDeliveries(db, [{ ...reminder, dueAt: daysAgo(-3), wantedVersion: 1 }], START);
    await forgetOld(stage, signal);
    const left = await db.selectFrom('deals').select('id').orderBy('id').execute();
    assert.deepEqual(
      left.map(({ id }) => id),
      ['active', 'deciding', 'form', 'new', 'reminder', 'starred'],
    );
  });

  it('does not take in what it would forget at once, and keeps everything where RETENTION_DAYS is none', async () => {
    await watcherSees(stage, closed('old', 500));
    assert.equal(await isKept('old'), false);
    assert.deepEqual(await stage.store.db.selectFrom('sightings').selectAll().execute(), []);
    await watcherSees(stage, closed('young', 5));
    assert.equal(await isKept('young'), true);
    stage.retentionDays = null;
    await watcherSees(stage, closed('old', 500));
    await forgetOld(stage, signal);
    assert.equal(await isKept('old'), true);
  });

  it('forgets places that the bot was taken away from, and people whom nobody has met', async () => {
    const { db } = stage.store;
    const person = { ...ANN, userId: '29:ann', locale: 'en', timeZone: 'UTC', spoken: null } as const;
    await savePerson(db, { ...person, seenAt: daysAgo(401) });
    await savePerson(db, { ...person, ...BEN, userId: '29:ben', seenAt: daysAgo(401) });
    await savePlace(db, samplePlace({ id: 'gone', conversationId: 'c-1', personId: ANN.personId }));
    await savePlace(db, samplePlace({ id: 'there', conversationId: 'c-2', personId: BEN.personId }));
    await retirePlace(db, 'gone', daysAgo(401));
    await forgetOld(stage, signal);
    assert.equal(await findPlace(db, 'gone'), null);
    assert.equal(await findStoredPerson(db, ANN), null);
    assert.ok(await findPlace(db, 'there'));
    assert.ok(await findStoredPerson(db, BEN), 'they read here without ever writing');
  });

  it('forgets a person who asks for it: what they decided stays, without who they were', async () => {
    const { db } = stage.store;
    const person = { ...ANN, userId: '29:ann', locale: 'en', timeZone: 'UTC', spoken: null } as const;
    await savePerson(db, { ...person, seenAt: START });
    await savePlace(db, samplePlace({ id: 'own', conversationId: 'c-1', personId: ANN.personId }));
    await savePlace(db, {
      ...samplePlace({ id: 'desk', conversationId: 'c-2' }),
      kind: 'groupChat',
      personId: null,
    });
    await saveMembers(db, 'desk', [
      { personId: ANN.personId, userId: '29:ann', name: ANN.name, email: 'ann@partner.example' },
      { personId: BEN.personId, userId: '29:ben', name: BEN.name, email: null },
    ]);
    await saveSetting(db, 'place:desk', 'owners', `${ANN.personId},${BEN.personId}`);
    await saveSetting(db, `person:${ANN.tenantId}/${ANN.personId}`, 'language', 'fr');
    await keep(sampleDeal({ id: 'deal-1' }));
    await saveAccess(db, ANN, 'deal-1', true, START);
    await addFavorite(db, ANN, 'deal-1', START);
    await openDecision(
      db,
      newDecision('d-1', ANN, { dealId: 'deal-1', inputs: { note: 'mine' }, placeId: 'own' }),
    );
    const posted = {
      id: 'c',
      placeId: 'own',
      subject: 'deal-1',
      occasion: 'new',
      activityId: 'a',
      version: 1,
    };
    await savePosted(db, { ...posted, hash: '', postedAt: START, changedAt: START });
    await appendHistory(db, {
      dealId: 'deal-1',
      at: START,
      kind: 'decided',
      version: 2,
      actor: { kind: 'person', person: ANN, name: ANN.name },
      verb: 'deal.accept',
      before: null,
      after: null,
    });
    const { stored } = JSON.parse((await ownRecordFile(stage, ANN)).text) as {
      stored: Record<string, object[]>;
    };
    for (const table of [
      'people',
      'places',
      'settings',
      'members',
      'access',
      'favorites',
      'decisions',
      'history',
    ])
      assert.equal(stored[table]?.length, 1, table);
    assert.equal(stored['posted_cards']?.length, 1);

    assert.deepEqual(await forgetPerson(stage, ANN), { kind: 'busy' });
    assert.ok(await findStoredPerson(db, ANN));
    await endDecision(db, 'd-1', 'done', null, START);
    assert.deepEqual(await forgetPerson(stage, ANN), { kind: 'forgotten', ended: 0 });

    const decision = await findDecision(db, 'd-1');
    assert.deepEqual(
      [decision?.state, decision?.personId, decision?.personName, decision?.inputs, decision?.placeId],
      ['done', FORMER_COLLEAGUE, FORMER_COLLEAGUE, {}, null],
    );
    const [entry] = await listHistory(db, 'deal-1');
    assert.deepEqual(entry?.actor, {
      kind: 'person',
      person: { tenantId: ANN.tenantId, personId: FORMER_COLLEAGUE },
      name: FORMER_COLLEAGUE,
    });
    assert.equal(await findPosted(db, 'own', 'deal-1', 'new'), null);
    assert.deepEqual(await findSettings(db, 'place:desk'), { owners: BEN.personId });
    assert.equal(await findDraft(db, 'none'), null);
    const left = JSON.stringify(await everything(stage));
    for (const trace of [`"${ANN.personId}"`, '29:ann', 'Ann Lee', 'ann@partner.example', 'mine'])
      assert.ok(!left.includes(trace), trace);
  });
});

/** All rows of all tables. */
async function everything({ store: { db } }: Stage): Promise<unknown[]> {
  const tables = (await db.introspection.getTables()).map(({ name }) => name);
  const rows = tables
    .filter((name) => !name.startsWith('kysely'))
    .map((name) =>
      db
        .selectFrom(name as 'people')
        .selectAll()
        .execute(),
    );
  return Promise.all(rows);
}
