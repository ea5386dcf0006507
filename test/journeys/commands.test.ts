import assert from 'node:assert/strict';
import { inboundReferral } from '../support/partner-center.ts';
import { buttonTitles } from '../support/teams-card.ts';
import type { Chat, Message } from '../support/teams.ts';
import { openStage, type Stage, storedText } from './stage.ts';

describe('typed commands', () => {
  let stage: Stage;
  let ann: Chat;

  before(async () => {
    const referrals = [
      ...Array.from({ length: 12 }, (_, index) =>
        inboundReferral({
          id: `abcdef${String(index).padStart(2, '0')}-0000-4000-8000-000000000000`,
          name: `Rollout ${index + 1}`,
          customerProfile: { name: `Customer ${index + 1}` },
        }),
      ),
      inboundReferral({
        id: '12345678-0000-4000-8000-000000000000',
        name: 'Café numérique',
        customerProfile: { name: 'Société Générique' },
      }),
      inboundReferral({ id: '12345699-0000-4000-8000-000000000000', name: 'Wind park' }),
    ];
    stage = await openStage({ referrals });
    await stage.watched();
    ann = await stage.join('Ann Keller');
    await stage.teams.waitForPost(ann.id, '14 co-sell deals');
    await stage.teams.quiet();
  });
  after(() => stage.stop());

  /** Says it and gives back the one message that answers. */
  async function answerTo(
    chat: Chat,
    text: string,
    options: Parameters<Chat['say']>[1] = {},
  ): Promise<Message> {
    const { teams } = stage;
    const before = teams.posts(chat.id).length;
    const { httpStatus } = await chat.say(text, options);
    assert.equal(httpStatus, 200);
    const [answer, ...more] = teams.posts(chat.id).slice(before);
    assert.ok(answer, `an answer to '${text}'`);
    assert.equal(more.length, 0, `one answer to '${text}'`);
    return answer;
  }

  const SPELLINGS: [text: string, expected: RegExp][] = [
    ['help', /Here is what you can ask/],
    ['  HELP!  ', /Here is what you can ask/],
    ['Hi', /Here is what you can ask/],
    ['/help', /Here is what you can ask/],
    ['?', /Here is what you can ask/],
    ['\u00a0help\u00a0', /Here is what you can ask/],
    ['inbound', /Inbound deals/],
    ['INBOUND', /Inbound deals/],
    ['Inbound.', /Inbound deals/],
    ['deal wind park', /Wind park/],
    ['Deal\u00a0Wind\u00a0Park', /Wind park/],
    ['deal cafe numerique', /Café numérique/],
    ['deal SOCIÉTÉ', /Café numérique/],
    ['deal cafe\u0301', /Café numérique/],
    ['deal 12345678-0000-4000-8000-000000000000', /Café numérique/],
    ['deal 1234569', /Wind park/],
    ['12345678', /Café numérique/],
    ['deal 123456', /Several deals match/],
    ['deal customer', /Several deals match/],
    ['accept rollout', /Which one do you want to accept/],
    ['decline customer', /Which one do you want to decline/],
    ['deal zzzz', /Deal not found/],
    ['deal %', /Deal not found/],
    ['decline wind park', /This is final/],
    ['inbuond', /Did you mean.*inbound/],
    ['what is the weather', /Did you mean|help/],
    ['<script>alert(1)</script>', /did not understand/],
    ['', /Here is what you can ask/],
    ['x'.repeat(20_000), /did not understand/],
  ];
  for (const [text, expected] of SPELLINGS) {
    it(`answers '${text.length > 60 ? `${text.slice(0, 20)}...` : text}'`, async () => {
      assert.match(storedText(await answerTo(ann, text)), expected);
    });
  }

  it('answers where the bot is mentioned first, as clients write it', async () => {
    for (const text of ['help', '&nbsp;help', '\u00a0 help']) {
      assert.match(storedText(await answerTo(ann, text, { mention: true })), /Here is what you can ask/);
    }
  });

  it('page through the inbound deals', async () => {
    const list = await answerTo(ann, 'inbound');
    assert.match(storedText(list), /14 deals · page 1 of 2/);
    const next = await ann.click(list, 'Next ›');
    assert.match(next.text, /page 2 of 2/);
    const back = await ann.click(list, '‹ Previous');
    assert.match(back.text, /page 1 of 2/);
  });

  it('accept a deal that is named, and keep the answer up to date like every other copy', async () => {
    const { partnerCenter, teams } = stage;
    const { id } = partnerCenter.put(inboundReferral({ name: 'Unique harbour' }));
    const posted = await teams.waitForPost(ann.id, 'Unique harbour');
    const answer = await answerTo(ann, 'Accept unique HARBOUR');
    assert.match(storedText(answer), /you accepted this deal/);
    assert.equal(partnerCenter.referral(id).substatus, 'Accepted');
    await teams.waitForEdit(ann.id, posted, 'Accepted by Ann Keller');
    const again = await answerTo(ann, `accept ${id}`);
    assert.match(storedText(again), /you accepted this deal|Already accepted/);
    partnerCenter.change(id, { details: { dealValue: 4321 } });
    for (const message of [posted, answer, again]) await teams.waitForEdit(ann.id, message.id, '4,321');
  });

  it('decline a deal that is named through the form in the answer', async () => {
    const { partnerCenter } = stage;
    const { id } = partnerCenter.put(inboundReferral({ name: 'Unwanted marina' }));
    await stage.teams.waitForPost(ann.id, 'Unwanted marina');
    const form = await answerTo(ann, 'decline marina');
    const done = await ann.click(form, 'deal.decline', { reason: '2' });
    assert.match(done.text, /you declined/);
    assert.equal(partnerCenter.referral(id)['statusReason'], 'Customer did not respond');
  });

  it('are run once where Teams delivers a message twice, also at once, and not again where it is edited', async () => {
    const { teams } = stage;
    const before = teams.posts(ann.id).length;
    const { id } = await ann.say('help');
    await Promise.all([ann.say('help', { id }), ann.say('help', { id })]);
    await ann.edit(id, 'inbound');
    await teams.quiet();
    assert.equal(teams.posts(ann.id).length, before + 1);
  });

  it('with an argument pick from several hits with one tap', async () => {
    const list = await answerTo(ann, 'accept rollout 1');
    assert.match(storedText(list), /Which one do you want to accept/);
    const [first = ''] = buttonTitles(ann.cardSeen(list));
    const done = await ann.click(list, first);
    assert.match(done.text, /you accepted this deal/);
  });
});

describe('French', () => {
  let stage: Stage;
  let zoe: Chat;

  before(async () => {
    stage = await openStage();
    zoe = await stage.join({ name: 'Zoé Martin', locale: 'fr-FR' });
  });
  after(() => stage.stop());

  async function said(chat: Chat, text: string): Promise<string> {
    const before = stage.teams.posts(chat.id).length;
    await chat.say(text);
    return storedText(stage.teams.posts(chat.id)[before]);
  }

  it('is spoken to a client that speaks it, with commands in any spelling', async () => {
    const { teams, partnerCenter } = stage;
    assert.match(storedText(teams.posts(zoe.id)[0]), /Vos affaires co-sell/);
    partnerCenter.put(inboundReferral({ name: 'Éolienne' }));
    const card = await teams.waitForPost(zoe.id, 'Éolienne');
    assert.deepEqual(buttonTitles(zoe.cardSeen(card)).slice(0, 2), ['Accepter', 'Refuser']);
    for (const [text, expected] of [
      ['aide', /demander/],
      ['AIDE !', /demander/],
      ['reçues', /Affaires reçues/],
      ['recues', /Affaires reçues/],
      ['REC\u0327UES', /Affaires reçues/],
      ['affaire eolienne', /Éolienne/],
      ['Affaire ÉOLIENNE', /Éolienne/],
      ['refuser éolienne', /définitif/],
      ['ne plus suivre', /Suivi arrêté/],
      ['Suivre', /Suivi activé/],
      ['help', /demander/],
      ['n’importe quoi', /pas compris/],
    ] as const) {
      assert.match(await said(zoe, text), expected, text);
    }
    assert.match(await said(zoe, 'accepter éolienne'), /Zoé Martin/);
  });

  it('is spoken to whoever typed a French command, also on clicks, until an English one is typed', async () => {
    const { teams, partnerCenter, join } = stage;
    const max = await join({ name: 'Max Both', locale: 'en-US' });
    assert.match(await said(max, 'aide'), /demander/);
    partnerCenter.put(inboundReferral({ name: 'Bilingual' }));
    const card = await teams.waitForPost(max.id, 'Bilingual');
    assert.deepEqual(buttonTitles(max.cardSeen(card)).slice(0, 2), ['Accepter', 'Refuser']);
    assert.match((await max.click(card, 'deal.decline')).text, /définitif/);
    assert.match(await said(max, 'help'), /Here is what you can ask/);
    assert.match((await max.click(card, 'dialog.cancel')).text, /Cancelled/);
  });
});

describe('places', () => {
  let stage: Stage;
  let ann: Chat;

  before(async () => {
    stage = await openStage();
    ann = await stage.join('Ann Keller');
  });
  after(() => stage.stop());

  it('follow and stop following on request: a group chat and a channel, redacted', async () => {
    const { teams, partnerCenter } = stage;
    const group = teams.groupChat([ann.person]);
    const channel = teams.channel({ team: 'Sales', people: [ann.person] });
    for (const chat of [group, channel]) {
      await chat.install();
      await chat.say('follow');
      await teams.waitForPost(chat.id, 'Following');
    }
    partnerCenter.put(inboundReferral({ name: 'Followed deal' }));
    for (const chat of [group, channel]) {
      const card = await teams.waitForPost(chat.id, 'Followed deal');
      assert.match(storedText(card), /left out in this shared place/);
      assert.doesNotMatch(JSON.stringify(card.activity), /60,?000|Beispiel|Please help/);
      await chat.say('unfollow');
      await teams.waitForPost(chat.id, 'No longer following');
    }
    partnerCenter.put(inboundReferral({ name: 'Unfollowed deal' }));
    await teams.waitForPost(ann.id, 'Unfollowed deal');
    await teams.quiet();
    for (const chat of [group, channel]) {
      assert.ok(!teams.posts(chat.id).some((post) => storedText(post).includes('Unfollowed deal')));
    }
  });

  it('that are shared keep what one person asked for redacted too', async () => {
    const { teams, partnerCenter } = stage;
    const group = teams.groupChat([ann.person], { installed: true });
    partnerCenter.put(inboundReferral({ name: 'Asked deal' }));
    await teams.waitForPost(ann.id, 'Asked deal');
    const before = teams.posts(group.id).length;
    await group.say('deal asked');
    const answer = teams.posts(group.id)[before];
    assert.match(storedText(answer), /Asked deal/);
    assert.doesNotMatch(JSON.stringify(answer?.activity), /60,?000|Beispiel|Please help|Wants to start/);
  });

  it('answer in the thread of a channel where they were asked', async () => {
    const { teams } = stage;
    const channel = teams.channel({ team: 'Threads', people: [ann.person], installed: true });
    const { id } = await channel.say('help');
    const [answer] = teams.posts(channel.id);
    assert.equal(answer?.threadId, id);
  });

  it('that are left get nothing any more, and are greeted anew on coming back, once within a minute', async () => {
    const { teams, partnerCenter, join } = stage;
    const eve = await join('Eve Leaver');
    await teams.quiet();
    await eve.uninstall();
    const calls = () => teams.calls.filter(({ conversationId }) => conversationId === eve.id).length;
    const before = calls();
    const { id } = partnerCenter.put(inboundReferral({ name: 'Missed deal' }));
    await teams.waitForPost(ann.id, 'Missed deal');
    await teams.quiet();
    assert.equal(calls(), before, 'nothing is sent to a place that was left');

    await eve.install();
    await eve.install();
    await teams.waitForPost(
      eve.id,
      (post) =>
        storedText(post).includes('Missed deal') || storedText(post).includes('waiting for an answer'),
    );
    await teams.quiet(600);
    const texts = teams.posts(eve.id).map(storedText);
    assert.equal(
      texts.filter((text) => text.includes('Co-sell deals, right here')).length,
      2,
      'one welcome each time',
    );
    assert.ok(partnerCenter.referral(id));
  });
});
