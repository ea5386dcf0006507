import assert from 'node:assert/strict';
import type { Envelope } from '../../bot/activity.ts';
import { parseActivity } from '../../bot/activity.ts';
import { answerColleagueSearch } from '../../bot/search-colleagues.ts';
import { ReferralServiceError } from '../../services/referrals/errors.ts';
import { saveAccess } from '../../services/store/access.ts';
import { DEAL_ID, inbound } from '../services/deals/inbound.ts';
import { ANN, freshStore, setStage, type Stage } from '../services/deals/stage.ts';
import { profile, type SmallDirectory, smallDirectory } from '../services/people/small-directory.ts';
import { type SmallApp, smallApp } from './small-app.ts';

describe('searching colleagues while one types', () => {
  const store = freshStore();
  let stage: Stage;
  let app: SmallApp;
  let people: SmallDirectory;
  beforeEach(() => {
    people = smallDirectory([profile('ben', 'Ben *Roy*', 'ben@lamna.example')]);
    stage = { ...setStage(store(), [inbound()]), people };
    app = smallApp(stage);
  });

  const invoke = (value: unknown, name = 'application/search', tenantId = ANN.tenantId): Envelope => {
    const envelope = parseActivity({
      type: 'invoke',
      name,
      serviceUrl: 'http://127.0.0.1:1/',
      from: { id: '29:ann', aadObjectId: ANN.personId, name: 'Ann Lee' },
      recipient: { id: '28:bot' },
      conversation: { id: 'a:ann', tenantId, conversationType: 'personal' },
      value,
    });
    assert.ok(envelope);
    return envelope;
  };
  const ask = async (queryText: unknown, more: object = {}, tenantId?: string) => {
    const value = { queryText, queryOptions: { skip: 0, top: 15 }, dataset: 'colleagues', ...more };
    const answer = await answerColleagueSearch(app, invoke(value, undefined, tenantId));
    assert.equal(answer?.status, 200);
    return answer.body as { type: string; value: { results: unknown[] } };
  };
  const sees = () => saveAccess(store().db, ANN, DEAL_ID, true, stage.clock.now());

  it('gives name and mail as plain text, and the id as the value', async () => {
    await sees();
    const { type, value } = await ask('ben');
    assert.equal(type, 'application/vnd.microsoft.search.searchResponse');
    assert.deepEqual(value.results, [{ title: 'Ben *Roy* · ben@lamna.example', value: 'ben' }]);
  });

  it('gives nobody for nothing, and no second page', async () => {
    await sees();
    for (const [text, more] of [
      ['', {}],
      ['  ', {}],
      [7, {}],
      ['ben', { queryOptions: { skip: 15, top: 15 } }],
    ] as const)
      assert.deepEqual((await ask(text, more)).value.results, []);
    assert.deepEqual(people.asked, []);
  });

  it('gives nobody to a person without the role, or who must sign in, or while that is not known', async () => {
    for (const kind of ['forbidden', 'unauthorized', 'unavailable'] as const) {
      stage.referrals.fail('listOpen', new ReferralServiceError(kind), { times: 1 });
      assert.deepEqual((await ask('ben')).value.results, [], kind);
    }
    assert.deepEqual(people.asked, []);
    assert.equal((await ask('ben')).value.results.length, 1, 'read under their own rights');
  });

  it('gives nobody to people of other tenants', async () => {
    await saveAccess(store().db, { ...ANN, tenantId: 't-9' }, DEAL_ID, true, stage.clock.now());
    app = { ...app, signIn: { partnerTenantId: ANN.tenantId } as SmallApp['signIn'] };
    assert.deepEqual((await ask('ben', {}, 't-9')).value.results, []);
  });

  it('leaves other searches and other invokes to others', async () => {
    assert.equal(await answerColleagueSearch(app, invoke({ queryText: 'x', dataset: 'other' })), null);
    assert.equal(await answerColleagueSearch(app, invoke(null)), null);
    assert.equal(await answerColleagueSearch(app, invoke({}, 'composeExtension/query')), null);
  });
});
