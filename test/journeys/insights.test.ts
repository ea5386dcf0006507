import assert from 'node:assert/strict';
import { inboundReferral, sisterReferral } from '../support/partner-center.ts';
import { FILE_INFO, offeredFile } from '../support/teams-files.ts';
import type { Chat, Message } from '../support/teams.ts';
import { waitFor } from '../support/wait.ts';
import { daysAgo } from './registration-stage.ts';
import { openStage, type Stage, storedText } from './stage.ts';

const OURS = '33333333-3333-4333-8333-333333333333';
const HOUR = 60 * 60 * 1000;

const deal = (name: string, days: number, changes: Record<string, unknown> = {}) =>
  inboundReferral({ name, customerProfile: { name: `${name} AG` }, ...changes }, daysAgo(days));

const closed = (substatus: string, days: number) => ({
  status: 'Closed',
  substatus,
  closedDateTime: daysAgo(days).toISOString(),
});

function referrals() {
  const accepted = { status: 'Active', substatus: 'Accepted' };
  const own = deal('Own venture', 20, {
    ...accepted,
    direction: 'Outgoing',
    inviteContext: { invitedBy: { organizationId: OURS, organizationName: 'Example Partner AG' } },
  });
  return [
    deal('Waiting one', 2),
    deal('Kept one', 10, {
      ...accepted,
      acceptedDateTime: new Date(daysAgo(10).getTime() + 23 * HOUR).toISOString(),
    }),
    deal('=Evil one', 12, {
      ...accepted,
      acceptedDateTime: new Date(daysAgo(12).getTime() + 47 * HOUR).toISOString(),
    }),
    deal('Refused one', 15, closed('Declined', 12)),
    deal('Dead one', 40, closed('Expired', 26)),
    deal('Won one', 30, {
      ...closed('Won', 1),
      acceptedDateTime: daysAgo(29).toISOString(),
      registrationStatus: 'Approved',
    }),
    deal('Ancient one', 200, closed('Lost', 190)),
    own,
    sisterReferral(own, { status: 'Closed', substatus: 'Declined' }, daysAgo(19)),
  ];
}

describe('insights', () => {
  let stage: Stage;
  let ann: Chat;
  let fay: Chat;

  before(async () => {
    stage = await openStage({
      mode: 'local',
      referrals: referrals(),
      env: { PARTNER_ORGANIZATION_IDS: OURS },
    });
    await stage.watched();
    ann = await stage.join('Ann Keller');
    fay = await stage.join({ name: 'Fay Martin', locale: 'fr-FR' });
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

  it('say what became of the deals of 90 days: answered, expired, won, how fast, what Microsoft answered (NAV-06, RSN-05)', async () => {
    const text = storedText(await said(ann, 'insights'));
    assert.match(text, /Last 90 days/);
    assert.match(text, /Received\n6\n/);
    assert.match(text, /Answered by us\n4 of 6 \(67%\)/);
    assert.match(text, /Expired untouched\n1\n/);
    assert.match(text, /Median decision\n\d+(\.\d)? (hours|days)/);
    assert.match(text, /Created by us\n1\n/);
    assert.match(text, /Accepted by Microsoft\n0 of 1 \(0%\)/);
    assert.match(text, /Won\n1\n/);
    assert.match(text, /€180,000 open · €60,000 won/);
    assert.match(text, /Registrations\n✅ Approved: 1/);
  });

  it('are drawn as charts that say the same in words where a client has none', async () => {
    const card = JSON.stringify((await said(ann, 'insights')).activity.attachments);
    assert.match(card, /"type":"Chart\.Donut"/);
    assert.match(card, /"type":"Chart\.VerticalBar"/);
    assert.match(card, /"fallback":\{"type":"Container"/);
  });

  it('are narrowed by period and country in the same message', async () => {
    const card = await said(ann, 'insights');
    const form = await ann.click(card, '🔍 Filter');
    assert.match(form.text, /Period[^]*Deal type[^]*Customer country/);
    const narrowed = await ann.click(card, 'Show', {
      period: 'all',
      dealType: '0',
      country: 'DE',
      solution: '',
    });
    assert.match(narrowed.text, /All the time · Germany/);
    assert.match(narrowed.text, /Received\n7\n/);
    const nothing = await ann
      .click(card, '🔍 Filter')
      .then(() =>
        ann.click(card, 'Show', { period: '30d', dealType: 'partner', country: '0', solution: '' }),
      );
    assert.match(nothing.text, /Nothing was received or created/);
  });

  it('count only what the person may see, in French too (PERM-02)', async () => {
    const hidden = stage.partnerCenter.put(deal('Hidden one', 3));
    stage.partnerCenter.hide(fay.person.aadObjectId, hidden.id);
    await stage.watched();
    const text = storedText(await said(fay, 'bilan'));
    assert.match(text, /90 derniers jours/);
    assert.match(text, /Reçues\n6\n/);
    assert.match(text, /Ce que sont devenues les affaires reçues/);
    const nobody = await stage.join('Nora Nobody');
    await stage.teams.quiet();
    stage.partnerCenter.forbidden.add(nobody.person.aadObjectId);
    assert.match(storedText(await said(nobody, 'insights')), /Referrals role/);
  });

  it('are for the own chat: in a shared place others may see less', async () => {
    const group = stage.teams.groupChat([ann.person, fay.person], { name: 'Figures', installed: true });
    assert.match(storedText(await said(group, 'insights')), /Ask me in our own chat/);
  });

  it('come as a file into the person’s OneDrive, in which no cell is a formula (FLD-20)', async () => {
    const { teams } = stage;
    const card = await said(ann, 'insights');
    const offered = await ann.click(card, 'As a file (.csv)');
    assert.match(offered.text, /The file is offered below/);
    const offer = await teams.waitForPost(ann.id, ({ activity }) => offeredFile(activity) !== null);
    const { acceptContext } = offeredFile(offer.activity)?.content ?? {};
    assert.deepEqual(acceptContext, { insight: { period: '90d' } }, 'what was asked for, and no right');
    await ann.acceptFile(offer);
    await teams.waitForPost(ann.id, ({ activity }) => activity.attachments?.[0]?.contentType === FILE_INFO);
    const text = teams.oneDrive.files.at(-1)?.text ?? '';
    assert.match(text, /Won one,Won one AG,DE,inbound,coSell,Closed,Won/);
    assert.match(text, /Own venture,[^\r]*,Declined,/);
    assert.match(text, /,'=Evil one,/);
    assert.doesNotMatch(text, /Ancient one|anja\.beispiel/);
    await waitFor(() => !teams.posts(ann.id).some(({ activity }) => offeredFile(activity)), {
      what: 'the offer to go',
    });

    const again = await said(ann, 'insights');
    await ann.click(again, 'As a file (.csv)');
    const second = await teams.waitForPost(ann.id, ({ activity }) => offeredFile(activity) !== null);
    await ann.declineFile(second);
    await teams.waitForEdit(ann.id, second.id, 'No file');
  });
});
