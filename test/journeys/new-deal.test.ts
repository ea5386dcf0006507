import assert from 'node:assert/strict';
import { readableText } from '../support/teams-card.ts';
import { type BotProcess, startBot } from '../support/bot-process.ts';
import { inboundReferral, type PartnerCenter, startPartnerCenter } from '../support/partner-center.ts';
import { startTeams, type Teams } from '../support/teams.ts';

describe('a new inbound deal', () => {
  let teams: Teams;
  let partnerCenter: PartnerCenter;
  let bot: BotProcess;

  beforeEach(async () => {
    teams = await startTeams();
    partnerCenter = await startPartnerCenter();
    bot = await startBot({ PARTNER_CENTER_URL: partnerCenter.url, POLL_INTERVAL_SECONDS: '0.2' });
    teams.connect(bot.messagesUrl);
  });

  afterEach(async () => {
    console.log(bot.output());
    await bot.stop();
    await teams.stop();
    await partnerCenter.stop();
  });

  it('becomes one card in each place, and one click accepts it (LIFE-04, LIFE-05, API-03)', async () => {
    const ann = teams.person({ name: 'Ann Keller' });
    const ben = teams.person({ name: 'Ben Ito' });
    const annsChat = teams.personalChat(ann);
    const bensChat = teams.personalChat(ben);
    await annsChat.install();
    await bensChat.install();
    const referral = inboundReferral({ name: 'Plant analytics rollout' });
    partnerCenter.put(referral);

    const annsCard = await teams.waitForPost(annsChat.id, 'Plant analytics rollout', 5000);
    await teams.waitForPost(bensChat.id, 'Plant analytics rollout', 5000);
    const answer = await annsChat.click(annsCard, 'deal.accept');
    assert.equal(answer.httpStatus, 200);
    assert.match(readableText(answer.card), /Accepted/);
    await teams.waitForEdit(annsChat.id, annsCard, 'Ann Keller', 5000);
    console.log(readableText(answer.card), '\n----\n', teams.posts(bensChat.id).map((m) => JSON.stringify(m).slice(0, 300)));
    console.log(partnerCenter.writes());
    await teams.quiet(1500);
    console.log(teams.calls.map((c) => `${c.method} ${c.path ?? ''}`));
  });
});
