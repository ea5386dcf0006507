import assert from 'node:assert/strict';
import type { PartnerCenterFault, PartnerCenterRequest, WireReferral } from '../support/partner-center.ts';
import type { Chat, Message } from '../support/teams.ts';
import { waitFor } from '../support/wait.ts';
import { fillIn } from './new-deal-stage.ts';
import { isPost, openStage, type Stage, storedText } from './stage.ts';

/** Longer than anything here waits: who is killed never hears the answer. */
const FOR_EVER_MS = 120_000;
const NEVER_ARRIVES = { delayMs: FOR_EVER_MS, status: 503 };
const ARRIVES_UNHEARD = { answerDelayMs: FOR_EVER_MS };
const REFUSED = { status: 400, code: 'invalidRequest' };
/** What may still turn up is waited for before it is sent again, and looked at every few seconds. */
const SENT_AGAIN_SECONDS = 40;

const SEND = 'Create and invite Microsoft';
const MADE = 'is in Partner Center';
const INVITED = 'Microsoft is invited';

/** One co-sell deal of one person, on its way when the program is killed. */
interface OnItsWay {
  stage: Stage;
  chat: Chat;
  name: string;
  form: Message;
}

interface Row {
  /** Where on its way the program is killed. */
  when: string;
  /** Sends it, and goes on until the program is just there. */
  reach: (row: OnItsWay) => Promise<void>;
  /** Done to Partner Center between the two lives of the program. */
  meanwhile?: (row: OnItsWay) => void;
  /** POST requests of our own referral and of Microsoft's part in all. */
  posts: [own: number, invitations: number];
  /** How many of each stand there in the end. Default: one pair. */
  there?: [own: number, invitations: number];
  /** What the person is told, each in a message of its own, once; the form's own message counts, too. */
  told: string[][];
}

const named = ({ body }: PartnerCenterRequest, name: string): boolean =>
  (body as { name?: unknown } | null)?.name === name;
const isInvitation = ({ body }: PartnerCenterRequest): boolean =>
  (body as { engagementId?: unknown } | null)?.engagementId !== undefined;

type Test = (row: OnItsWay) => (request: PartnerCenterRequest) => boolean;
const ownPost: Test =
  ({ name }) =>
  (one) =>
    isPost(one) && named(one, name) && !isInvitation(one);
const invitationPost: Test =
  ({ name }) =>
  (one) =>
    isPost(one) && named(one, name) && isInvitation(one);
const lookForSame: Test =
  ({ chat }) =>
  ({ method, path, who }) =>
    method === 'GET' && path.endsWith('/referrals') && who === chat.person.aadObjectId;
const readOfDeal: Test =
  ({ chat }) =>
  ({ method, path, who }) =>
    method === 'GET' && !path.endsWith('/referrals') && who === chat.person.aadObjectId;

/** Sent, and what fits is struck: the click's answer is heard by nobody. */
function struck(test: Test, fault: PartnerCenterFault): Row['reach'] {
  return async (row) => {
    const { partnerCenter } = row.stage;
    const strikes = { match: test(row), ...fault };
    partnerCenter.fault(strikes);
    clickInVain(row);
    // The stand-in notes the very fault that it was given.
    await waitFor(() => partnerCenter.requests.some((one) => one.fault === strikes), { what: 'the request' });
    const hasHappened = () => partnerCenter.all().some((one) => isOf(row, one));
    if (fault.answerDelayMs) await waitFor(hasHappened, { what: 'the referral' });
  };
}

/** The connection is reset, and the click is answered with these words; on a slow machine, before they are known. */
function reset(test: Test, words: RegExp): Row['reach'] {
  return async (row) => {
    const { partnerCenter } = row.stage;
    const hangsUp = { match: test(row), hangUp: true };
    partnerCenter.fault(hangsUp);
    const { text } = await row.chat.click(row.form, SEND);
    assert.match(text, new RegExp(`${words.source}|Working on it`));
    await waitFor(() => partnerCenter.requests.some((one) => one.fault === hangsUp), { what: 'the request' });
  };
}

function clickInVain({ chat, form }: OnItsWay): void {
  void chat.click(form, SEND).catch(() => undefined);
}

function isOf({ name }: OnItsWay, referral: WireReferral): boolean {
  return referral['name'] === name;
}

/** Of what is sent after the restart. */
const refusing =
  (test: Test): NonNullable<Row['meanwhile']> =>
  (row) =>
    row.stage.partnerCenter.fault({ match: test(row), ...REFUSED, times: 3 });

const ROWS: Row[] = [
  {
    when: 'open deals of the same customer are looked for, and nothing is sent yet',
    reach: struck(lookForSame, NEVER_ARRIVES),
    posts: [0, 0],
    there: [0, 0],
    told: [],
  },
  {
    when: 'the first POST is under way and never arrives',
    reach: struck(ownPost, NEVER_ARRIVES),
    posts: [2, 1],
    told: [[MADE, INVITED]],
  },
  {
    when: 'the first POST met a connection that was reset before it was carried out',
    reach: reset(ownPost, /Not confirmed yet/),
    posts: [2, 1],
    told: [[MADE, INVITED]],
  },
  {
    when: 'the first POST never arrives, and is refused when it is sent again',
    reach: struck(ownPost, NEVER_ARRIVES),
    meanwhile: refusing(ownPost),
    posts: [2, 0],
    there: [0, 0],
    told: [['Your deal was not made', 'what you typed is kept']],
  },
  {
    when: 'the first POST is done and its answer not heard',
    reach: struck(ownPost, ARRIVES_UNHEARD),
    posts: [1, 1],
    told: [[MADE, INVITED]],
  },
  {
    when: 'the first POST is done and unheard, and Microsoft’s part is refused after it',
    reach: struck(ownPost, ARRIVES_UNHEARD),
    meanwhile: refusing(invitationPost),
    posts: [1, 1],
    there: [1, 0],
    told: [[MADE], ['Microsoft was not invited', 'Use Share']],
  },
  {
    when: 'the deal is made and kept, and the second POST not sent yet',
    reach: struck(readOfDeal, NEVER_ARRIVES),
    posts: [1, 1],
    told: [[INVITED]],
  },
  {
    when: 'the second POST is under way and never arrives',
    reach: struck(invitationPost, NEVER_ARRIVES),
    posts: [1, 2],
    told: [[INVITED]],
  },
  {
    when: 'the second POST met a connection that was reset before it was carried out',
    reach: reset(invitationPost, /has not confirmed Microsoft’s invitation yet/),
    posts: [1, 2],
    told: [[INVITED]],
  },
  {
    when: 'the second POST is done and its answer not heard',
    reach: async (row) => {
      await struck(invitationPost, ARRIVES_UNHEARD)(row);
      const both = () => row.stage.partnerCenter.all().filter((one) => isOf(row, one)).length === 2;
      await waitFor(both, { what: 'both referrals' });
    },
    posts: [1, 1],
    told: [[INVITED]],
  },
  {
    when: 'both are done and the edit that tells it never arrives',
    reach: async (row) => {
      const { teams } = row.stage;
      const fault = teams.fault({
        match: { activityId: row.form.id },
        delayMs: FOR_EVER_MS,
        status: 503,
      });
      clickInVain(row);
      await waitFor(() => fault.struck === 1, { what: 'the edit' });
    },
    posts: [1, 1],
    told: [['Deal ID']],
  },
];

describe('killed with SIGKILL and started again while a co-sell deal is made, where', () => {
  let stage: Stage;
  let all: OnItsWay[];

  before(async function () {
    this.timeout(240_000);
    stage = await openStage({ ownProcess: true, env: { CO_SELL_SOLUTIONS: 'SOL-1=Plant analytics' } });
    await stage.watched();
    all = [];
    for (const index of ROWS.keys()) {
      const chat = await stage.join({ name: `Ann Keller ${index}`, locale: 'en-US' });
      const name = `Loom on its way ${index}.`;
      const customer = { customerName: `Harbour Textiles ${index}` };
      const { form } = await fillIn(stage, chat, 'coSell', { deal: { name }, customer });
      all.push({ stage, chat, name, form });
    }
    await stage.teams.quiet();
    await Promise.all(ROWS.map((row, index) => row.reach(at(index))));
    await stage.bot.kill();
    stage.teams.clearFaults();
    stage.partnerCenter.clearFaults();
    for (const [index, { meanwhile }] of ROWS.entries()) meanwhile?.(at(index));
    await stage.bot.restart();
  });
  after(() => stage.stop());

  function at(index: number): OnItsWay {
    const one = all[index];
    assert.ok(one);
    return one;
  }

  /** Messages that tell how it ended: notices, and the form's own once it has become the deal and is not half done. */
  function news({ chat, name, form }: OnItsWay): string[] {
    return stage.teams
      .posts(chat.id)
      .map((post) => ({ id: post.id, text: storedText(post) }))
      .filter(({ id, text }) => text.includes(name) && (id !== form.id || isDeal(text)))
      .map(({ text }) => text);
  }

  function isDeal(text: string): boolean {
    return text.includes('Deal ID') && !text.includes('Half done');
  }

  function there(row: OnItsWay): [number, number] {
    const found = stage.partnerCenter.all().filter((one) => isOf(row, one));
    const sisters = found.filter((one) => one['organizationId'] === 'msft');
    return [found.length - sisters.length, sisters.length];
  }

  function sent(row: OnItsWay): [number, number] {
    const count = (test: Test) => stage.partnerCenter.requests.filter(test(row)).length;
    return [count(ownPost), count(invitationPost)];
  }

  for (const [index, { when, posts, there: wanted = [1, 1], told }] of ROWS.entries()) {
    it(`${when}: ends as it should, and is told once (API-04)`, async function () {
      this.timeout(240_000);
      const row = at(index);
      await waitFor(() => news(row).length >= told.length && there(row).join() === wanted.join(), {
        seconds: SENT_AGAIN_SECONDS,
        what: () =>
          `the end; there: ${there(row).join()}, sent: ${sent(row).join()}, told: ${news(row).join('\n---\n')}`,
      });
      await stage.teams.quiet(700);
      assert.deepEqual(there(row), wanted);
      assert.deepEqual(sent(row), posts);
      const texts = news(row);
      assert.equal(texts.length, told.length, `told once: ${texts.join('\n---\n')}`);
      for (const words of told)
        assert.ok(
          texts.some((text) => words.every((word) => text.includes(word))),
          `${words.join(', ')} in ${texts.join('\n---\n')}`,
        );
      const own = stage.partnerCenter.all().find((one) => isOf(row, one) && one['organizationId'] !== 'msft');
      const sister = stage.partnerCenter
        .all()
        .find((one) => isOf(row, one) && one['organizationId'] === 'msft');
      if (sister) assert.equal(sister.engagementId, own?.engagementId, 'one engagement');
      for (const { who } of stage.partnerCenter.requests.filter(
        (one) => ownPost(row)(one) || invitationPost(row)(one),
      ))
        assert.equal(who, row.chat.person.aadObjectId, 'with the rights of who asked');
    });
  }

  it('nothing was sent: the form says so, with all that was typed, and sends it once when asked again', async () => {
    const row = at(0);
    await row.chat.say('new');
    const newer = await stage.teams.waitForPost(row.chat.id, 'was not created in the end');
    assert.match(storedText(newer), /Everything you typed is kept/);
    assert.ok(storedText(newer).includes(row.name));
    assert.deepEqual(there(row), [0, 0]);
    const made = await row.chat.click(newer, SEND);
    assert.match(made.text, /Done: your deal is in Partner Center/);
    assert.deepEqual(there(row), [1, 1]);
  });

  it('it was made: the form that is still there makes no second one', async () => {
    const made = [...ROWS.keys()].map(at).filter((row) => there(row).join() === '1,1');
    const still = made.filter((row) => formText(row).includes(SEND));
    assert.ok(still.length >= 5, `${still.length} forms are still there`);
    for (const row of still) {
      const { text } = await row.chat.click(row.form, SEND);
      assert.match(text, /Done: your deal is in Partner Center/);
      assert.deepEqual(there(row), [1, 1]);
    }
  });

  function formText({ chat, form }: OnItsWay): string {
    return storedText(stage.teams.posts(chat.id).find(({ id }) => id === form.id));
  }
});
