import assert from 'node:assert/strict';
import { freePort } from '../support/free-port.ts';
import { inboundReferral, type PartnerCenterRequest } from '../support/partner-center.ts';
import type { Chat, Message } from '../support/teams.ts';
import { waitFor } from '../support/wait.ts';
import { isPatch, isWatching, openStage, type Stage, storedText } from './stage.ts';

/** Longer than anything here waits: who is killed never hears the answer. */
const FOR_EVER_MS = 60_000;
const NEVER_ARRIVES = { delayMs: FOR_EVER_MS, status: 503 };
const ARRIVES_UNHEARD = { answerDelayMs: FOR_EVER_MS };

/** One deal, which only this row's person sees, on its way when the program is killed. */
interface OnItsWay {
  stage: Stage;
  chat: Chat;
  dealId: string;
  name: string;
}

interface Row {
  /** Where on its way the program is killed. */
  when: string;
  /** Goes on until the program is just there. */
  reach: (row: OnItsWay) => Promise<void>;
  /** What Partner Center holds in the end. Default: accepted. */
  substatus?: string;
  /** Who decided, as the stored card says. Default: the person who clicked. */
  by?: string | null;
  /** PATCH requests in all. Default 1. */
  patches?: number;
  /** Cards in the chat in the end. Default 1. */
  cards?: number;
}

const NOTICE = 'Your decision was not carried out';
const PERSON = 'Ann Keller';

function postFault({ stage, chat }: OnItsWay, fault: object) {
  return stage.teams.fault({ match: { conversationId: chat.id, operation: 'post' }, ...fault });
}

function patchFault({ stage, dealId }: OnItsWay, fault: object): void {
  stage.partnerCenter.fault({ match: (one) => isPatch(one) && one.path.endsWith(dealId), ...fault });
}

function arrive({ stage, name, dealId, chat }: OnItsWay): Promise<Message> {
  stage.partnerCenter.put(inboundReferral({ id: dealId, name }));
  return stage.teams.waitForPost(chat.id, name);
}

/** A click whose answer nobody will hear. */
function clickInVain(chat: Chat, card: Message, verb: string, inputs = {}): void {
  void chat.click(card, verb, inputs).catch(() => undefined);
}

function asked({ stage }: OnItsWay, test: (request: PartnerCenterRequest) => boolean): Promise<unknown> {
  return waitFor(() => stage.partnerCenter.requests.some(test), { what: 'the request' });
}

const ROWS: Row[] = [
  {
    when: 'a deal comes while the program is dead',
    reach: async () => undefined,
    substatus: 'Pending',
    patches: 0,
  },
  {
    when: 'the post of the card is under way and never arrives',
    reach: async (row) => {
      const fault = postFault(row, NEVER_ARRIVES);
      row.stage.partnerCenter.put(inboundReferral({ id: row.dealId, name: row.name }));
      await waitFor(() => fault.struck === 1, { what: 'the post' });
    },
    substatus: 'Pending',
    patches: 0,
  },
  {
    when: 'the card is posted and its id not yet kept: the one window for a second copy',
    reach: async (row) => {
      const fault = postFault(row, ARRIVES_UNHEARD);
      row.stage.partnerCenter.put(inboundReferral({ id: row.dealId, name: row.name }));
      await waitFor(() => fault.struck === 1, { what: 'the post' });
    },
    substatus: 'Pending',
    patches: 0,
    cards: 2,
  },
  {
    when: 'the decision is a row and the deal not yet read',
    reach: async (row) => {
      const card = await arrive(row);
      const isRead = ({ method, path, who }: PartnerCenterRequest) =>
        method === 'GET' && path.endsWith(row.dealId) && who === row.chat.person.aadObjectId;
      const before = row.stage.partnerCenter.requests.length;
      row.stage.partnerCenter.fault({ match: isRead, ...NEVER_ARRIVES });
      clickInVain(row.chat, card, 'deal.accept');
      await asked(row, (one) => isRead(one) && row.stage.partnerCenter.requests.indexOf(one) >= before);
    },
  },
  {
    when: 'the write is under way and never arrives',
    reach: async (row) => {
      const card = await arrive(row);
      patchFault(row, NEVER_ARRIVES);
      clickInVain(row.chat, card, 'deal.accept');
      await asked(row, (one) => isPatch(one) && one.path.endsWith(row.dealId));
    },
    patches: 2,
  },
  {
    when: 'the write is done and its answer not heard',
    reach: async (row) => {
      const card = await arrive(row);
      patchFault(row, ARRIVES_UNHEARD);
      clickInVain(row.chat, card, 'deal.accept');
      await asked(row, (one) => isPatch(one) && one.path.endsWith(row.dealId));
    },
  },
  {
    when: 'a decline is written and its answer not heard',
    reach: async (row) => {
      const card = await arrive(row);
      await row.chat.click(card, 'deal.decline');
      patchFault(row, ARRIVES_UNHEARD);
      clickInVain(row.chat, card, 'deal.decline', { reason: '3' });
      await asked(row, (one) => isPatch(one) && one.path.endsWith(row.dealId));
    },
    substatus: 'Declined',
  },
  {
    when: 'the write is under way, never arrives, and a colleague accepts in Partner Center meanwhile',
    reach: async (row) => {
      const card = await arrive(row);
      patchFault(row, NEVER_ARRIVES);
      await row.chat.click(card, 'deal.decline');
      clickInVain(row.chat, card, 'deal.decline', { reason: '3' });
      await asked(row, (one) => isPatch(one) && one.path.endsWith(row.dealId));
    },
    by: null,
  },
  {
    when: 'the decision is done and the edit of the card never arrives',
    reach: async (row) => {
      const card = await arrive(row);
      const fault = row.stage.teams.fault({ match: { activityId: card.id }, ...NEVER_ARRIVES });
      clickInVain(row.chat, card, 'deal.accept');
      await waitFor(() => fault.struck === 1, { what: 'the edit' });
    },
  },
  {
    when: 'the card is edited and that is not yet kept',
    reach: async (row) => {
      const card = await arrive(row);
      const fault = row.stage.teams.fault({ match: { activityId: card.id }, ...ARRIVES_UNHEARD });
      clickInVain(row.chat, card, 'deal.accept');
      await waitFor(() => fault.struck === 1, { what: 'the edit' });
    },
  },
  {
    when: 'a form is open',
    reach: async (row) => {
      await row.chat.click(await arrive(row), 'deal.decline');
    },
    substatus: 'Pending',
    patches: 0,
  },
];

describe('killed with SIGKILL and started again, where', () => {
  let stage: Stage;
  let all: OnItsWay[];

  before(async function () {
    this.timeout(120_000);
    stage = await openStage({ ownProcess: true });
    all = await Promise.all(
      ROWS.map(async (_row, index) => ({
        stage,
        chat: await stage.join({ name: PERSON, locale: 'en-US' }),
        dealId: `0000${String(index).padStart(4, '0')}-1111-4111-8111-111111111111`,
        name: `Deal on its way, ${index}`,
      })),
    );
    for (const one of all) {
      for (const other of all)
        if (other !== one) stage.partnerCenter.hide(other.chat.person.aadObjectId, one.dealId);
    }
    await stage.teams.quiet();
    await Promise.all(ROWS.map((row, index) => row.reach(at(index))));
    await stage.bot.kill();
    stage.teams.clearFaults();
    const [dead] = all;
    if (dead) stage.partnerCenter.put(inboundReferral({ id: dead.dealId, name: dead.name }));
    const raced = at(ROWS.findIndex(({ by }) => by === null));
    stage.partnerCenter.change(raced.dealId, { status: 'Active', substatus: 'Accepted' });
    await stage.bot.restart();
  });
  after(() => stage.stop());

  function at(index: number): OnItsWay {
    const one = all[index];
    assert.ok(one);
    return one;
  }

  /** Its cards; the notice of what could not be done is none. */
  function copies({ chat, name }: OnItsWay): Message[] {
    const texts = stage.teams.posts(chat.id).map((post) => ({ post, text: storedText(post) }));
    return texts.filter(({ text }) => text.includes(name) && !text.includes(NOTICE)).map(({ post }) => post);
  }

  for (const [
    index,
    { when, substatus = 'Accepted', by = PERSON, patches = 1, cards = 1 },
  ] of ROWS.entries()) {
    it(`${when}: ends as it should`, async () => {
      const row = at(index);
      const { partnerCenter, teams } = stage;
      const isDecided = substatus !== 'Pending';
      const who = by === null ? 'Accepted in Partner Center' : `${substatus} by ${by}`;
      const stands = () => {
        const found = copies(row);
        const shown = found.filter((post) => !isDecided || storedText(post).includes(who));
        return found.length === cards && shown.length === cards;
      };
      await waitFor(stands, {
        seconds: 12,
        what: () => `${cards} cards; there: ${copies(row).map(storedText).join('\n---\n')}`,
      });
      await teams.quiet();
      assert.ok(stands(), 'and nothing more');
      assert.equal(partnerCenter.referral(row.dealId).substatus, substatus);
      const requests = partnerCenter.requests.filter((one) => isPatch(one) && one.path.endsWith(row.dealId));
      assert.equal(requests.length, patches);
      const notices = teams.posts(row.chat.id).filter((post) => storedText(post).includes(NOTICE));
      assert.equal(notices.length, by === null ? 1 : 0, 'told where nothing was done, and only there');
      for (const { who } of requests) assert.equal(who, row.chat.person.aadObjectId);
    });
  }

  it('a form was open: it can still be sent', async () => {
    const row = at(ROWS.findIndex(({ when }) => when === 'a form is open'));
    const [card] = copies(row);
    assert.ok(card);
    const answer = await row.chat.click(card, 'deal.decline', { reason: '1' });
    assert.match(answer.text, /you declined this deal/);
  });

  it('there are two copies: both follow once the one unknown to us is clicked', async () => {
    const row = at(ROWS.findIndex(({ cards }) => cards === 2));
    const [unknown, known] = copies(row);
    assert.ok(unknown && known);
    const answer = await row.chat.click(unknown, 'deal.accept');
    assert.match(answer.text, /you accepted this deal/);
    for (const card of [unknown, known])
      await stage.teams.waitForEdit(row.chat.id, card.id, `Accepted by ${PERSON}`);
  });

  it('a person of another deal was never shown this one', () => {
    for (const one of all) {
      const others = all.filter((other) => other !== one);
      for (const { name } of others) {
        // 'Deal on its way, 1' also begins 'Deal on its way, 10'.
        const foreign = stage.teams
          .posts(one.chat.id)
          .filter((post) => new RegExp(`${name}$`, 'm').test(storedText(post)));
        assert.equal(foreign.length, 0);
      }
    }
  });
});

describe('killed while it reads for the first time and welcomes somebody', () => {
  it('welcomes and greets after the restart, with every deal once', async () => {
    const names = ['One of three', 'Two of three', 'Three of three'];
    const { teams, partnerCenter, bot } = await openStage({
      ownProcess: true,
      referrals: names.map((name) => inboundReferral({ name })),
      pageSize: 1,
      prepare: (started) => started.fault({ match: isSecondPage, ...NEVER_ARRIVES }),
    });
    const chat = teams.personalChat(teams.person({ name: PERSON }));
    const fault = teams.fault({ match: { conversationId: chat.id }, ...NEVER_ARRIVES });
    await chat.install();
    await waitFor(() => fault.struck === 1, { what: 'the welcome' });
    await waitFor(() => partnerCenter.requests.some(isSecondPage), { what: 'page 2' });
    await bot.kill();
    await bot.restart();
    for (const text of ['Co-sell deals, right here', ...names]) await teams.waitForPost(chat.id, text);
    await teams.quiet(600);
    assert.equal(teams.posts(chat.id).length, 4);
  });
});

describe('killed after Teams took a post, before its id was kept', () => {
  it('says afterwards that it was sent once more: `status` over restarts too, the metrics page since the start', async () => {
    const port = await freePort();
    const { teams, partnerCenter, bot, join } = await openStage({ env: { METRICS_PORT: String(port) } });
    const chat = await join({ name: PERSON, locale: 'en-US' });
    const counted = async () => {
      const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      return /^cosell_delivery_sent_once_more_total(?:\{.*\})? (\d+)/m.exec(page)?.[1];
    };
    const told = async () => {
      const before = teams.posts(chat.id).length;
      await chat.say('status');
      const answer = await waitFor(() => teams.posts(chat.id)[before], { what: 'the answer to status' });
      return /Sent once more\s+(\d+)/.exec(storedText(answer))?.[1];
    };
    assert.deepEqual([await told(), await counted()], ['0', '0']);

    const fault = teams.fault({ match: { conversationId: chat.id, operation: 'post' }, ...ARRIVES_UNHEARD });
    partnerCenter.put(inboundReferral({ name: 'Heard by nobody' }));
    await waitFor(() => fault.struck === 1, { what: 'the post' });
    await bot.kill();
    teams.clearFaults();
    const copies = () => teams.posts(chat.id).filter((post) => storedText(post).includes('Heard by nobody'));
    assert.equal(copies().length, 1, 'Teams took it');
    await bot.restart();
    await waitFor(() => copies().length === 2, { seconds: 12, what: 'the second copy' });
    await teams.quiet();
    assert.deepEqual([await told(), await counted()], ['1', '1']);

    await bot.restart();
    await teams.quiet();
    assert.deepEqual([await told(), await counted()], ['1', '0']);
    assert.equal(copies().length, 2, 'at most once more');
  });
});

function isSecondPage(request: PartnerCenterRequest): boolean {
  return isWatching(request) && request.query.get('$skiptoken') === '1';
}
