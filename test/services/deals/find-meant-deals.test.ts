import assert from 'node:assert/strict';
import { findMeantDeals } from '../../../services/deals/find-meant-deals.ts';
import { recordDeal } from '../../../services/deals/record-deal.ts';
import { ReferralServiceError } from '../../../services/referrals/errors.ts';
import { inbound } from './inbound.ts';
import { ANN, freshStore, setStage, type Stage } from './stage.ts';

const PLANT = 'aaaaaa11-3c1d-4a6b-9a58-1d2f6f0b7e11';
const PORT = 'aaaaaa22-3c1d-4a6b-9a58-1d2f6f0b7e11';
const UNREAD = 'bbbbbb33-3c1d-4a6b-9a58-1d2f6f0b7e11';

describe('finding the deal that a person means', () => {
  const store = freshStore();
  let stage: Stage;
  beforeEach(async () => {
    const known = [
      inbound({ id: PLANT, name: 'Plant in Lyon' }),
      inbound({ id: PORT, name: 'Port in Brest' }),
    ];
    stage = setStage(store(), [...known, inbound({ id: UNREAD, name: 'Unread' })]);
    for (const deal of known) await recordDeal(stage, deal);
  });
  const meant = async (words: string) => {
    const found = await findMeantDeals(stage, ANN, words);
    return [found.kind, ...(found.kind === 'found' ? found.deals.map(({ deal }) => deal.id).sort() : [])];
  };

  it('takes an id, in either case', async () => {
    assert.deepEqual(await meant(PLANT), ['found', PLANT]);
    assert.deepEqual(await meant(PLANT.toUpperCase()), ['found', PLANT]);
  });

  it('takes the beginning of an id from six characters on', async () => {
    assert.deepEqual(await meant('aaaaaa1'), ['found', PLANT]);
    assert.deepEqual(await meant('AAAAAA'), ['found', PLANT, PORT]);
  });

  it('asks Partner Center for an id that we never read', async () => {
    assert.deepEqual(await meant(UNREAD), ['found', UNREAD]);
    assert.deepEqual(await meant('cccccc33-3c1d-4a6b-9a58-1d2f6f0b7e11'), ['found']);
  });

  it('takes words of name and customer, three characters or more (NAV-03)', async () => {
    assert.deepEqual(await meant('  lyon plant '), ['found', PLANT]);
    assert.deepEqual(await meant('societe generale'), ['found', PLANT, PORT]);
    assert.deepEqual(await meant('in'), ['found']);
    assert.deepEqual(await meant(''), ['found']);
    assert.deepEqual(await meant('%'), ['found']);
  });

  it('takes a word that looks like an id for a word where no id begins so', async () => {
    await recordDeal(stage, inbound({ id: UNREAD, name: 'Decade facade' }));
    assert.deepEqual(await meant('facade'), ['found', UNREAD]);
  });

  it('never means a sister referral of Microsoft', async () => {
    await recordDeal(stage, inbound({ id: UNREAD, name: 'Plant too', organizationId: 'msft' }));
    assert.deepEqual(await meant('plant'), ['found', PLANT]);
  });

  it('looks at no more than ten one by one; more are a search of their own', async () => {
    const deals = Array.from({ length: 12 }, (_, index) => {
      const id = `dddddd${String(index).padStart(2, '0')}-3c1d-4a6b-9a58-1d2f6f0b7e11`;
      return inbound({ id, name: index < 10 ? 'Ten docks' : 'Two more' });
    });
    stage = setStage(store(), deals);
    for (const deal of deals) await recordDeal(stage, deal);
    assert.equal((await meant('docks')).length, 1 + 10);
    assert.deepEqual(await meant('dddddd'), ['tooMany']);
    assert.deepEqual(await meant('societe'), ['tooMany']);
  });

  it('shows only what the person may see, and says when that is nothing (PERM-02)', async () => {
    stage.referrals.fail('get', new ReferralServiceError('forbidden', { status: 403 }));
    assert.deepEqual(await meant('aaaaaa1'), ['noAccess']);
    const refuse = () => stage.referrals.fail('get', new ReferralServiceError('forbidden', { status: 403 }));
    refuse();
    refuse();
    assert.deepEqual(await meant('aaaaaa'), ['noAccess']);
    stage.referrals.fail('get', new ReferralServiceError('notFound', { status: 404 }));
    assert.deepEqual(await meant('aaaaaa2'), ['found']);
  });

  for (const [kind, said] of [
    ['forbidden', 'noAccess'],
    ['unauthorized', 'signIn'],
  ] as const) {
    it(`says ${said} of deals that there are and of others to whoever may read nothing (${kind})`, async () => {
      for (const method of ['get', 'listOpen'] as const)
        stage.referrals.fail(method, new ReferralServiceError(kind), { times: 10 });
      for (const words of ['aaaaaa1', 'no such deal', UNREAD]) assert.deepEqual(await meant(words), [said]);
    });
  }

  it('does not believe an earlier refusal: the role may have come since (PERM-05)', async () => {
    stage.referrals.fail('get', new ReferralServiceError('forbidden', { status: 403 }));
    assert.deepEqual(await meant('aaaaaa1'), ['noAccess']);
    assert.deepEqual(await meant('aaaaaa1'), ['found', PLANT]);
  });
});
