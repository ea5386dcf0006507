import assert from 'node:assert/strict';
import { showDealDetails } from '../../dialogs/details.ts';
import { showList } from '../../dialogs/lists.ts';
import { outcomeAnswer } from '../../dialogs/outcome-answer.ts';
import { viewDeal } from '../../dialogs/view-deal.ts';
import { dealKind } from '../../services/deals/lifecycle.ts';
import { recordDeal } from '../../services/deals/record-deal.ts';
import { ReferralServiceError } from '../../services/referrals/errors.ts';
import { findDealsByIdPrefix, saveDeal, searchDeals } from '../../services/store/deals.ts';
import { endDecision, openDecision } from '../../services/store/decisions.ts';
import { DEAL_ID, inbound } from '../services/deals/inbound.ts';
import { newDecision } from '../services/deals/new-decision.ts';
import { ANN, freshStore, setStage, type Stage, START } from '../services/deals/stage.ts';
import { buttonsOf, stageTurn, wordsOf } from './stage-turn.ts';

describe('showing deals', () => {
  const store = freshStore();
  let stage: Stage;
  beforeEach(() => {
    stage = setStage(store(), [inbound()]);
  });
  const silent = (method: 'get' | 'listOpen') =>
    stage.referrals.fail(method, new ReferralServiceError('unavailable'));

  describe('the details', () => {
    it('are read fresh, with what happened to the deal', async () => {
      const { card, view } = await showDealDetails(stageTurn(stage), DEAL_ID);
      assert.equal(view?.version, 1);
      assert.ok(wordsOf(card).includes('zoe@oeuvres.example'));
    });

    it('know the way back where they stand in the place of a list, and only there', async () => {
      const back = 'Show inbound deals';
      const alone = await showDealDetails(stageTurn(stage), DEAL_ID);
      assert.ok(!buttonsOf(alone.card).includes(back));
      const inList = await showDealDetails(stageTurn(stage), DEAL_ID, { inList: true });
      assert.ok(buttonsOf(inList.card).includes(back));
    });

    it('are those of the last reading where Partner Center does not answer, and say so', async () => {
      await showDealDetails(stageTurn(stage), DEAL_ID);
      stage.clock.pass(60_000);
      silent('get');
      const { view } = await showDealDetails(stageTurn(stage), DEAL_ID);
      assert.deepEqual(view?.banner, { kind: 'asOf', args: { at: START } });
    });

    it('are nothing where this person has never seen the deal', async () => {
      await recordDeal(stage, inbound());
      silent('get');
      const { card, view } = await showDealDetails(stageTurn(stage), DEAL_ID);
      assert.equal(view, null);
      assert.ok(!wordsOf(card).includes('Datacenter'));
    });

    it('tell an unknown state by its own name, whatever it is (LIFE-03)', async () => {
      for (const substatus of ['Engaged', 'constructor', '__proto__']) {
        stage.referrals.change(inbound({ substatus }));
        const { card } = await showDealDetails(stageTurn(stage), DEAL_ID);
        assert.ok(wordsOf(card).includes(substatus.replaceAll('_', '')), substatus);
      }
    });
  });

  describe('another partner of the engagement (TYPE-04)', () => {
    const accepted = new Date('2026-11-13T08:00:00Z');
    const ours = inbound({
      status: 'Active',
      substatus: 'Accepted',
      invitation: { ...inbound().invitation, organizationId: 'our-organization' },
    });
    const theirs = (changes: Partial<ReturnType<typeof inbound>> = {}) =>
      inbound({
        id: 'aaaaaaaa-theirs',
        name: 'Their own words',
        organizationId: 'p-2',
        organizationName: 'Fabrikam *AG*',
        status: 'Active',
        substatus: 'Accepted',
        acceptedAt: accepted,
        invitation: ours.invitation,
        ...changes,
      });
    const details = async (showPartners: boolean) => {
      const turn = stageTurn(stage);
      const services = { ...turn.services, showPartners };
      const { card } = await showDealDetails({ ...turn, services }, DEAL_ID);
      return { words: wordsOf(card), buttons: buttonsOf(card) };
    };

    it('is told on our deal, who and in which state since when, once that is switched on', async () => {
      stage = setStage(store(), [ours]);
      await recordDeal(stage, theirs());
      const before = await details(false);
      assert.doesNotMatch(before.words, /Fabrikam/);
      const after = await details(true);
      assert.match(after.words, /Other partners[^]*Fabrikam.*Accepted · since Fri.*13/);
      assert.match(after.words, /invited and taken off in Partner Center only/);
      assert.deepEqual(after.buttons, before.buttons);
    });

    it('is told with the deadline while it waits, and not where the record is gone', async () => {
      stage = setStage(store(), [ours]);
      const waiting = theirs({
        status: 'New',
        substatus: 'Pending',
        expiresAt: new Date('2026-11-27T00:00:00Z'),
      });
      const stored = await recordDeal(stage, waiting);
      assert.match((await details(true)).words, /Fabrikam.*New · since .* · answers until Fri.*27/);
      await saveDeal(store().db, { ...stored, goneAt: START });
      assert.doesNotMatch((await details(true)).words, /Fabrikam/);
    });

    it('is no deal that can be listed, meant or decided', async () => {
      stage = setStage(store(), [ours, theirs()]);
      await recordDeal(stage, theirs());
      assert.deepEqual(await searchDeals(store().db, 'their own words', 10), []);
      assert.deepEqual(await findDealsByIdPrefix(store().db, 'aaaaaaaa', 10), []);
      const { view } = await showDealDetails(stageTurn(stage), 'aaaaaaaa-theirs');
      assert.deepEqual(view?.verbs, []);
    });
  });

  describe('the list', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        inbound({ id: `deal-${index}`, name: `Deal no ${index}.` }),
      );

    it('has ten deals on a page, and the last page for any number beyond it', async () => {
      stage = setStage(store(), many(23));
      const shown = async (page: number) => {
        const { card } = await showList(stageTurn(stage), 'inbound', page);
        return new Set(wordsOf(card).match(/Deal no \d+\\?\./g)).size;
      };
      assert.deepEqual([await shown(1), await shown(2), await shown(3), await shown(99)], [10, 10, 3, 3]);
    });

    it('is empty in words where nothing waits', async () => {
      stage = setStage(store());
      const { card } = await showList(stageTurn(stage), 'inbound', 1);
      assert.notEqual(wordsOf(card), '');
    });

    it('falls back to what this person saw last', async () => {
      await showList(stageTurn(stage), 'inbound', 1);
      silent('listOpen');
      const { card } = await showList(stageTurn(stage), 'inbound', 1);
      assert.ok(wordsOf(card).includes('Datacenter move'));
    });

    for (const kind of ['forbidden', 'unauthorized', 'unavailable'] as const) {
      it(`says why there is none: ${kind} (PERM-06)`, async () => {
        await recordDeal(stage, inbound());
        stage.referrals.fail('listOpen', new ReferralServiceError(kind));
        const { card } = await showList(stageTurn(stage), 'inbound', 1);
        assert.ok(!wordsOf(card).includes('Datacenter'));
      });
    }
  });

  describe('the view of a deal', () => {
    const viewing = () => stageTurn(stage).services;
    const stored = (changes: Partial<ReturnType<typeof inbound>> = {}, goneAt: Date | null = null) => {
      const deal = inbound(changes);
      const kind = dealKind(deal, new Set(['our-organization']));
      return { deal, kind, version: 1, firstSeenAt: START, recordedAt: START, goneAt };
    };

    it('offers what the state allows, and names the gaps, while the deal waits (LIFE-04, FLD-17)', async () => {
      const view = await viewDeal(viewing(), stored({ value: null }));
      assert.deepEqual([view.verbs, view.gaps], [['deal.accept', 'deal.decline'], ['dealValue']]);
      const accepted = await viewDeal(
        viewing(),
        stored({ status: 'Active', substatus: 'Accepted', value: null }),
      );
      assert.deepEqual([accepted.verbs, accepted.gaps], [['deal.won', 'deal.lost'], []]);
    });

    it('offers nothing on a deal that is gone', async () => {
      assert.deepEqual((await viewDeal(viewing(), stored({}, START))).verbs, []);
    });

    it('says who decided: a person here, or somebody in Partner Center', async () => {
      const accepted = stored({ status: 'Active', substatus: 'Accepted', acceptedAt: START });
      assert.deepEqual((await viewDeal(viewing(), accepted)).decided, {
        verb: 'deal.accept',
        by: null,
        at: START,
      });
      await openDecision(store().db, newDecision('d-1', ANN));
      const at = new Date(START.getTime() + 5);
      await endDecision(store().db, 'd-1', 'done', 'done', at);
      assert.deepEqual((await viewDeal(viewing(), accepted)).decided, {
        verb: 'deal.accept',
        by: 'Ann Lee',
        at,
      });
    });

    it('carries the moment of reading only where it is read at once', async () => {
      assert.equal((await viewDeal(viewing(), stored())).readAtOnce, null);
      assert.deepEqual((await viewDeal(viewing(), stored(), { readAtOnce: true })).readAtOnce, START);
    });

    it('puts the id into the address of the deal, safely', async () => {
      const view = await viewDeal(viewing(), stored({ id: 'a/b?c' }));
      assert.equal(view.dealUrl, 'https://partner.example/a%2Fb%3Fc');
    });
  });

  describe('the answer to a decision', () => {
    const answer = async (outcome: Parameters<typeof outcomeAnswer>[1]) =>
      (await outcomeAnswer(stageTurn(stage), outcome)).view?.banner;
    const known = async (changes = {}) => recordDeal(stage, inbound(changes));

    it('says how long to wait, or that Partner Center does not answer', async () => {
      const stored = await known();
      const unavailable = { kind: 'unavailable', stored } as const;
      assert.deepEqual(await answer({ ...unavailable, retryAfterSeconds: 60 }), {
        kind: 'throttled',
        args: { seconds: 60 },
      });
      assert.deepEqual(await answer({ ...unavailable, retryAfterSeconds: null }), { kind: 'unavailable' });
    });

    it('says of a refusal after the deadline that it is too late (EXP-01)', async () => {
      const late = await known({ expiresAt: new Date(START.getTime() - 1) });
      assert.deepEqual(await answer({ kind: 'rejected', stored: late, code: 'X' }), { kind: 'tooLate' });
    });

    it('says what changed, and that a write is being looked up', async () => {
      const stored = await known();
      assert.deepEqual(await answer({ kind: 'changed', stored, fields: ['value'] }), {
        kind: 'changed',
        args: { fields: ['value'] },
      });
      assert.deepEqual(await answer({ kind: 'pending', stored }), { kind: 'unconfirmed' });
    });

    it('keeps the buttons where the person may try again', async () => {
      const stored = await known();
      const { card } = await outcomeAnswer(stageTurn(stage), {
        kind: 'unavailable',
        stored,
        retryAfterSeconds: null,
      });
      assert.ok(buttonsOf(card).includes('Accept'));
    });
  });
});
