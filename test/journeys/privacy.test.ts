import assert from 'node:assert/strict';
import { inboundReferral } from '../support/partner-center.ts';
import type { Chat } from '../support/teams.ts';
import { waitFor } from '../support/wait.ts';
import { openStage, type Stage, storedText } from './stage.ts';

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

function isFile({ activity }: { activity: { attachments?: unknown } }): boolean {
  return JSON.stringify(activity.attachments ?? []).includes('file.consent');
}
