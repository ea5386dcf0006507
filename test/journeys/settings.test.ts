import assert from 'node:assert/strict';
import { inboundReferral } from '../support/partner-center.ts';
import type { Chat } from '../support/teams.ts';
import { openRehearsal, type Rehearsal } from './rehearsal-stage.ts';
import { nowIn, openStage, type Stage, storedText } from './stage.ts';

describe('settings', () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.stop());

  async function settingsOf(chat: Chat, title: string, word = 'settings') {
    await chat.say(word);
    return stage.teams.waitForPost(chat.id, title);
  }

  it('change language and time zone, for answers and for what stands already', async () => {
    const { teams, partnerCenter, join } = stage;
    const ann = await join({ name: 'Ann Keller', timeZone: 'Europe/Berlin' });
    partnerCenter.put(inboundReferral({ name: 'Zone deal', expirationDateTime: '2030-01-07T12:00:00Z' }));
    const deal = await teams.waitForPost(ann.id, 'Zone deal');
    // What installs an app tells no time zone; a click, as people sign in with, does.
    assert.match(storedText(deal), /January 7, 2030, (12:00 \(UTC\)|13:00 \(GMT\+1\))/);
    const form = await settingsOf(ann, 'Your settings');
    const wrong = await ann.click(form, 'Save', { otherTimeZone: 'Mars/Base' });
    assert.match(wrong.text, /There is no such time zone[^]*|Mars\/Base/);
    const saved = await ann.click(form, 'Save', { otherTimeZone: 'asia/tokyo', language: 'fr' });
    assert.match(saved.text, /Enregistré\.[^]*Asia\/Tokyo|Vos paramètres/);
    await teams.waitForEdit(ann.id, deal, '21:00');
    assert.match(nowIn(teams, ann, deal), /7 janvier 2030 à 21:00/);
    await ann.say('deal zone deal');
    await teams.waitForPost(
      ann.id,
      (message) => /Affaire|affaire/.test(storedText(message)) && message.id !== deal.id,
    );
    const french = await settingsOf(ann, 'Vos paramètres', 'paramètres');
    await ann.click(french, 'Enregistrer', { language: 'auto', timeZone: 'auto', otherTimeZone: '' });
    await ann.say('help');
    await teams.waitForPost(ann.id, 'Here is what you can ask');
  });

  it('of a shared place say what is posted there; the personal chat then gets what the place leaves out', async () => {
    const { teams, partnerCenter, join, watched } = stage;
    const bea = await join('Bea Fox');
    const channel = teams
      .channel({ team: 'Big deals', people: [bea.person], installed: true })
      .as(bea.person);
    const form = await settingsOf(channel, 'Settings of this conversation');
    const saved = await channel.click(form, 'Save', {
      following: 'yes',
      postMinimum: '500,000',
      postCountries: 'de, fr',
    });
    assert.match(saved.text, /Saved/);
    await watched();
    await teams.quiet();
    partnerCenter.put(inboundReferral({ name: 'Small deal', details: { dealValue: 1000 } }));
    partnerCenter.put(inboundReferral({ name: 'Huge deal', details: { dealValue: 900000 } }));
    await teams.waitForPost(channel.id, 'Huge deal');
    await teams.waitForPost(bea.id, 'Small deal');
    await teams.quiet();
    const posted = teams.posts(channel.id).map(storedText).join('\n');
    assert.doesNotMatch(posted, /Small deal/, 'the filter keeps the place quiet');
    assert.doesNotMatch(
      teams.posts(bea.id).map(storedText).join('\n'),
      /Huge deal/,
      'told in the channel already',
    );

    await channel.say('status');
    const status = storedText(await teams.waitForPost(channel.id, 'Status'));
    assert.match(status, /Answers[^]*from 500,000/);
    const again = await channel.click(form, 'Save', { following: 'no' });
    assert.match(again.text, /Saved/);
    partnerCenter.put(inboundReferral({ name: 'Vast deal', details: { dealValue: 900000 } }));
    await teams.waitForPost(bea.id, 'Vast deal');
    await teams.quiet();
    assert.doesNotMatch(teams.posts(channel.id).map(storedText).join('\n'), /Vast deal/);
  });

  it('of a shared place are for people with the role only (PERM-06)', async () => {
    const { teams, partnerCenter, join } = stage;
    const cid = await join('Cid Orr');
    partnerCenter.forbidden.add(cid.person.aadObjectId);
    const group = teams.groupChat([cid.person], { installed: true });
    const answer = await settingsOf(group, 'No Referrals role');
    assert.doesNotMatch(storedText(answer), /Save/);
    const value = {
      action: { type: 'Action.Execute', verb: 'settings.save', data: { step: 'save', following: 'yes' } },
    };
    const { body } = await group.invoke('adaptiveCard/action', value, answer.id);
    assert.match(JSON.stringify(body), /No Referrals role/);
  });
});

describe('quiet hours and reminders of a person', () => {
  let play: Rehearsal;
  before(async () => {
    play = await openRehearsal('2027-03-01T09:00:00Z');
  });
  after(() => play.stop());

  it('move a step earlier, and leave out one that was not chosen', async () => {
    const { teams, clock, put, join } = play;
    const dan = await join({ name: 'Dan Ode' });
    const eve = await join({ name: 'Eve Lin' });
    const choose = async (chat: Chat, inputs: Record<string, string>) => {
      await chat.say('settings');
      const form = await teams.waitForPost(chat.id, 'Your settings');
      const { text } = await chat.click(form, 'Save', { timeZone: 'UTC', ...inputs });
      assert.match(text, /Saved/);
    };
    await choose(dan, { quietHours: '22-7', reminders: '24h' });
    await choose(eve, { quietHours: '22-7', reminders: '4h' });
    const created = new Date('2027-03-01T09:00:00Z');
    const deadline = { expirationDateTime: '2027-03-12T23:30:00Z' };
    await put(inboundReferral({ name: 'Night deal', ...deadline }, created));
    await teams.waitForPost(dan.id, 'Night deal');
    await teams.waitForPost(eve.id, 'Night deal');
    const reminded = () =>
      [dan, eve].map(
        (chat) => teams.posts(chat.id).filter((post) => storedText(post).includes('Reminder: nobody')).length,
      );

    // A second before the step: 24 h before is 23:30, in quiet hours, so it comes at 21:00.
    await clock('2027-03-11T20:59:59Z');
    await teams.quiet();
    assert.deepEqual(reminded(), [0, 0]);
    await clock('2027-03-11T21:00:01Z');
    await teams.waitForPost(dan.id, 'Reminder: nobody');
    await teams.quiet();
    assert.deepEqual(reminded(), [1, 0]);
    await clock('2027-03-12T19:30:01Z');
    await teams.waitForPost(eve.id, 'Reminder: nobody');
    await teams.quiet();
    assert.deepEqual(reminded(), [1, 1]);
  }).timeout(60_000);
});
