import assert from 'node:assert/strict';
import { openEdit, submitEdit } from '../../dialogs/edit.ts';
import { NO_DIRECTORY } from '../../services/people/people-directory.ts';
import { findOpenDrafts } from '../../services/store/drafts.ts';
import { DEAL_ID, inbound } from '../services/deals/inbound.ts';
import { ANN, freshStore, setStage, type Stage } from '../services/deals/stage.ts';
import { profile, type SmallDirectory, smallDirectory } from '../services/people/small-directory.ts';
import { inputsOf, stageTurn, wordsOf } from './stage-turn.ts';

const MARA = { firstName: 'Mara', lastName: 'Linde', email: 'mara@lamna.example', phone: null, title: null };
const NOTHING = {
  name: null,
  dealValue: null,
  currency: null,
  closingDate: null,
  notes: null,
  crmId: null,
  campaignId: null,
  solutions: null,
  team: null,
  colleagues: null,
};

describe('the edit form: colleagues for the deal team', () => {
  const store = freshStore();
  let stage: Stage;
  let people: SmallDirectory;
  beforeEach(() => {
    people = smallDirectory([
      profile('ben', 'Ben van Roy', 'ben@lamna.example'),
      { ...profile('eva', 'Eva', 'eva@lamna.example'), firstName: null, lastName: null },
      profile('mara', 'Mara Linde', 'MARA@lamna.example'),
      profile('zoe', 'Zoé Martin', null),
    ]);
    const deal = inbound({ status: 'Active', substatus: 'Accepted', team: [MARA] });
    stage = { ...setStage(store(), [deal]), people };
  });
  const opened = async (services: Stage = stage) => {
    const { answer } = await openEdit(stageTurn(services), DEAL_ID, { placeId: 'place-ann' });
    return answer.card;
  };
  /** Sends the form as it stands, with these colleagues chosen. */
  const send = async (colleagues: string, isSubmitted = true) => {
    await opened();
    const [draft] = await findOpenDrafts(store().db, ANN, DEAL_ID);
    assert.ok(draft);
    const { seen } = draft.inputs as { seen: Record<string, string> };
    const inputs = { ...NOTHING, ...seen, colleagues };
    return submitEdit(stageTurn(stage), { dealId: DEAL_ID, draftId: draft.id, inputs, isSubmitted });
  };
  const written = () => stage.referrals.calls.filter(({ method }) => method === 'update').at(-1)?.operations;

  it('are found by name beside the lines, where the directory can; else the lines stand alone', async () => {
    assert.deepEqual(
      inputsOf(await opened()).filter((id) => id === 'team' || id === 'colleagues'),
      ['team', 'colleagues'],
    );
    assert.ok(!inputsOf(await opened({ ...stage, people: NO_DIRECTORY })).includes('colleagues'));
    const refused = { ...people, can: (feature: string) => feature !== 'search' };
    assert.ok(!inputsOf(await opened({ ...stage, people: refused })).includes('colleagues'));
  });

  it('join the team with name and mail of the directory, once each, and nobody else does (FLD-08)', async () => {
    await send('ben, eva,ben,mara');
    assert.deepEqual(written(), [
      {
        op: 'add',
        path: '/team/-',
        value: { firstName: 'Ben', lastName: 'van Roy', email: 'ben@lamna.example' },
      },
      { op: 'add', path: '/team/-', value: { firstName: 'Eva', email: 'eva@lamna.example' } },
    ]);
  });

  it('stand in the lines of a form that is kept for later', async () => {
    const { card } = await send('ben', false);
    assert.match(JSON.stringify(card), /Mara Linde, mara@lamna.example\\nBen van Roy, ben@lamna.example/);
    assert.equal(written(), undefined);
  });

  for (const [why, chosen] of [
    ['who is unknown', 'ben,stranger'],
    ['who has no mail', 'zoe'],
  ] as const)
    it(`${why} is said, the others stay, and nothing is written`, async () => {
      const { card } = await send(chosen);
      assert.match(wordsOf(card), /They could not be looked up now/);
      assert.equal(JSON.stringify(card).includes('Ben van Roy'), chosen.includes('ben'));
      assert.equal(written(), undefined);
    });
});
