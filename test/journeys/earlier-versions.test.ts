import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DEALS,
  EARLIER_VERSIONS,
  type EarlierVersion,
} from '../fixtures/earlier-versions/earlier-version.ts';
import { restoreTables } from '../fixtures/earlier-versions/restore-tables.ts';
import { restoreTeams } from '../fixtures/earlier-versions/restore-teams.ts';
import { type BotProcess, startBot } from '../support/bot-process.ts';
import { endAfterTest } from '../support/ends.ts';
import { type PartnerCenter, startPartnerCenter, type WireReferral } from '../support/partner-center.ts';
import type { Message, Teams } from '../support/teams.ts';
import { Chat } from '../support/teams-chat.ts';
import { waitFor } from '../support/wait.ts';
import { isPatch, storedText } from './stage.ts';

const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;

/** Loaded before the program: its clock is the machine's, so much ahead or behind as a file says. */
const CLOCK = new URL('../chaos/in-the-bot.ts', import.meta.url).href;

interface Resumed {
  teams: Teams;
  partnerCenter: PartnerCenter;
  bot: BotProcess;
  /** The moment that everybody lives in. */
  setClock(to: Date): Promise<void>;
  personal(name: string): Chat;
  channel(): Chat;
}

/** Today's program on the store of then, with the Teams and the Partner Center of then, a minute later. */
async function resume(version: EarlierVersion): Promise<Resumed> {
  const folder = await mkdtemp(join(tmpdir(), 'cosell-earlier-'));
  endAfterTest(() => rm(folder, { recursive: true }));
  let aheadMs = new Date(version.killedAt).getTime() + MINUTE - Date.now();
  const clock = () => new Date(Date.now() + aheadMs);
  const clockFile = join(folder, 'clock');
  await writeFile(clockFile, String(aheadMs));
  const teams = await restoreTeams(version.teams, clock);
  const partnerCenter = await startPartnerCenter({
    referrals: version.partnerCenter.value as WireReferral[],
    clock,
  });
  const database = `sqlite:${join(folder, 'cosell.db')}`;
  await restoreTables(database, version, teams.serviceUrl);
  const bot = await startBot({
    DATABASE_URL: database,
    PARTNER_CENTER_URL: partnerCenter.url,
    POLL_INTERVAL_SECONDS: '0.2',
    QUIET_HOURS: 'none',
    NODE_OPTIONS: `--import ${CLOCK}`,
    CHAOS_CLOCK: clockFile,
  });
  teams.connect(bot.messagesUrl);
  const chatOf = (kind: string, name: string) => {
    const room = teams.memory.rooms.find(
      (one) => one.kind === kind && one.people.some((who) => who.name === name),
    );
    const person = room?.people.find((who) => who.name === name);
    assert.ok(room && person);
    return new Chat(teams, room, person);
  };
  return {
    teams,
    partnerCenter,
    bot,
    setClock: async (to) => {
      aheadMs = to.getTime() - Date.now();
      await writeFile(clockFile, String(aheadMs));
      await bot.restart();
    },
    personal: (name) => chatOf('personal', name),
    channel: () => chatOf('channel', 'Ann Keller'),
  };
}

/** The card of one deal, with this button on it. */
function cardOf(teams: Teams, chat: Chat, dealId: string, verb: string): Message {
  const found = teams.posts(chat.id).find((post) => {
    const text = JSON.stringify(post.activity.attachments ?? []);
    return text.includes(dealId) && text.includes(`"${verb}"`);
  });
  assert.ok(found, `a card of ${dealId} with ${verb} in ${chat.id}`);
  return found;
}

for (const version of EARLIER_VERSIONS) {
  describe(`the store of the program with ${version.migration}, in the hands of today's`, () => {
    const idOf = (name: string) =>
      String(version.partnerCenter.value.find((one) => one['name'] === name)?.['id']);
    const oldPosts = new Set(version.teams.rooms.flatMap(({ posts }) => posts.map(({ id }) => id)));
    let now: Resumed;
    let ann: Chat;
    let ben: Chat;
    let channel: Chat;

    before(async function () {
      this.timeout(60_000);
      now = await resume(version);
      [ann, ben, channel] = [now.personal('Ann Keller'), now.personal('Ben Ito'), now.channel()];
    });
    after(async () => {
      await now.bot.stop();
      await now.teams.stop();
      await now.partnerCenter.stop();
    });

    const newPosts = (chat: Chat) => now.teams.posts(chat.id).filter(({ id }) => !oldPosts.has(id));
    const writes = (name: string) =>
      now.partnerCenter.requests.filter((one) => isPatch(one) && one.path.endsWith(idOf(name)));
    const state = (name: string) => now.partnerCenter.referral(idOf(name)).substatus;
    const answerTo = async (words: string) => {
      const before = now.teams.posts(ann.id).length;
      await ann.say(words);
      return waitFor(() => now.teams.posts(ann.id)[before], { what: `the answer to ${words}` });
    };

    it('carries out what was decided: the write that never went out once, the one that arrived not again', async () => {
      const { neverWritten, writtenUnheard } = DEALS;
      for (const name of [neverWritten, writtenUnheard]) {
        const isTold = (post: Message) => {
          const text = storedText(post);
          return text.includes(name) && text.includes('Accepted by Ann Keller');
        };
        await now.teams.waitForPost(ann.id, isTold, 10_000);
        assert.equal(state(name), 'Accepted');
      }
      await now.teams.quiet();
      assert.deepEqual([writes(neverWritten).length, writes(writtenUnheard).length], [1, 0]);
    });

    it('posts nothing twice, but for the one post whose answer was lost, and says so', async () => {
      await now.teams.waitForPost(channel.id, ({ id, activity }) => {
        return !oldPosts.has(id) && JSON.stringify(activity).includes(idOf(DEALS.postedUnheard));
      });
      await now.teams.quiet(1000);
      assert.deepEqual(
        [ann, ben, channel].map((chat) => newPosts(chat).length),
        [0, 0, 1],
      );
      assert.match(storedText(await answerTo('status')), /Sent once more\s+1\b/);
    });

    it('takes a click on an old card, and every other copy follows', async () => {
      const card = cardOf(now.teams, ann, idOf(DEALS.untouched), 'deal.accept');
      assert.ok(oldPosts.has(card.id) && card.edits === 0, 'as the old version posted it');
      const answer = await ann.click(card, 'deal.accept');
      assert.match(answer.text, /you accepted this deal/);
      await now.teams.waitForEdit(ann.id, card, 'Accepted by Ann Keller');
      assert.equal(state(DEALS.untouched), 'Accepted');
      assert.equal(writes(DEALS.untouched).length, 1);
    });

    it('takes the forms that stood open: a reason, an edit, a registration', async () => {
      const declining = cardOf(now.teams, ann, idOf(DEALS.inForm), 'deal.decline');
      const answer = await ann.click(declining, 'deal.decline', { reason: '1' });
      assert.match(answer.text, /you declined this deal/);
      assert.equal(state(DEALS.inForm), 'Declined');
      await now.teams.waitForEdit(channel.id, cardIn(channel, DEALS.inForm), 'Declined by Ann Keller');

      const editing = cardOf(now.teams, ann, idOf(DEALS.edited), 'deal.edit');
      await ann.click(editing, 'Save', { name: 'Warehouse scanners, two halls' });
      await now.teams.waitForEdit(ann.id, editing, 'Warehouse scanners, two halls');
      assert.equal(now.partnerCenter.referral(idOf(DEALS.edited))['name'], 'Warehouse scanners, two halls');

      const registering = cardOf(now.teams, ann, idOf(DEALS.won), 'deal.won');
      const asked = await ann.click(registering, 'Continue to review', { contractValue: '12,000' });
      assert.ok(JSON.stringify(asked.card).includes('12,000'), 'what was typed is kept');
      assert.match(asked.text, /Continue to review/, 'and the rest is asked for');
    });

    it('knows what was done then: who declined, who won, which ones are favourites, what was set', async () => {
      assert.match(storedText(await answerTo(`deal ${idOf(DEALS.declined)}`)), /Declined by Ben Ito/);
      assert.match(storedText(await answerTo(`deal ${idOf(DEALS.won)}`)), /Marked as won by Ann Keller/);
      const favorites = storedText(await answerTo('favorites'));
      assert.ok(favorites.includes(DEALS.favorite) && !favorites.includes(DEALS.won));
      await ben.say('paramètres');
      const isSet = ({ activity }: Message) =>
        /"id":"quietHours"[^}]*"value":"none"/.test(JSON.stringify(activity));
      await now.teams.waitForPost(ben.id, (post) => !oldPosts.has(post.id) && isSet(post));
    });

    it('reminds once of what was to be reminded of, wherever that was planned', async () => {
      const id = idOf(DEALS.favorite);
      const expires = now.partnerCenter.referral(id)['expirationDateTime'];
      const known = new Set(
        [ann, ben, channel].flatMap((chat) => now.teams.posts(chat.id).map((post) => post.id)),
      );
      await now.setClock(new Date(new Date(String(expires)).getTime() - 4 * HOUR + MINUTE));
      const reminders = (chat: Chat) =>
        now.teams
          .posts(chat.id)
          .filter((post) => !known.has(post.id) && JSON.stringify(post.activity).includes(id));
      await waitFor(() => reminders(channel).length > 0, {
        seconds: 10,
        what: 'the reminder in the channel',
      });
      await now.teams.quiet(1500);
      assert.deepEqual(
        [ann, ben, channel].map((chat) => reminders(chat).length),
        [0, 0, 1],
      );
    });

    function cardIn(chat: Chat, name: string): Message {
      return cardOf(now.teams, chat, idOf(name), 'deal.accept');
    }
  });
}
