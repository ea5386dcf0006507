import assert from 'node:assert/strict';
import { inboundReferral, type PartnerCenterRequest, type WireReferral } from '../support/partner-center.ts';
import type { Chat, Message } from '../support/teams.ts';
import { isPatch, isWatcher, nowIn, openStage, type Stage } from './stage.ts';

describe('Partner Center on a bad day', () => {
  let stage: Stage;
  let ann: Chat;

  before(async () => {
    stage = await openStage();
    ann = await stage.join('Ann Keller');
  });
  after(() => stage.stop());

  async function arrived(name: string): Promise<[WireReferral, Message]> {
    const referral = stage.partnerCenter.put(inboundReferral({ name }));
    return [referral, await stage.teams.waitForPost(ann.id, name)];
  }

  function patchesOf(id: string): PartnerCenterRequest[] {
    return stage.partnerCenter.requests.filter((one) => isPatch(one) && one.path.endsWith(id));
  }

  it('that writes or reads slowly: the click is answered first, the card follows, and it is one write each', async () => {
    const { teams, partnerCenter } = stage;
    const [slowlyWritten, writtenCard] = await arrived('Slowly written deal');
    const [slowlyRead, readCard] = await arrived('Slowly read deal');
    const isReading = ({ method, path }: PartnerCenterRequest) =>
      method === 'GET' && path.endsWith(slowlyRead.id);
    partnerCenter.fault({
      match: (one) => isPatch(one) && one.path.endsWith(slowlyWritten.id),
      delayMs: 6000,
    });
    partnerCenter.fault({ match: isReading, delayMs: 6000 });
    const [written, read] = await Promise.all([
      ann.click(writtenCard, 'deal.accept'),
      ann.click(readCard, 'deal.accept'),
    ]);
    assert.equal(patchesOf(slowlyWritten.id)[0]?.status, null, 'the write is not answered yet');
    assert.deepEqual(patchesOf(slowlyRead.id), [], 'nothing is read yet');
    for (const { statusCode, text } of [written, read]) {
      assert.equal(statusCode, 200);
      assert.match(text, /on its way to Partner Center/);
    }
    assert.equal((await ann.click(writtenCard, 'Details')).statusCode, 200);
    await teams.waitForEdit(ann.id, writtenCard, 'Accepted by Ann Keller', 8000);
    await teams.waitForEdit(ann.id, readCard, 'Accepted by Ann Keller', 8000);
    for (const { id } of [slowlyWritten, slowlyRead]) assert.equal(patchesOf(id).length, 1);
  });

  for (const [what, fault] of [
    ['429 with Retry-After', { status: 429, retryAfterSeconds: 1 }],
    ['503', { status: 503 }],
    ['500', { status: 500 }],
    ['an answer that is lost, nothing done', { status: 502 }],
  ] as const) {
    it(`that answers a write with ${what}: it is read again, written again, and once in effect`, async () => {
      const { partnerCenter } = stage;
      const [{ id }, card] = await arrived(`Deal of ${what}`);
      partnerCenter.fault({ match: isPatch, ...fault });
      const { text } = await ann.click(card, 'deal.accept');
      assert.match(text, /you accepted this deal/);
      assert.deepEqual(
        patchesOf(id).map(({ status }) => status),
        [fault.status, 200],
      );
      assert.ok(wasReadBetween(id), 're-read before the write is repeated');
    });
  }

  it('that writes and loses its answer: the write is found by reading, not repeated, and the clicker is named', async () => {
    const { teams, partnerCenter } = stage;
    const [{ id }, card] = await arrived('Lost answer deal');
    partnerCenter.fault({ match: isPatch, loseAnswer: true });
    const { text } = await ann.click(card, 'deal.accept');
    assert.match(text, /you accepted this deal/);
    await teams.waitForEdit(ann.id, card, 'Accepted by Ann Keller');
    assert.equal(patchesOf(id).length, 1);
  });

  it('that stays away longer than a write waits: nothing is changed and that is said', async () => {
    const { partnerCenter } = stage;
    const [{ id }, card] = await arrived('Refused for long deal');
    partnerCenter.fault({ match: isPatch, status: 429, retryAfterSeconds: 600 });
    const { text } = await ann.click(card, 'deal.accept');
    assert.match(text, /slow down. Nothing was changed; please try again in 600 seconds/);
    assert.equal(partnerCenter.referral(id).status, 'New');
    assert.match(text, /^Accept$/m);
    assert.equal(patchesOf(id).length, 1);
  });

  it('that does not even answer readings: the commands say so, and help still works', async () => {
    const { teams, partnerCenter } = stage;
    const [, card] = await arrived('Unreachable deal');
    const match = (request: PartnerCenterRequest) => !isWatcher(request);
    partnerCenter.fault({ match, status: 503, times: 12 });
    const details = await ann.click(card, 'deal.show');
    assert.match(details.text, /Partner Center does not answer right now. This is the deal as of/);
    const accepted = await ann.click(card, 'deal.accept');
    assert.match(accepted.text, /does not answer. Nothing was changed/);
    const before = teams.posts(ann.id).length;
    await ann.say('inbound');
    await ann.say('help');
    const texts = teams
      .posts(ann.id)
      .slice(before)
      .map((post) => nowIn(teams, ann, post));
    assert.match(texts[0] ?? '', /Unreachable deal[^]*does not answer right now/);
    assert.match(texts[1] ?? '', /Here is what you can ask/);
  });

  function wasReadBetween(id: string): boolean {
    const { requests } = stage.partnerCenter;
    const [first, second] = patchesOf(id).map((one) => requests.indexOf(one));
    const between = requests.slice(first, second);
    return between.some(({ method, path }) => method === 'GET' && path.endsWith(id));
  }
});
