import assert from 'node:assert/strict';
import { installationActivity, messageActivity, type Envelope } from './teams-activities.ts';
import { startTeams } from './teams.ts';

const NOW = new Date('2026-11-22T09:15:22.123Z');

describe('activities of the Teams stand-in', () => {
  it('carry the language, time zone and local time of the person', async () => {
    const teams = await startTeams();
    const person = teams.person({ name: 'Ann Lee', locale: 'fr-CA', timeZone: 'America/St_Johns' });
    const { room } = teams.personalChat(person);
    const from: Envelope = {
      memory: teams.memory,
      room,
      threadId: null,
      person,
      serviceUrl: teams.serviceUrl,
      now: NOW,
    };
    const activity = messageActivity(from, '1', 'aide', false);
    assert.equal(activity.localTimestamp, '2026-11-22T05:45:22.123-03:30');
    assert.deepEqual(activity.entities, [
      { locale: 'fr-CA', country: 'CA', platform: 'Web', timezone: 'America/St_Johns', type: 'clientInfo' },
    ]);
    assert.equal(activity.from?.aadObjectId, person.aadObjectId);
  });

  it('tell a team of an installation in General and name the channel that was chosen', async () => {
    const teams = await startTeams();
    const person = teams.person({ name: 'Ann Lee' });
    const { room } = teams.channel({ team: 'Sales', name: 'Deals', people: [person] });
    const from: Envelope = {
      memory: teams.memory,
      room,
      threadId: null,
      person,
      serviceUrl: teams.serviceUrl,
      now: NOW,
    };
    const activity = installationActivity(from, 'add');
    assert.equal(activity.conversation?.id, room.team?.id);
    assert.deepEqual(activity.channelData?.['settings'], { selectedChannel: { id: room.id } });
  });
});
