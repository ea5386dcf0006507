import assert from 'node:assert/strict';
import { inboundReferral, type PartnerCenterRequest } from '../support/partner-center.ts';
import type { Chat } from '../support/teams.ts';
import { waitFor } from '../support/wait.ts';
import { fillIn } from './new-deal-stage.ts';
import { asks, openStage, type Stage, storedText } from './stage.ts';

describe('what is stored about a person', () => {
  let stage: Stage;
  let ann: Chat;
  let ben: Chat;

  before(async () => {
    stage = await openStage();
    ann = await stage.join('Ann Keller');
    ben = await stage.join({ name: 'Ben Ito', locale: 'fr-FR' });
  });
  after(() => stage.stop());

  it('is told to that person, with what they did and nothing of others', async () => {
    const { teams, partnerCenter } = stage;
    partnerCenter.put(inboundReferral({ name: 'Remembered deal' }));
    const card = await teams.waitForPost(ann.id, 'Remembered deal');
    await ann.click(card, 'deal.accept');
    await ann.say('my data');
    const offered = await teams.waitForPost(ann.id, isFile);
    await ann.acceptFile(offered);
    const [file] = await waitFor(() => (teams.oneDrive.files.length > 0 ? teams.oneDrive.files : null), {
      what: 'the file',
    });
    assert.match(file?.text ?? '', /Ann Keller/);
    assert.match(file?.text ?? '', /"deal.accept"/);
    assert.doesNotMatch(file?.text ?? '', /Ben Ito/);
  });

  it('goes when they say so and confirm it: nothing is posted to them any more, and their name is taken out', async () => {
    const { teams, partnerCenter } = stage;
    await ann.say('forget me');
    const asked = await teams.waitForPost(ann.id, 'Shall I forget you?');
    const answer = await ann.click(asked, 'Forget me');
    assert.match(answer.text, /You are forgotten/);
    const bens = await teams.waitForPost(ben.id, 'Remembered deal');
    await teams.quiet();
    const posts = teams.posts(ann.id).length;

    partnerCenter.put(inboundReferral({ name: 'Later deal' }));
    await teams.waitForPost(ben.id, 'Later deal');
    await teams.quiet(700);
    assert.equal(teams.posts(ann.id).length, posts, 'nothing more is posted to Ann');
    const details = await ben.click(bens, 'deal.show');
    assert.match(details.text, /Acceptée par un ancien collègue/);
    // The deal's team stands in Partner Center, and is Partner Center's to change.
    assert.doesNotMatch(details.text, /(par|·) Ann Keller/);
  });

  it('is nobody else’s business: in a shared place it is told where to ask', async () => {
    const { teams } = stage;
    const group = teams.groupChat([ben.person, teams.person({ name: 'Cara Osei' })], { installed: true });
    await group.say('mes données');
    await teams.waitForPost(group.id, 'notre propre conversation');
    await group.say('oubliez-moi');
    await teams.waitForPost(group.id, 'Demandez-le dans notre propre conversation');
  });

  it('is kept where the person thinks better of it', async () => {
    const { teams } = stage;
    await ben.say('oubliez-moi');
    const asked = await teams.waitForPost(ben.id, 'Dois-je vous oublier');
    const answer = await ben.click(asked, 'Tout garder');
    assert.match(answer.text, /Tout est gardé comme avant/);
    assert.ok(teams.posts(ben.id).some((post) => storedText(post).includes('Remembered deal')));
  });
});

describe('what waits for the sign-in of who asks to be forgotten', () => {
  it('is ended and said, and nothing is sent in their name any more', async () => {
    const { teams, partnerCenter, join, watched, stop } = await openStage({
      env: { CO_SELL_SOLUTIONS: 'SOL-1=Plant analytics' },
    });
    await watched();
    const ann = await join('Ann Keller');
    const { form } = await fillIn({ teams }, ann, 'coSell');
    const isAnns = asks(ann.person);
    // The deal is made; from then on Partner Center takes her token no more.
    let isMade = false;
    partnerCenter.fault({
      match: (one) => {
        const refuses = isMade && isAnns(one);
        isMade ||= isAnns(one) && one.method === 'POST';
        return refuses;
      },
      status: 401,
      code: 'unauthenticated',
      times: Number.POSITIVE_INFINITY,
    });
    const half = await ann.click(form, 'Create and invite Microsoft');
    assert.match(half.text, /I need you to sign in again/);
    await ann.say('forget me');
    const asked = await teams.waitForPost(ann.id, 'Shall I forget you?');
    const answer = await ann.click(asked, 'Forget me');
    assert.match(answer.text, /You are forgotten[^]*an invitation to Microsoft is not sent any more/);
    partnerCenter.clearFaults();
    await watched();
    const before = partnerCenter.requests.length;
    // Longer than what is open waits for its turn.
    await waitFor(() => Date.now() - last(partnerCenter.requests, isAnns) > 6000, {
      seconds: 20,
      what: 'six seconds without a request in her name',
    });
    assert.ok(partnerCenter.requests.length > before, 'the bot goes on watching');
    assert.equal(partnerCenter.requests.slice(before).filter(isAnns).length, 0);
    assert.deepEqual(
      partnerCenter.all().map((one) => one['organizationId'] === 'msft'),
      [false],
    );
    await stop();
  });
});

/** When such a request came last, in milliseconds. */
function last(
  requests: readonly PartnerCenterRequest[],
  test: (one: PartnerCenterRequest) => boolean,
): number {
  return requests.findLast(test)?.at.getTime() ?? 0;
}

function isFile({ activity }: { activity: { attachments?: unknown } }): boolean {
  return JSON.stringify(activity.attachments ?? []).includes('file.consent');
}
