import assert from 'node:assert/strict';
import { type MicrosoftCloud, startMicrosoftCloud } from '../../support/microsoft-cloud/microsoft-cloud.ts';
import { keyOf, openDirectory } from './open-directory.ts';

const MINUTE = 60 * 1000;

/** Paths that Graph was asked for, parts of batches as themselves. */
const asked = (cloud: MicrosoftCloud) =>
  cloud.graph.service.requests.map(({ method, path }) => `${method} ${path.replace('/v1.0', '')}`);

describe('the directory: names and mail', () => {
  it('reads many people in batches of twenty, once, and no one of another tenant', async () => {
    const cloud = await startMicrosoftCloud({ graphRoles: ['User.ReadBasic.All'] });
    const people = Array.from({ length: 23 }, (_, index) =>
      cloud.person({ name: `Nora ${String.fromCharCode(65 + index)}` }),
    );
    const outsider = cloud.person({ name: 'Otto Out', tenantId: cloud.otherTenantId });
    const { directory } = openDirectory(cloud);
    const keys = [...people, outsider].map(keyOf);
    const found = await directory.profilesOf(keys);
    assert.equal(found.size, 23);
    const [nora] = people;
    assert.deepEqual(found.get(nora?.aadObjectId ?? ''), {
      personId: nora?.aadObjectId,
      name: 'Nora A',
      firstName: 'Nora',
      lastName: 'A',
      email: nora?.email,
    });
    assert.equal(asked(cloud).filter((path) => path === 'POST /$batch').length, 2);
    assert.ok(!asked(cloud).some((path) => path.includes(outsider.aadObjectId)));
    await directory.profilesOf(keys);
    assert.equal(asked(cloud).filter((path) => path === 'POST /$batch').length, 2);
  });

  it('takes an unknown person for unknown, which turns nothing off', async () => {
    const cloud = await startMicrosoftCloud();
    const ann = cloud.person({ name: 'Ann Lee' });
    const { directory, said } = openDirectory(cloud);
    const nobody = { tenantId: cloud.bot.tenantId, personId: 'nobody' };
    assert.equal((await directory.profilesOf([nobody])).size, 0);
    assert.deepEqual([...(await directory.profilesOf([nobody, keyOf(ann)])).keys()], [ann.aadObjectId]);
    assert.deepEqual([directory.limits(), said], [[], []]);
  });
});

describe('the directory: a colleague by some of the name', () => {
  it('finds by the beginning of any word, people of the own tenant with a mail address only', async () => {
    const cloud = await startMicrosoftCloud();
    for (const name of ['Ann Lee', 'Bob Annan', 'Zoé Martin']) cloud.person({ name });
    cloud.person({ name: 'Ann Outside', tenantId: cloud.otherTenantId });
    cloud.person({ name: 'Ann Nomail', email: '' });
    cloud.person({ name: 'Ann Guest', email: 'ann_guest.example#EXT#@partner.example' });
    const { directory } = openDirectory(cloud);
    const names = async (text: string) => (await directory.searchColleagues(text)).map(({ name }) => name);
    assert.deepEqual(await names('ann'), ['Ann Lee', 'Bob Annan']);
    assert.deepEqual(await names('lee'), ['Ann Lee']);
    assert.deepEqual(await names('ann.lee'), ['Ann Lee']);
    assert.deepEqual(await names('zoé'), ['Zoé Martin']);
    assert.deepEqual(await names('"ann" OR (x:'), []);
    const before = asked(cloud).length;
    assert.deepEqual([await names('  '), await names('ANN')], [[], ['Ann Lee', 'Bob Annan']]);
    assert.equal(asked(cloud).length, before);
  });
});

describe('the directory: whom somebody reports to', () => {
  it('by object id or by mail, kept; nobody is nobody', async () => {
    const cloud = await startMicrosoftCloud();
    const eva = cloud.person({ name: 'Eva Boss' });
    const ann = cloud.person({ name: 'Ann Lee', manager: eva });
    const { directory } = openDirectory(cloud);
    assert.equal((await directory.reportsTo(ann.aadObjectId))?.name, 'Eva Boss');
    assert.equal((await directory.reportsTo(ann.email))?.personId, eva.aadObjectId);
    assert.equal(await directory.reportsTo(eva.aadObjectId), null);
    assert.equal(await directory.reportsTo(eva.aadObjectId), null);
    assert.equal(asked(cloud).length, 3);
    assert.deepEqual(directory.limits(), []);
  });
});

describe('the directory: who is away', () => {
  it('is out of office by presence or by automatic replies; who is offline or idle is not away', async () => {
    const cloud = await startMicrosoftCloud();
    const now = Date.now();
    const [here, offline, out, replies, over, later] = [
      'Here Now',
      'Off Line',
      'Out There',
      'Re Plies',
      'Over Again',
      'Later Then',
    ].map((name) => cloud.person({ name }));
    assert.ok(here && offline && out && replies && over && later);
    offline.presence = { availability: 'Offline', activity: 'Offline' };
    out.presence = { availability: 'Away', activity: 'OutOfOffice' };
    replies.automaticReplies = { message: 'On leave' };
    const { directory, clock } = openDirectory(cloud);
    // Presence would say it as well: only the mailbox knows from when to when.
    cloud.graphRoles.delete('Presence.Read.All');
    over.automaticReplies = { message: '', from: new Date(now - 9 * MINUTE), until: new Date(now - MINUTE) };
    later.automaticReplies = { message: '', from: new Date(now + MINUTE), until: new Date(now + 9 * MINUTE) };
    out.automaticReplies = { message: '', from: new Date(now - MINUTE), until: new Date(now + MINUTE) };
    const everybody = [here, offline, out, replies, over, later].map(keyOf);
    assert.deepEqual(await directory.whoIsAway(everybody), new Set([out.aadObjectId, replies.aadObjectId]));
    clock.pass(MINUTE);
    const before = asked(cloud).length;
    await directory.whoIsAway(everybody);
    assert.equal(asked(cloud).length, before, 'asked again within two minutes');
  });

  it('each source is optional, and one that is refused is named once', async () => {
    const cloud = await startMicrosoftCloud({ graphRoles: ['Presence.Read.All'] });
    const ann = cloud.person({ name: 'Ann Lee' });
    ann.presence = { availability: 'Away', activity: 'OutOfOffice' };
    const { directory, said } = openDirectory(cloud);
    assert.deepEqual(await directory.whoIsAway([keyOf(ann)]), new Set([ann.aadObjectId]));
    assert.deepEqual(directory.limits(), [
      { feature: 'outOfOffice', reason: 'notConsented', permissions: ['MailboxSettings.Read'] },
    ]);
    assert.deepEqual(
      said.map(({ fields }) => [fields['feature'], fields['permissions']]),
      [['outOfOffice', ['MailboxSettings.Read']]],
    );
    assert.deepEqual([directory.can('presence'), directory.can('outOfOffice')], [true, false]);
  });

  it('takes nobody for away where Graph does not answer in time', async () => {
    const cloud = await startMicrosoftCloud();
    const ann = cloud.person({ name: 'Ann Lee' });
    ann.automaticReplies = { message: 'On leave' };
    const { directory } = openDirectory(cloud, { absencesWithinMs: 30 });
    cloud.graph.service.fault({ delayMs: 60_000, times: 9 });
    assert.deepEqual(await directory.whoIsAway([keyOf(ann)]), new Set());
    assert.deepEqual(
      directory.limits().map(({ reason }) => reason),
      ['unavailable', 'unavailable'],
    );
  });
});

describe('the directory: permissions and bad days', () => {
  it('without consent each feature is off, says so once, asks again after ten minutes, and recovers', async () => {
    const cloud = await startMicrosoftCloud({ graphRoles: [] });
    const ann = cloud.person({ name: 'Ann Lee', manager: cloud.person({ name: 'Eva Boss' }) });
    const { directory, clock, said } = openDirectory(cloud);
    const all = async () => [
      (await directory.profilesOf([keyOf(ann)])).size,
      (await directory.searchColleagues('ann')).length,
      await directory.reportsTo(ann.aadObjectId),
      (await directory.whoIsAway([keyOf(ann)])).size,
    ];
    assert.deepEqual(await all(), [0, 0, null, 0]);
    assert.deepEqual(
      directory
        .limits()
        .map(({ feature }) => feature)
        .sort(),
      ['names', 'outOfOffice', 'presence', 'reportsTo', 'search'],
    );
    const calls = asked(cloud).length;
    assert.deepEqual(await all(), [0, 0, null, 0]);
    assert.equal(asked(cloud).length, calls, 'asked again at once');
    assert.equal(said.length, 5);
    const names = said.find(({ fields }) => fields['feature'] === 'names');
    assert.deepEqual(names?.fields['permissions'], ['User.ReadBasic.All', 'User.Read.All']);

    clock.pass(11 * MINUTE);
    assert.deepEqual(await all(), [0, 0, null, 0]);
    assert.equal(said.length, 5, 'said again');
    for (const role of ['User.Read.All', 'Presence.Read.All', 'MailboxSettings.Read'])
      cloud.graphRoles.add(role);
    const consented = openDirectory(cloud);
    assert.equal((await consented.directory.profilesOf([keyOf(ann)])).size, 1);
    assert.equal((await consented.directory.reportsTo(ann.aadObjectId))?.name, 'Eva Boss');
  });

  it('waits as long as Graph asks where that is short, once, and never sends what may be done already', async () => {
    const cloud = await startMicrosoftCloud();
    const ann = cloud.person({ name: 'Ann Lee' });
    const { directory, said } = openDirectory(cloud);
    cloud.graph.service.fault({ status: 429, retryAfterSeconds: 1 });
    assert.equal((await directory.searchColleagues('ann')).length, 1);
    assert.equal(asked(cloud).length, 2);
    assert.deepEqual(said, []);
    await cloud.teams
      .personalChat(ann)
      .install()
      .catch(() => undefined);
    const note = {
      type: 'dealExpiring',
      deal: 'Plant',
      deadline: 'Friday',
      preview: 'Plant expires Friday',
    } as const;
    cloud.graph.service.fault({ status: 503 });
    assert.equal(await directory.notify(keyOf(ann), note), false);
    assert.equal(cloud.graph.teamwork.notifications.length, 0);
    assert.equal(asked(cloud).filter((path) => path.endsWith('sendActivityNotification')).length, 1);
  });

  it('where Graph asks for a long wait, nobody waits: the feature is off for as long', async () => {
    const cloud = await startMicrosoftCloud();
    cloud.person({ name: 'Ann Lee' });
    const { directory, clock } = openDirectory(cloud);
    cloud.graph.service.fault({ status: 429, retryAfterSeconds: 120 });
    assert.equal((await directory.searchColleagues('ann')).length, 0);
    assert.deepEqual(
      directory.limits().map(({ feature, reason }) => [feature, reason]),
      [['search', 'throttled']],
    );
    clock.pass(119 * 1000);
    assert.equal((await directory.searchColleagues('ann')).length, 0);
    assert.equal(asked(cloud).length, 1);
    clock.pass(2000);
    assert.equal((await directory.searchColleagues('ann')).length, 1);
    assert.deepEqual(directory.limits(), []);
  });

  it('no token is as Graph away: nothing is thrown, and reads are tried again later', async () => {
    const cloud = await startMicrosoftCloud();
    const ann = cloud.person({ name: 'Ann Lee' });
    const { directory, clock } = openDirectory(cloud);
    cloud.entra.service.fault({ status: 400, times: 9 });
    assert.equal((await directory.profilesOf([keyOf(ann)])).size, 0);
    assert.deepEqual(
      directory.limits().map(({ feature, reason }) => [feature, reason]),
      [['names', 'unavailable']],
    );
    cloud.entra.service.clearFaults();
    clock.pass(31 * 1000);
    assert.equal((await directory.profilesOf([keyOf(ann)])).size, 1);
  });
});

describe('the directory: the app and the activity feed', () => {
  it('installs the app; 409 is there already; the catalog is asked once; off without the app id', async () => {
    const cloud = await startMicrosoftCloud();
    const [ann, ben] = [cloud.person({ name: 'Ann Lee' }), cloud.person({ name: 'Ben Roy' })];
    const { directory } = openDirectory(cloud);
    assert.equal(await directory.installFor(keyOf(ann)), 'installed');
    assert.equal(await directory.installFor(keyOf(ann)), 'alreadyThere');
    assert.equal(await directory.installFor(keyOf(ben)), 'installed');
    assert.equal(await directory.installFor({ tenantId: cloud.bot.tenantId, personId: 'nobody' }), 'refused');
    assert.equal(asked(cloud).filter((path) => path.includes('/appCatalogs')).length, 1);
    const off = openDirectory(cloud, { teamsAppId: null }).directory;
    assert.deepEqual([off.can('install'), off.can('activityFeed'), off.can('names')], [false, false, true]);
    assert.equal(await off.installFor(keyOf(ann)), 'unknown');
  });

  it('sends a notification of a declared type; one person without the app turns it off for nobody else', async () => {
    const cloud = await startMicrosoftCloud({ graphRoles: [] });
    const [ann, ben] = [cloud.person({ name: 'Ann Lee' }), cloud.person({ name: 'Ben Roy' })];
    await cloud.teams
      .personalChat(ann)
      .install()
      .catch(() => undefined);
    const { directory, said } = openDirectory(cloud);
    const note = {
      type: 'dealExpiring',
      deal: 'Plant '.repeat(40),
      deadline: 'Friday',
      preview: 'Plant expires Friday '.repeat(20),
    } as const;
    assert.equal(await directory.notify(keyOf(ben), note), false);
    assert.equal(directory.can('activityFeed'), false);
    assert.equal(await directory.notify(keyOf(ann), note), true);
    assert.equal(directory.can('activityFeed'), true);
    const [sent] = cloud.graph.teamwork.notifications;
    assert.deepEqual(
      [sent?.person.name, sent?.activityType, sent?.parameters['deadline'], sent?.previewText.length],
      ['Ann Lee', 'dealExpiring', 'Friday', 150],
    );
    assert.match(JSON.stringify(sent?.topic), new RegExp(`/l/entity/${cloud.bot.teamsAppId}/conversations`));
    assert.deepEqual(
      said.map(({ text }) => text),
      ['Microsoft Graph: feature off for now', 'Microsoft Graph: works again'],
    );
  });
});
