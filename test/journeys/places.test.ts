import assert from 'node:assert/strict';
import { inboundReferral, type WireReferral } from '../support/partner-center.ts';
import type { Chat, Message, TeamsPerson } from '../support/teams.ts';
import { waitFor } from '../support/wait.ts';
import { nowIn, openStage, type Stage, storedText } from './stage.ts';

const HOUR = 60 * 60 * 1000;

describe('places that follow', () => {
  let stage: Stage;
  /** Follows by default, and is in no shared place: when her card stands, the others had their chance. */
  let ann: Chat;

  before(async () => {
    stage = await openStage({ env: { QUIET_HOURS: 'none' } });
    ann = await stage.join('Ann Keller');
  });
  after(() => stage.stop());

  const person = (name: string): TeamsPerson => stage.teams.person({ name });

  async function arrived(name: string, overrides: Record<string, unknown> = {}): Promise<WireReferral> {
    const referral = stage.partnerCenter.put(inboundReferral({ name, ...overrides }));
    await stage.teams.waitForPost(ann.id, name);
    return referral;
  }

  /** What stands in a chat about this deal, oldest first. */
  function about(chat: Chat, name: string): Message[] {
    return stage.teams.posts(chat.id).filter((post) => storedText(post).includes(name));
  }

  async function follow(chat: Chat, text = 'follow'): Promise<void> {
    const before = stage.teams.posts(chat.id).length;
    await chat.say(text);
    await waitFor(() => stage.teams.posts(chat.id).length > before, { what: `an answer to ${text}` });
    await stage.teams.quiet();
  }

  /** Who would be notified by this message. */
  function mentioned({ activity }: Message): string[] {
    const [attachment] = activity.attachments ?? [];
    const content = attachment?.['content'] as { msteams?: { entities?: { mentioned: { id: string } }[] } };
    return (content?.msteams?.entities ?? []).map((entity) => entity.mentioned.id);
  }

  it('in a channel: one root post a deal, its steps in that thread, mentioning whom the deal names, else who asked', async () => {
    const { teams } = stage;
    const [cara, dag] = [person('Cara Osei'), person('Dag Holm')];
    const channel = teams.channel({ team: 'Mentions', name: 'Deals', people: [cara, dag], installed: true });
    await follow(channel);
    const expirationDateTime = new Date(Date.now() + 4 * HOUR + 3000).toISOString();
    await arrived('Teamless deal', { expirationDateTime });
    const { id } = await arrived('Dags deal', {
      expirationDateTime,
      team: [{ firstName: 'Dag', lastName: 'Holm', email: dag.email.toUpperCase() }],
    });
    for (const [name, who] of [
      ['Teamless deal', cara],
      ['Dags deal', dag],
    ] as const) {
      await waitFor(() => about(channel, name).length === 2, {
        seconds: 10,
        what: 'a card and its reminder',
      });
      const [root, step] = about(channel, name);
      assert.ok(root && step);
      assert.equal(root.threadId, root.id, 'a thread of its own');
      assert.equal(step.threadId, root.id, 'the step stands in it');
      assert.match(storedText(step), /Reminder/);
      for (const post of [root, step]) {
        assert.deepEqual(mentioned(post), [who.id]);
        assert.ok(storedText(post).includes(`<at>${who.name}</at>`), 'the text and its entity agree');
      }
    }
    const [root, step] = about(channel, 'Dags deal');
    assert.ok(root && step);
    await channel.click(step, 'deal.accept');
    for (const post of [root, step]) {
      const edited = await teams.waitForEdit(channel.id, post.id, 'Accepted by Cara Osei');
      assert.deepEqual(mentioned(edited), [], 'who is done is not called again');
    }
    assert.equal(stage.partnerCenter.referral(id).substatus, 'Accepted');
  });

  it('show all or little by request, also on the cards that stand, in the language of who asked', async () => {
    const { teams } = stage;
    const zoe = teams.person({ name: 'Zoé Martin', locale: 'fr-FR', timeZone: 'America/New_York' });
    const group = teams.groupChat([zoe], { installed: true });
    await follow(group, 'suivre');
    await arrived('Affaire partagée');
    const card = await teams.waitForPost(group.id, 'Affaire partagée');
    assert.match(storedText(card), /Décider|Date limite|UTC−5|UTC-5|EST/);
    assert.doesNotMatch(storedText(card), /60[\s\u202f]?000/);
    await follow(group, 'suivre complet');
    await waitFor(() => /60[\s\u202f]?000/.test(nowIn(teams, group, card)), { what: 'the whole card' });
    await follow(group, 'suivre masqué');
    await waitFor(() => !/60[\s\u202f]?000/.test(nowIn(teams, group, card)), { what: 'the redacted card' });
    assert.equal(about(group, 'Affaire partagée').length, 1);
  });

  it('stop by request: no reminder comes, and what stands still changes', async () => {
    const { teams, partnerCenter } = stage;
    const group = teams.groupChat([person('Eve Stopper')], { installed: true });
    await follow(group);
    const expirationDateTime = new Date(Date.now() + 4 * HOUR + 2500).toISOString();
    const { id } = await arrived('Stopped deal', { expirationDateTime });
    const card = await teams.waitForPost(group.id, 'Stopped deal');
    await follow(group, 'unfollow');
    await waitFor(() => about(ann, 'Stopped deal').length === 2, { seconds: 8, what: "Ann's reminder" });
    await teams.quiet();
    assert.equal(about(group, 'Stopped deal').length, 1);
    partnerCenter.change(id, { status: 'Active', substatus: 'Accepted' });
    await teams.waitForEdit(group.id, card.id, 'Accepted in Partner Center');
  });

  it('that asked again get nothing twice', async () => {
    const { teams } = stage;
    const group = teams.groupChat([person('Eve Again')], { installed: true });
    await follow(group);
    await arrived('Deal asked again');
    await teams.waitForPost(group.id, 'Deal asked again');
    for (const text of ['unfollow', 'follow', 'follow', 'ne plus suivre', 'suivre'])
      await follow(group, text);
    await teams.quiet(500);
    assert.equal(about(group, 'Deal asked again').length, 1);
  });

  it('spare the personal chat that follows by default, until its person asks', async () => {
    const { teams } = stage;
    const fay = await stage.join('Fay Both');
    const group = teams.groupChat([fay.person], { installed: true });
    await follow(group);
    await arrived('Spared deal');
    await teams.waitForPost(group.id, 'Spared deal');
    await teams.quiet();
    assert.equal(about(fay, 'Spared deal').length, 0);
    await follow(fay);
    await arrived('Deal told twice');
    for (const chat of [group, fay]) await teams.waitForPost(chat.id, 'Deal told twice');
  });

  it('follow who comes and goes, though a team says so in General only', async () => {
    const { teams } = stage;
    const gus = await stage.join('Gus Mover');
    const hal = person('Hal Staying');
    const general = teams.channel({ team: 'Movers', people: [hal], installed: true });
    const deals = teams.channel({ team: 'Movers', name: 'Deals', people: [hal] });
    await follow(deals);
    const event = (name: 'membersAdded' | 'membersRemoved') => {
      const account = { id: gus.person.id, aadObjectId: gus.person.aadObjectId };
      return general.send({ type: 'conversationUpdate', [name]: [account] });
    };
    general.room.people.push(gus.person);
    await event('membersAdded');
    await arrived('Deal for the team');
    await teams.waitForPost(deals.id, 'Deal for the team');
    await teams.quiet();
    assert.equal(about(gus, 'Deal for the team').length, 0);

    general.room.people.splice(general.room.people.indexOf(gus.person), 1);
    await event('membersRemoved');
    await arrived('Deal after leaving');
    await teams.waitForPost(gus.id, 'Deal after leaving');
  });

  it('are all left with their team, and nobody is spared for them any more', async () => {
    const { teams } = stage;
    const ida = await stage.join('Ida Left');
    const general = teams.channel({ team: 'Leavers', people: [ida.person], installed: true });
    const deals = teams.channel({ team: 'Leavers', name: 'Deals', people: [ida.person] });
    for (const chat of [general, deals]) await follow(chat);
    await general.uninstall();
    const calls = () =>
      teams.calls.filter(({ conversationId }) => [general.id, deals.id].includes(conversationId ?? ''))
        .length;
    const before = calls();
    await arrived('Deal after the team');
    await teams.waitForPost(ida.id, 'Deal after the team');
    await teams.quiet();
    assert.equal(calls(), before, 'nothing is sent to a team that was left');
  });

  it('that Teams refused are shown what they missed when they speak again', async () => {
    const { teams, partnerCenter } = stage;
    const jan = await stage.join('Jan Blocked');
    // A list on joining that is drawn late would name the next deal too.
    await teams.quiet();
    await arrived('Deal before the block');
    const card = await teams.waitForPost(jan.id, 'Deal before the block');
    const { id } = await arrived('Other deal before the block');
    const other = await teams.waitForPost(jan.id, 'Other deal before the block');
    const block = teams.fault({
      match: { conversationId: jan.id },
      status: 403,
      code: 'MessageWritesBlocked',
      times: 1,
    });
    partnerCenter.change(id, { details: { dealValue: 4321 } });
    await waitFor(() => block.struck === 1, { what: 'the refusal' });
    partnerCenter.change(id, { details: { dealValue: 5432 } });
    await stage.watched();
    await jan.say('help');
    await teams.waitForEdit(jan.id, other.id, '5,432');
    await teams.quiet();
    assert.equal(about(jan, 'Deal before the block').length, 1, 'its card, and no second');
    assert.ok(about(jan, 'Deal before the block').some((post) => post.id === card.id));
  });
});
