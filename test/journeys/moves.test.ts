import assert from 'node:assert/strict';
import { inboundReferral, type WireReferral } from '../support/partner-center.ts';
import type { Chat } from '../support/teams.ts';
import { openStage, type Stage, storedText } from './stage.ts';

/** What each command is, as a button's verb and as the state that Partner Center is asked for. */
const MOVES = {
  accept: { verb: 'deal.accept', to: 'Active/Accepted', title: 'Accept' },
  decline: { verb: 'deal.decline', to: 'Closed/Declined', title: 'Decline' },
  won: { verb: 'deal.won', to: 'Closed/Won', title: 'Mark as won' },
  lost: { verb: 'deal.lost', to: 'Closed/Lost', title: 'Mark as lost' },
} as const;
type Word = keyof typeof MOVES;
const WORDS = Object.keys(MOVES) as Word[];

/** LIFE-02 as people may use it (LIFE-04, WON-01): from which state which moves. Nothing leaves Closed (LIFE-11). */
const TABLE: [state: string, legal: Word[]][] = [
  ['New/Pending', ['accept', 'decline']],
  ['New/Received', ['accept', 'decline']],
  ['Active/Accepted', ['won', 'lost']],
  ['Closed/Won', []],
  ['Closed/Lost', []],
  ['Closed/Declined', []],
  ['Closed/Expired', []],
  ['Closed/Error', []],
  ['New/Engaged', []],
];

/** What the form of a final move asks for. */
const ANSWERS: Record<Word, Record<string, string>> = {
  accept: {},
  decline: { reason: '1' },
  won: { confirm: 'true' },
  lost: { reason: '2' },
};

describe('the whole table of moves', () => {
  let stage: Stage;
  let ann: Chat;
  let count = 0;

  before(async () => {
    stage = await openStage({ honourFilter: true });
    ann = await stage.join('Ann Keller');
  });
  after(() => stage.stop());

  async function dealIn(state: string): Promise<WireReferral> {
    const [status, substatus] = state.split('/');
    const created = new Date(Date.now() - 9 * 24 * 60 * 60 * 1000);
    count += 1;
    const name = `Tabled ${count} ${state.replace('/', ' ')}`;
    const deal = stage.partnerCenter.put(inboundReferral({ name, status, substatus }, created));
    await stage.watched();
    return deal;
  }

  const asked = async (words: string, id: string) => {
    await ann.say(`${words} ${id}`);
    await stage.teams.quiet();
    return stage.teams.posts(ann.id).at(-1);
  };
  const stateOf = (id: string) => {
    const { status, substatus } = stage.partnerCenter.referral(id);
    return `${status}/${substatus}`;
  };
  const writesTo = (id: string) => stage.partnerCenter.writes().filter(({ path }) => path.endsWith(id));

  for (const [state, legal] of TABLE) {
    it(`${state}: offers ${legal.join(' and ') || 'nothing'}, and refuses the rest in words (LIFE-02, LIFE-11, WON-01)`, async () => {
      const { id } = await dealIn(state);
      const shown = storedText(await asked('deal', id));
      for (const word of WORDS) {
        const isOffered = shown.split('\n').includes(MOVES[word].title);
        assert.equal(isOffered, legal.includes(word), `${word} offered in ${state}`);
      }
      for (const word of WORDS.filter((one) => !legal.includes(one))) {
        const answer = storedText(await asked(word, id));
        assert.match(answer, /Nothing was changed|changed nothing/, `${word} in ${state}`);
      }
      assert.equal(stateOf(id), state);
      assert.deepEqual(writesTo(id), []);
    }).timeout(60_000);

    for (const word of legal) {
      it(`${state}: ${word} asks Partner Center for ${MOVES[word].to}, both fields at once (LIFE-01, LIFE-02)`, async () => {
        const { id } = await dealIn(state);
        const message = await asked('deal', id);
        assert.ok(message);
        const { verb, to } = MOVES[word];
        await ann.click(message, verb);
        if (word !== 'accept') await ann.click(message, verb, ANSWERS[word]);
        assert.equal(stateOf(id), to);
        const [write, ...more] = writesTo(id);
        assert.deepEqual(more, []);
        const [status, substatus] = to.split('/');
        const operations = write?.body as { path: string; value: unknown }[];
        assert.equal(operations.find(({ path }) => path === '/status')?.value, status);
        assert.equal(operations.find(({ path }) => path === '/substatus')?.value, substatus);
      });
    }
  }
});
