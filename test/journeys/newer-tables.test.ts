import assert from 'node:assert/strict';
import { onServer, postgresGround } from '../support/databases.ts';
import { inboundReferral } from '../support/partner-center.ts';
import { openStage, storedText } from './stage.ts';

/** What a later version may do to the tables: it only adds. */
const LATER = [
  'alter table deals add column later text',
  "alter table deliveries add column later text not null default ''",
  'alter table people add column later integer not null default 0',
  'create table later (id text primary key)',
  "insert into kysely_migration values ('9999-later', '2030-01-01T00:00:00.000Z')",
];

describe('a newer version has brought the tables up to date', () => {
  it('the older one that runs goes on until it is stopped, and then does not start again', async function () {
    this.timeout(60_000);
    const { url, remove } = await postgresGround();
    const stage = await openStage({ ownProcess: true, env: { DATABASE_URL: url, QUIET_HOURS: 'none' } });
    const { teams, partnerCenter } = stage;
    const ann = await stage.join('Ann Keller');
    partnerCenter.put(inboundReferral({ name: 'Before the update' }));
    const before = await teams.waitForPost(ann.id, 'Before the update');

    for (const statement of LATER) await onServer(url, statement);

    const { id } = partnerCenter.put(inboundReferral({ name: 'After the update' }));
    const after = await teams.waitForPost(ann.id, 'After the update');
    for (const card of [before, after]) {
      await ann.click(card, 'deal.accept');
      await teams.waitForEdit(ann.id, card.id, 'Accepted by Ann Keller');
    }
    const ben = await stage.join('Ben Ito');
    await ben.say(`deal ${id}`);
    const shown = await teams.waitForPost(ben.id, 'After the update');
    assert.match(storedText(shown), /Accepted by Ann Keller/);
    const { body } = await stage.bot.readyz();
    assert.deepEqual((body as { degraded: string[] }).degraded, []);

    assert.equal(await stage.bot.stop(), 0);
    await assert.rejects(stage.bot.restart(), /brought up to date by a newer version \(9999-later\)/);
    await stage.stop();
    await remove();
  });
});
