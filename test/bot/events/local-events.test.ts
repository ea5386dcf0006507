import assert from 'node:assert/strict';
import { type BotProcess, startBot } from '../../support/bot-process.ts';
import { type LocalEvents, startLocalEvents } from '../../support/microsoft-cloud/local-events.ts';
import type { EventForgery } from '../../support/microsoft-cloud/signed-event.ts';
import { inboundReferral, type PartnerCenter, startPartnerCenter } from '../../support/partner-center.ts';
import { readableText } from '../../support/teams-card.ts';
import { type Card, type Chat, startTeams, type Teams } from '../../support/teams.ts';
import { cardsOf } from '../../support/teams-wire.ts';
import { waitFor } from '../../support/wait.ts';

describe('local mode: events from a stand-in for Partner Center, while the next look is an hour away', () => {
  let local: LocalEvents;
  let partnerCenter: PartnerCenter;
  let bot: BotProcess;
  let teams: Teams;
  let chat: Chat;

  before(async () => {
    local = await startLocalEvents();
    partnerCenter = await startPartnerCenter();
    bot = await startBot({
      ...local.environment,
      PARTNER_CENTER_URL: partnerCenter.url,
      POLL_INTERVAL_SECONDS: '3600',
    });
    teams = (await startTeams()).connect(bot.messagesUrl);
    chat = teams.personalChat(teams.person({ name: 'Ann Lee' }));
    await chat.install();
    await waitFor(() => partnerCenter.requests.length > 0, { what: 'the first look' });
    await teams.quiet();
  });

  const to = () => `${bot.url}/api/partner-center/events`;
  /** By the watcher; people whose chats are told of a deal are asked for with their own rights. */
  const readings = (id: string) =>
    partnerCenter.requests.filter(({ path, who }) => path.endsWith(`/${id}`) && who === 'local.watcher')
      .length;

  it('reads the deal that a signed event names, and shows it', async () => {
    const { id } = partnerCenter.put(inboundReferral({ name: 'Plant in Lyon' }));
    assert.equal(await local.events.send('referral-created', id, { to: to() }), 202);
    const post = await teams.waitForPost(chat.id, 'Plant in Lyon');
    partnerCenter.change(id, { name: 'Plant in Nice' });
    assert.equal(await local.events.send('referral-updated', id, { to: to() }), 202);
    await teams.waitForEdit(chat.id, post, 'Plant in Nice');
  });

  it('reads nothing for a forged one: bytes, certificate and its chain are looked at as ever (API-07)', async () => {
    const { id } = partnerCenter.put(inboundReferral({ name: 'Harbour' }));
    const statuses: [EventForgery, number][] = [
      ['changedBody', 401],
      ['badSignature', 401],
      ['strangerRoot', 401],
      ['selfSigned', 401],
      ['otherOrganization', 401],
      ['expiredCertificate', 401],
      ['otherHost', 401],
      ['noSignature', 400],
    ];
    for (const [forge, status] of statuses)
      assert.equal(await local.events.send('referral-created', id, { forge, to: to() }), status, forge);
    assert.equal(await local.events.send('referral-created', id, { to: to() }), 202);
    await teams.waitForPost(chat.id, 'Harbour');
    assert.equal(readings(id), 1, 'for the genuine one');
  });

  it('tells that nothing is registered, and where a stand-in may send events', async () => {
    await chat.say('events');
    const { activity } = await teams.waitForPost(chat.id, 'Events from Partner Center');
    const [card] = cardsOf(activity);
    assert.match(readableText(card as Card), /Takes events[\s\S]*nothing is registered/);
    assert.ok(readableText(card as Card).includes(to()));
  });

  it('takes none unless that was switched on', async () => {
    const other = await startBot({ PARTNER_CENTER_URL: partnerCenter.url });
    const status = await local.events.send('test-created', '0f7f4a52-3c1d-4a6b-9a58-1d2f6f0b7e11', {
      to: `${other.url}/api/partner-center/events`,
    });
    assert.equal(status, 404);
  });
});
