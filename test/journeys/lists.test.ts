import assert from 'node:assert/strict';
import { inboundReferral } from '../support/partner-center.ts';
import { buttonTitles } from '../support/teams-card.ts';
import type { Chat, Message } from '../support/teams.ts';
import { openStage, type Stage, storedText, asks } from './stage.ts';

const OWN = '33333333-3333-4333-8333-333333333333';
const HOUR = 60 * 60 * 1000;
const wire = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** @param hours since the deal was made */
function referral(name: string, hours: number, changes: Record<string, unknown> = {}) {
  const made = Date.now() - hours * HOUR;
  return inboundReferral({ name, createdDateTime: wire(made), updatedDateTime: wire(made), ...changes });
}

describe('lists', () => {
  let stage: Stage;
  let ann: Chat;

  before(async () => {
    stage = await openStage({
      env: { PARTNER_ORGANIZATION_IDS: OWN },
      referrals: [
        referral('Older inbound', 30, { expirationDateTime: wire(Date.now() + 90 * HOUR) }),
        referral('Newer inbound', 20, { expirationDateTime: wire(Date.now() + 190 * HOUR) }),
        referral('Own deal', 10, {
          direction: 'Outgoing',
          status: 'Active',
          substatus: 'Accepted',
          inviteContext: { invitedBy: { organizationId: OWN, organizationName: 'Example Partner AG' } },
        }),
        referral('Running project', 40, {
          status: 'Active',
          substatus: 'Accepted',
          details: { notes: 'Überseehafen crane software' },
          customerProfile: { name: 'Crêperie Bretonne', address: { country: 'FR' } },
        }),
        ...Array.from({ length: 21 }, (_, index) =>
          referral(`Past ${index + 1}`, 100 + index, {
            status: 'Closed',
            substatus: index % 2 ? 'Lost' : 'Won',
            closedDateTime: wire(Date.now() - HOUR),
            registrationStatus: ['ActionRequired', 'None', 'Approved'][index] ?? 'None',
          }),
        ),
      ],
    });
    await stage.watched();
    ann = await stage.join('Ann Keller');
    for (const name of ['Older inbound', 'Newer inbound']) await stage.teams.waitForPost(ann.id, name);
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
  const inOrder = (text: string, ...names: string[]) => {
    const places = names.map((name) => text.indexOf(name));
    assert.ok(!places.includes(-1), `${names.join()} in ${text}`);
    assert.deepEqual(
      places,
      places.toSorted((one, other) => one - other),
    );
  };

  it('show inbound deals newest first, with customer and deal type (NAV-01, NAV-02, SEED-21)', async () => {
    const text = storedText(await said(ann, 'inbound'));
    inOrder(text, 'Newer inbound', 'Older inbound');
    assert.match(text, /📥 Co-sell/);
    assert.doesNotMatch(text, /Own deal|Running/);
  });

  it('show outbound, all open, expiring and closed deals, in both languages (NAV-01, NAV-02)', async () => {
    assert.match(storedText(await said(ann, 'outbound')), /1 deal\b[\s\S]*Own deal/);
    inOrder(
      storedText(await said(ann, 'deals')),
      'Own deal',
      'Newer inbound',
      'Older inbound',
      'Running project',
    );
    inOrder(storedText(await said(ann, 'expiring')), 'Older inbound', 'Newer inbound');
    const past = await said(ann, 'closed');
    assert.match(storedText(past), /21 deals · page 1 of 3/);
    inOrder(storedText(past), 'Past 1', 'Past 2');
    assert.match((await ann.click(past, 'Next ›')).text, /page 2 of 3[\s\S]*Past 12/);
    for (const [word, title] of [
      ['envoyées', 'Affaires envoyées'],
      ['affaires', 'Affaires en cours'],
      ['echeances', 'Affaires à échéance'],
      ['favoris', 'Vos favoris'],
      ['closes', 'Affaires closes'],
      ['recues', 'Affaires reçues'],
    ] as const) {
      assert.ok(storedText(await said(ann, word)).includes(title), word);
    }
    await said(ann, 'help');
  });

  it('keep a person’s filters until they are cleared, also over messages (NAV-04)', async () => {
    const list = await said(ann, 'closed');
    const form = await ann.click(list, '🔍 Filter');
    assert.match(form.text, /Deal type/);
    const narrowed = await ann.click(list, 'Show these', { state: 'lost' });
    assert.match(narrowed.text, /Only: 🏁 Lost/);
    assert.match(narrowed.text, /10 deals/);
    const again = await said(ann, 'closed');
    assert.match(storedText(again), /Only: 🏁 Lost/);
    assert.doesNotMatch(storedText(await said(ann, 'deals')), /Only:/);
    const all = await ann.click(again, 'Show all');
    assert.match(all.text, /21 deals/);
    assert.doesNotMatch(storedText(await said(ann, 'closed')), /Only:/);
  });

  it('of closed deals are narrowed by the state of their registration (NAV-07)', async () => {
    const list = await said(ann, 'closed');
    const form = await ann.click(list, '🔍 Filter');
    assert.match(form.text, /Registration/);
    const narrowed = await ann.click(list, 'Show these', { registration: 'action' });
    assert.match(narrowed.text, /Only: ❗ Action required[^]*1 deal\b[^]*Past 1\b/);
    await ann.click(list, '🔍 Filter');
    const open = await ann.click(list, 'Show these', { registration: 'none' });
    assert.match(open.text, /9 deals/);
    await ann.click(list, 'Show all');
  });

  it('are narrowed by country and value, with what was typed wrong beside its field', async () => {
    const list = await said(ann, 'deals');
    await ann.click(list, '🔍 Filter');
    const wrong = await ann.click(list, 'Show these', { value: 'much' });
    assert.match(wrong.text, /Please write an amount/);
    const french = await ann.click(list, 'Show these', { value: '', country: 'FR' });
    assert.match(french.text, /Only: France/);
    assert.match(french.text, /1 deal\b[\s\S]*Running project/);
    await ann.click(list, 'Show all');
  });

  it('are searched by name, customer, deal ID and notes, accents and case ignored, three characters or more (NAV-03, ID-01)', async () => {
    for (const words of ['RUNNING proj', 'creperie', 'uberseehafen']) {
      assert.match(storedText(await said(ann, `search ${words}`)), /Running project/, words);
    }
    assert.match(storedText(await said(ann, 'chercher crêperie')), /Running project/);
    await said(ann, 'help');
    assert.match(storedText(await said(ann, 'search ab')), /at least 3 characters/);
    assert.match(storedText(await said(ann, 'search')), /at least 3 characters/);
    assert.match(storedText(await said(ann, 'search zzzz')), /Nothing matches/);
    const past = await said(ann, 'search past');
    assert.match(storedText(past), /page 1 of 3/);
    assert.ok(!buttonTitles(ann.cardSeen(past)).includes('🔍 Filter'), 'filters do not combine with search');
    assert.match((await ann.click(past, 'Next ›')).text, /page 2 of 3/);
  });

  it('to pick from keep what a tap does over their pages, there and back', async () => {
    const named = await said(ann, 'register');
    assert.match(storedText(named), /Which deal do you want to register[\s\S]*page 1 of 2/);
    const next = await ann.click(named, 'Next ›');
    assert.match(next.text, /Which deal do you want to register[\s\S]*page 2 of 2[\s\S]*Past 21/);
    assert.match((await ann.click(named, '‹ Previous')).text, /Which deal[\s\S]*page 1 of 2[\s\S]*Past 1\b/);
    await ann.click(named, 'Next ›');
    assert.match((await ann.click(named, 'deal.register')).text, /Past 21[\s\S]*Continue to review/);
  });

  it('of many deals that words found can be picked from on every page (NAV-03)', async () => {
    const found = await said(ann, 'favorite past');
    assert.match(storedText(found), /Several deals match[\s\S]*page 1 of 3/);
    assert.match((await ann.click(found, 'Next ›')).text, /Several deals match[\s\S]*page 2 of 3/);
    assert.match((await ann.click(found, 'Next ›')).text, /page 3 of 3[\s\S]*Past 21/);
    await ann.click(found, 'deal.favorite');
    assert.match(storedText(await said(ann, 'favorites')), /1 deal\b[\s\S]*Past 21/);
  });

  it('name nothing to a person without a role', async () => {
    const { partnerCenter, teams } = stage;
    const eve = teams.personalChat(teams.person({ name: 'Eve Norole' }));
    partnerCenter.fault({
      match: asks(eve.person),
      status: 403,
      times: Number.POSITIVE_INFINITY,
    });
    await eve.install();
    await teams.waitForPost(eve.id);
    await teams.quiet();
    for (const text of ['deals', 'closed', 'favorites', 'search past', 'expiring', 'outbound']) {
      assert.match(storedText(await said(eve, text)), /No Referrals role/, text);
    }
  });
});
