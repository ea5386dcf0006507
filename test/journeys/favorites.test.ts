import assert from 'node:assert/strict';
import { inboundReferral } from '../support/partner-center.ts';
import { buttonTitles } from '../support/teams-card.ts';
import type { Chat, Message } from '../support/teams.ts';
import { openStage, type Stage, storedText } from './stage.ts';

const closed = (name: string) =>
  inboundReferral({
    name,
    status: 'Closed',
    substatus: 'Won',
    closedDateTime: '2026-11-01T00:00:00Z',
    customerProfile: { name: `${name} AG` },
  });

describe('favourites', () => {
  let stage: Stage;
  let ann: Chat;
  let ben: Chat;

  before(async () => {
    stage = await openStage({
      referrals: [
        inboundReferral({ name: 'Harbour lights', favorite: true }),
        inboundReferral({ name: 'Mountain rail' }),
        closed('Old mill'),
      ],
    });
    await stage.watched();
    ann = await stage.join('Ann Keller');
    ben = await stage.join('Ben Roy');
    await stage.teams.quiet();
  });
  after(() => stage.stop());

  async function said(chat: Chat, text: string): Promise<Message> {
    const before = stage.teams.posts(chat.id).length;
    await chat.say(text);
    const answer = stage.teams.posts(chat.id)[before];
    assert.ok(answer, `an answer to '${text}'`);
    return answer;
  }

  it('are toggled with the heart on the details; the answer is the fresh card (FAV-01)', async () => {
    const details = await said(ann, 'deal harbour');
    const kept = await ann.click(details, 'deal.favorite');
    assert.match(kept.text, /On your list of favorites/);
    assert.match(kept.text, /On your own list, which only you see/);
    assert.ok(buttonTitles(ann.cardSeen(details)).includes('❤️ Remove favorite'));
    const gone = await ann.click(details, 'deal.unfavorite');
    assert.match(gone.text, /Not on your list/);
    assert.ok(buttonTitles(ann.cardSeen(details)).includes('🤍 Add to favorites'));
  });

  it('show Partner Center’s shared star apart from the own heart (FAV-04)', async () => {
    const text = storedText(await said(ann, 'deal harbour'));
    assert.match(text, /In Partner Center, for the whole company/);
    assert.doesNotMatch(text, /On your own list/);
  });

  it('are each person’s own, closed deals too, and writing them changes nothing in Partner Center (SEED-07, FAV-02)', async () => {
    assert.match(storedText(await said(ann, 'favorites')), /No favorites yet/);
    assert.match(storedText(await said(ann, 'favorite old mill')), /On your list of favorites/);
    assert.match(storedText(await said(ann, 'suivre-affaire mountain')), /Dans vos favoris/);
    assert.match(storedText(await said(ann, 'help')), /Here is what/);
    const list = storedText(await said(ann, 'favorites'));
    assert.match(list, /2 deals/);
    assert.match(list, /Old mill/);
    assert.match(list, /Mountain rail/);
    assert.match(storedText(await said(ben, 'favorites')), /No favorites yet/);
    assert.ok(stage.partnerCenter.requests.every(({ method }) => method === 'GET'));
  });

  it('whose state changes are told in that person’s own chat only, as a message (SEED-07)', async () => {
    const { teams, partnerCenter } = stage;
    const { id } = partnerCenter.put(inboundReferral({ name: 'Tidal barrier' }));
    await teams.waitForPost(ann.id, 'Tidal barrier');
    const bens = await teams.waitForPost(ben.id, 'Tidal barrier');
    await said(ann, 'favorite tidal');
    await teams.quiet();
    const before = teams.posts(ben.id).length;
    partnerCenter.change(id, { status: 'Active', substatus: 'Accepted' });
    const news = await teams.waitForPost(ann.id, 'News of your favorite');
    assert.match(storedText(news), /Tidal barrier/);
    await teams.waitForEdit(ben.id, bens.id, 'Accepted');
    await teams.quiet();
    assert.equal(teams.posts(ben.id).length, before, 'nobody else is told');

    partnerCenter.change(id, { details: { dealValue: 777 } });
    await teams.waitForEdit(ann.id, news.id, '777');
    await teams.quiet();
    const told = teams.posts(ann.id).filter((post) => storedText(post).includes('News of your favorite'));
    assert.equal(told.length, 0, 'another fact is no news, and what stands is no news any more');
  });

  it('tell nobody of their own act', async () => {
    const { teams } = stage;
    stage.partnerCenter.put(inboundReferral({ name: 'Solar roof' }));
    const card = await teams.waitForPost(ann.id, 'Solar roof');
    await said(ann, 'favorite solar');
    await said(ben, 'favorite solar');
    await ann.click(card, 'deal.accept');
    await teams.waitForPost(ben.id, 'News of your favorite');
    await teams.quiet();
    assert.ok(!teams.posts(ann.id).some((post) => storedText(post).includes('News of your favorite')));
  });

  it('are removed by word, and ask which one where none is named', async () => {
    const which = await said(ann, 'unfavorite');
    assert.match(storedText(which), /take off your list/);
    assert.match(storedText(await said(ann, 'oublier-affaire mountain')), /N’est plus dans vos favoris/);
    assert.doesNotMatch(storedText(await said(ann, 'favoris')), /Mountain rail/);
    await said(ann, 'help');
  });

  it('say nothing of one person’s list where everybody reads', async () => {
    const group = stage.teams.groupChat([ann.person], { installed: true });
    const answer = await said(group, 'deal old mill');
    assert.doesNotMatch(storedText(answer), /On your own list/);
    const clicked = await group.click(answer, 'deal.show').catch(() => null);
    assert.ok(clicked === null || clicked.httpStatus === 200);
  });
});
