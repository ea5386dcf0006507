import assert from 'node:assert/strict';
import { startBot } from './bot-process.ts';
import { startTeams, type Teams } from './teams.ts';
import type { Json } from './teams-wire.ts';

const FAKE_BOT = { entry: 'test/fixtures/fake-bot.ts' };

async function teamsAndBot(): Promise<Teams> {
  const bot = await startBot({}, FAKE_BOT);
  return (await startTeams()).connect(bot.messagesUrl);
}

/** Calls the connector as a bot does. */
async function call(teams: Teams, method: string, path: string, body?: unknown) {
  const answer = await fetch(`${teams.serviceUrl}v3/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const json = (text === '' ? {} : JSON.parse(text)) as {
    id?: string;
    activityId?: string;
    error?: Json;
  } & Json;
  return {
    status: answer.status,
    retryAfter: answer.headers.get('retry-after'),
    body: json,
    code: json.error?.['code'],
  };
}

const TEXT = { type: 'message', text: 'hi' };

describe('the Teams stand-in, as people use it', () => {
  it('tells the bot that it was installed, and shows what the bot posts', async () => {
    const teams = await teamsAndBot();
    const chat = teams.personalChat(teams.person({ name: 'Ann Lee' }));
    assert.deepEqual(await chat.install(), [200, 200]);
    const hello = await teams.waitForPost(chat.id, 'Hello');
    assert.match(hello.id, /^\d{13}$/);
  });

  it('shows the answer of a click to the clicker only, until the message is edited', async () => {
    const teams = await teamsAndBot();
    const ann = teams.person({ name: 'Ann Lee' });
    const bob = teams.person({ name: 'Bob Ray' });
    const chat = teams.groupChat([ann, bob], { installed: true });
    await chat.say('deal');
    const post = await teams.waitForPost(chat.id, 'You said <at>Co-sell Deals</at> deal');

    const answer = await chat.as(bob).click(post, 'deal.accept', { name: 'Rollout' });
    assert.equal(answer.statusCode, 200);
    assert.match(answer.text, /Accepted Rollout for Bob Ray/);
    assert.match(JSON.stringify(chat.as(bob).cardSeen(post)), /Accepted Rollout/);
    assert.match(JSON.stringify(chat.cardSeen(post)), /You said/);

    await chat.submit(post, 'Accept');
    const edited = await teams.waitForEdit(chat.id, post, 'Submitted Plant');
    assert.equal(edited.edits, 1);
    assert.match(JSON.stringify(chat.as(bob).cardSeen(post)), /Submitted/);
  });

  it('opens a thread for a message in a channel and has the bot answer there', async () => {
    const teams = await teamsAndBot();
    const channel = teams.channel({
      team: 'Sales',
      people: [teams.person({ name: 'Ann Lee' })],
      installed: true,
    });
    const { id } = await channel.say('deal');
    const thread = `${channel.id};messageid=${id}`;
    const post = await teams.waitForPost(thread);
    assert.equal(post.threadId, id);
    const clicked = await channel.click(post, 'Accept');
    assert.match(clicked.text, /Accepted Plant/);
  });

  it('lets nobody press what is not there or leave a required input empty', async () => {
    const teams = await teamsAndBot();
    const chat = teams.personalChat(teams.person({ name: 'Ann Lee' }), { installed: true });
    await chat.say('deal');
    const post = await teams.waitForPost(chat.id);
    await assert.rejects(chat.click(post, 'Decline'), /0 buttons are called 'Decline'; on the card: Accept/);
    await assert.rejects(chat.click(post, 'Accept', { name: '' }), /'name': it is required/);
    await assert.rejects(chat.click(post, 'Accept', { value: '1' }), /No such input/);
  });
});

describe('the Teams stand-in, as a bot calls it', () => {
  it('opens a personal chat by AAD object id, once, where the app is installed', async () => {
    const teams = await startTeams();
    const person = teams.person({ name: 'Ann Lee' });
    const asked = { members: [{ id: person.aadObjectId }], channelData: { tenant: { id: teams.tenantId } } };
    assert.equal((await call(teams, 'POST', 'conversations', asked)).code, 'ForbiddenOperationException');
    const chat = teams.personalChat(person, { installed: true });
    const opened = await call(teams, 'POST', 'conversations', asked);
    assert.deepEqual([opened.status, opened.body.id], [201, chat.id]);
    const elsewhere = { ...asked, channelData: { tenant: { id: 'another' } } };
    assert.equal((await call(teams, 'POST', 'conversations', elsewhere)).status, 403);
    assert.equal((await call(teams, 'POST', 'conversations', { ...asked, channelData: {} })).status, 400);
  });

  it('opens a channel thread whose id carries the id of its first message', async () => {
    const teams = await startTeams();
    const channel = teams.channel({
      team: 'Sales',
      people: [teams.person({ name: 'Ann Lee' })],
      installed: true,
    });
    const asked = { channelData: { channel: { id: channel.id } }, activity: TEXT };
    const { body } = await call(teams, 'POST', 'conversations', asked);
    assert.equal(body.id, `${channel.id};messageid=${body.activityId}`);
    const reply = await call(teams, 'POST', `conversations/${encodeURIComponent(body.id)}/activities`, TEXT);
    assert.equal(reply.status, 201);
    assert.equal(teams.posts(body.id).length, 2);
  });

  it('edits, deletes and lists members', async () => {
    const teams = await startTeams();
    const people = ['Ann Lee', 'Bob Ray', 'Cyd Fox'].map((name) => teams.person({ name }));
    const chat = teams.groupChat(people, { installed: true });
    const { body } = await call(teams, 'POST', `conversations/${chat.id}/activities`, TEXT);
    await call(teams, 'PUT', `conversations/${chat.id}/activities/${body.id}`, { ...TEXT, text: 'ho' });
    assert.deepEqual(
      teams.posts(chat.id).map(({ activity, edits }) => [activity.text, edits]),
      [['ho', 1]],
    );
    await call(teams, 'DELETE', `conversations/${chat.id}/activities/${body.id}`);
    assert.equal(teams.conversation(chat.id).messages[0]?.deleted, true);

    const page = await call(teams, 'GET', `conversations/${chat.id}/pagedmembers?pageSize=2`);
    assert.equal((page.body['members'] as unknown[]).length, 2);
    const rest = `pagedmembers?pageSize=2&continuationToken=${String(page.body['continuationToken'])}`;
    const last = await call(teams, 'GET', `conversations/${chat.id}/${rest}`);
    assert.equal((last.body['members'] as unknown[]).length, 1);
    const one = await call(teams, 'GET', `conversations/${chat.id}/members/${people[1]?.aadObjectId}`);
    assert.equal(one.body['name'], 'Bob Ray');
  });

  it('refuses what Teams refuses', async () => {
    const teams = await startTeams();
    const chat = teams.personalChat(teams.person({ name: 'Ann Lee' }), { installed: true });
    const absent = teams.personalChat(teams.person({ name: 'Bob Ray' }));
    const there = `conversations/${chat.id}/activities`;
    const answers = [
      await call(teams, 'POST', 'conversations/a:1nowhere/activities', TEXT),
      await call(teams, 'PUT', `${there}/1700000000000`, TEXT),
      await call(teams, 'POST', `conversations/${absent.id}/activities`, TEXT),
      await call(teams, 'POST', there, { ...TEXT, text: 'x'.repeat(51_300) }),
      await call(teams, 'POST', there, { text: 'no type' }),
      await call(teams, 'POST', there, { type: 'message' }),
    ];
    assert.deepEqual(
      answers.map(({ status, code }) => [status, code]),
      [
        [404, 'ConversationNotFound'],
        [404, 'ActivityNotFoundInConversation'],
        [403, 'BotNotInConversationRoster'],
        [413, 'MessageSizeTooBig'],
        [400, 'BadArgument'],
        [400, 'BadArgument'],
      ],
    );
    assert.equal(teams.posts(chat.id).length, 0);
  });

  it('splits a text beside a card into two messages and gives no id', async () => {
    const teams = await startTeams();
    const chat = teams.personalChat(teams.person({ name: 'Ann Lee' }), { installed: true });
    const both = { ...TEXT, attachments: [{ contentType: 'text/plain', content: 'x' }] };
    const { body } = await call(teams, 'POST', `conversations/${chat.id}/activities`, both);
    assert.equal(body.id, undefined);
    assert.equal(teams.posts(chat.id).length, 2);
  });

  it('throttles, and loses an answer after carrying the call out', async () => {
    const teams = await startTeams();
    const chat = teams.personalChat(teams.person({ name: 'Ann Lee' }), { installed: true });
    const there = `conversations/${chat.id}/activities`;
    const fault = teams.fault({
      match: { conversationId: chat.id },
      status: 429,
      retryAfterSeconds: 2,
      times: 1,
    });
    const throttled = await call(teams, 'POST', there, TEXT);
    assert.deepEqual([throttled.status, throttled.code, throttled.retryAfter], [429, 'Throttled', '2']);
    assert.equal(fault.struck, 1);
    teams.fault({ loseAnswer: true });
    await assert.rejects(call(teams, 'POST', there, TEXT));
    assert.equal(teams.posts(chat.id).length, 1);
    assert.deepEqual(
      teams.calls.map(({ operation, status }) => [operation, status]),
      [
        ['post', 429],
        ['post', null],
      ],
    );
  });
});
