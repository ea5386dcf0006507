import assert from 'node:assert/strict';
import type { Chat, Message } from '../support/teams.ts';
import { fillIn, FRENCH } from './new-deal-stage.ts';
import { openRehearsal, type Rehearsal } from './rehearsal-stage.ts';
import { storedText } from './stage.ts';

/** A Monday, and an hour of work. The sandbox gives Microsoft until midnight UTC, 14 days later. */
const BEGIN = '2027-03-01T09:00:00Z';
/** The last moment of work before it: the steps after it fall into the weekend and the night. */
const FRIDAY = '2027-03-12T17:00:01Z';
const OVER = '2027-03-15T00:00:01Z';
const SELLER = /Rowan Ashby/;

type MicrosoftMove = 'accept' | 'decline' | 'won';

describe('a co-sell deal made in the dialog, answered by Microsoft in the sandbox', () => {
  let play: Rehearsal;
  let ann: Chat;
  let ben: Chat;
  let cara: Chat;

  before(async function () {
    this.timeout(60_000);
    play = await openRehearsal(BEGIN, {
      CO_SELL_SOLUTIONS: 'SOL-1=Plant analytics',
      ELIGIBLE_SOLUTION_IDS: 'SOL-1',
    });
    ann = await play.join({ name: 'Ann Keller' });
    ben = await play.join({ name: 'Ben Ito' });
    cara = await play.join({ name: 'Cara Osei', locale: 'fr-FR' });
    for (const chat of [ann, ben, cara]) await chat.say('help');
  });
  after(() => play.stop());

  /** Makes it by the dialog: two POSTs. @returns the id of our own referral */
  async function make(chat: Chat, name: string, words: Parameters<typeof fillIn>[4] = {}): Promise<string> {
    const before = await sent(name);
    const deal = { name, closingDate: '2027-06-30' };
    const customer = { customerName: `${name} AG` };
    const { form } = await fillIn(play, chat, 'coSell', { deal, customer }, words);
    const send = words.command ? 'Créer et inviter Microsoft' : 'Create and invite Microsoft';
    await chat.click(form, send);
    const bodies = (await sent(name)).slice(before.length);
    assert.deepEqual(
      bodies.map(({ engagementId }) => engagementId !== undefined),
      [false, true],
      'our own referral, then Microsoft’s part',
    );
    await play.teams.quiet(700);
    const { value } = await call<{ value: Record<string, string>[] }>('/v1.0/engagements/referrals');
    const own = value.find((one) => one['name'] === name && one['organizationId'] !== 'msft');
    assert.ok(own);
    return String(own['id']);
  }

  async function sent(name: string): Promise<{ name?: string; engagementId?: string }[]> {
    const log = await call<{ method: string; body: { name?: string } | null }[]>('/sandbox/log');
    return log.flatMap(({ method, body }) => (method === 'POST' && body?.name === name ? [body] : []));
  }

  async function call<Body>(path: string, body?: unknown): Promise<Body> {
    const answer = await fetch(new URL(path, play.bot.partnerCenterUrl), {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer local.watcher' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    assert.ok(answer.ok, `${path}: ${answer.status}`);
    return (await answer.json()) as Body;
  }

  const microsoft = (id: string, move: MicrosoftMove, reason?: string): Promise<unknown> =>
    call(`/sandbox/microsoft/${id}`, { do: move, reason });

  async function answerTo(chat: Chat, text: string): Promise<string> {
    const before = play.teams.posts(chat.id).length;
    await chat.say(text);
    return storedText(play.teams.posts(chat.id)[before]);
  }

  /** Within 72 hours of its creation Won asks twice (WON-02, REG-09). */
  async function winEarly(card: Message): Promise<string> {
    await ann.click(card, 'deal.won');
    const warned = await ann.click(card, 'deal.won', { confirm: 'true' });
    assert.match(warned.text, /Less than 72 hours[^]*Please confirm once more/);
    return (await ann.click(card, 'deal.won', { confirm: 'true' })).text;
  }

  const news = (chat: Chat, name: string, words: string): Promise<Message> =>
    play.teams.waitForPost(
      chat.id,
      (post) => storedText(post).includes(name) && storedText(post).includes(words),
      15_000,
    );

  it('accepted: then, and only then, the seller is named; won on its side, it leads to the registration (SEED-12, VIS-02, SEED-10, REG-04)', async function () {
    this.timeout(60_000);
    const id = await make(ann, 'Loom one');
    const asked = await answerTo(ann, 'deal Loom one');
    assert.match(asked, /Microsoft can answer until Mon/);
    assert.doesNotMatch(asked, SELLER);
    assert.match(await answerTo(ann, 'outbound'), /Loom one[^]*Microsoft: 🗓️ in 13 days/);

    await microsoft(id, 'accept');
    const accepted = storedText(await news(ann, 'Loom one', 'Microsoft accepted your invitation'));
    assert.match(accepted, /Seller: Rowan Ashby · rowan\.ashby@/);
    assert.match(await answerTo(ann, 'outbound'), /Loom one[^]*Microsoft: ✅ Accepted/);
    assert.equal(play.posts(ben, 'Loom one').length, 0, 'it is nobody else’s deal');

    await microsoft(id, 'won');
    const won = await news(ann, 'Loom one', 'marked its side as won');
    assert.match(storedText(won), /Mark it as won to register/);
    assert.match(await winEarly(won), /Contract signed on/);
  });

  it('won by us before Microsoft answers: its Accept offers the registration (SEED-10, REG-04)', async function () {
    this.timeout(60_000);
    const id = await make(ann, 'Loom two');
    const before = play.teams.posts(ann.id).length;
    await ann.say('deal Loom two');
    const card = play.teams.posts(ann.id)[before];
    assert.ok(card);
    assert.match(await winEarly(card), /Microsoft/);
    await play.teams.quiet(700);
    await microsoft(id, 'accept');
    const offer = await news(ann, 'Loom two', 'This won deal can be registered now');
    assert.match(storedText(offer), /Loom two/);
  });

  it('declined, in French: the reason, and what one can do (RSN-04, LIFE-13)', async function () {
    this.timeout(60_000);
    const words = { command: 'nouvelle', title: 'Nouvelle affaire', words: FRENCH };
    const id = await make(cara, 'Métier trois', words);
    await microsoft(id, 'decline', 'No Microsoft seller directly manages this customer');
    const told = storedText(await news(cara, 'Métier trois', 'a refusé votre invitation'));
    assert.match(told, /No Microsoft seller directly manages this customer/);
    assert.match(told, /Recréez l’affaire et invitez Microsoft à nouveau|recréez l’affaire/);
    assert.doesNotMatch(told, SELLER);
    assert.match(await answerTo(cara, 'envoyees'), /Métier trois[^]*Microsoft\s: 🚫 Refusée/);
  });

  it('not answered: warned of before, and expired by the sandbox’s clock after its 14 days (SEED-02, EXP-05, LIFE-13)', async function () {
    this.timeout(60_000);
    await make(ann, 'Loom four');
    await play.clock(FRIDAY);
    const warning = await news(ann, 'Loom four', 'Microsoft has not answered your invitation yet');
    assert.match(storedText(warning), /Microsoft can answer until Mon/);
    await play.clock(OVER);
    const told = storedText(await news(ann, 'Loom four', 'Microsoft let your invitation expire'));
    assert.match(told, /Create the deal anew and invite Microsoft again/);
    assert.doesNotMatch(told, SELLER);
    assert.equal(play.posts(ben, 'Loom four').length, 0, 'it is nobody else’s deal');
    assert.match(await answerTo(ann, 'outbound'), /Loom four[^]*Microsoft: ⌛ Expired/);
  });
});
