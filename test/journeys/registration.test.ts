import assert from 'node:assert/strict';
import { messageText } from '../support/teams-rooms.ts';
import { inboundReferral, sisterReferral, type WireReferral } from '../support/partner-center.ts';
import type { Chat, Message } from '../support/teams.ts';
import { waitFor } from '../support/wait.ts';
import { ACCEPTED, acceptedDeal, answers, date, daysAgo } from './registration-stage.ts';
import { isPatch, openStage, type Stage, storedText } from './stage.ts';

describe('Won, Lost and registration', () => {
  let stage: Stage;
  let ann: Chat;

  before(async () => {
    stage = await openStage({ honourFilter: true });
    ann = await stage.join('Ann Keller');
  });
  after(() => stage.stop());

  const accepted = (name: string): Promise<[WireReferral, Message]> => acceptedDeal(stage, ann, name);

  function patchesOf(id: string): unknown[] {
    return stage.partnerCenter.requests
      .filter((one) => isPatch(one) && one.path.endsWith(id))
      .map(({ body }) => body);
  }

  it('is confirmed with the readiness list first, then writes both fields (SEED-08, WON-01, WON-06), and registers (SEED-10)', async () => {
    const [{ id }, card] = await accepted('Won and registered');
    const form = await ann.click(card, 'deal.won');
    assert.match(form.text, /This is final/);
    assert.match(form.text, /Customer managed by Microsoft: Partner Center does not tell/);
    const unconfirmed = await ann.click(card, 'deal.won', {});
    assert.match(unconfirmed.text, /Please confirm first/);
    assert.deepEqual(patchesOf(id), []);

    const registering = await ann.click(card, 'deal.won', { confirm: 'true' });
    assert.match(registering.text, /you marked this deal as won/);
    assert.match(registering.text, /Contract signed on/);
    assert.deepEqual(patchesOf(id), [
      [
        { op: 'replace', path: '/status', value: 'Closed' },
        { op: 'replace', path: '/substatus', value: 'Won' },
      ],
    ]);

    const wrong = await ann.click(card, 'deal.register', { ...answers(), signedDate: date(daysAgo(-1)) });
    assert.match(wrong.text, /cannot be signed in the future/);
    assert.match(wrong.text, /120,000/, 'what was typed stays');
    const review = await ann.click(card, 'deal.register', answers());
    assert.match(review.text, /Nothing is sent yet/);
    const back = await ann.click(card, 'dialog.back');
    assert.match(back.text, /Contract signed on/);
    await ann.click(card, 'deal.register', answers());
    assert.equal(patchesOf(id).length, 1);

    const sent = await ann.click(card, 'deal.register');
    assert.match(sent.text, /Sent. Partner Center shows this registration as/);
    assert.deepEqual(patchesOf(id)[1], [
      {
        op: 'add',
        path: '/registrations/-',
        value: {
          type: 'AzureIPCoSell',
          solutionDetails: [
            {
              id: 'SOL-00001-AAA',
              currency: 'USD',
              value: 100000,
              isDeployedOnAzure: true,
              primaryDeploymentOn: 'Customer',
              pricingModel: 'Other',
              marketplaceTransactionDetails: { isMarketplaceTransacted: false },
            },
          ],
          contract: {
            currency: 'USD',
            value: 120000,
            term: 'Finite',
            signDateTime: `${answers()['signedDate']}T00:00:00Z`,
            startDateTime: `${answers()['startDate']}T00:00:00Z`,
            endDateTime: `${answers()['endDate']}T00:00:00Z`,
          },
        },
      },
    ]);
  });

  it('opens the form in a message of its own, once, where marking Won took long (WON-03)', async () => {
    const [{ id }, card] = await accepted('Slowly won');
    await ann.click(card, 'deal.won');
    const form = ann.cardSeen(card);
    stage.partnerCenter.fault({ match: isPatch, answerDelayMs: 3500 });
    const confirm = () => ann.click(card, 'deal.won', { confirm: 'true' }, { on: form });
    for (const { text } of await Promise.all([confirm(), confirm()])) assert.match(text, /on its way/);
    const opened = await stage.teams.waitForPost(ann.id, 'Register: Slowly won');
    assert.match(storedText(opened), /you marked this deal as won/);
    await stage.teams.waitForEdit(ann.id, card, 'Marked as won by Ann Keller');
    await stage.watched();
    await stage.teams.quiet();
    const forms = stage.teams.posts(ann.id).filter((post) => storedText(post).includes('Register: Slowly'));
    assert.equal(forms.length, 1);
    assert.equal(patchesOf(id).length, 1);
    const review = await ann.click(opened, 'deal.register', answers());
    assert.match(review.text, /Nothing is sent yet/);
  });

  it('is asked twice within 72 hours of the deal’s creation (WON-02, REG-09)', async () => {
    const referral = stage.partnerCenter.put(inboundReferral({ name: 'Hasty deal' }, daysAgo(1)));
    const card = await stage.teams.waitForPost(ann.id, 'Hasty deal');
    stage.partnerCenter.change(referral.id, ACCEPTED);
    await stage.teams.waitForEdit(ann.id, card, 'Mark as won');
    const form = await ann.click(card, 'deal.won');
    assert.match(form.text, /registrable if you wait until/);
    const again = await ann.click(card, 'deal.won', { confirm: 'true' });
    assert.match(again.text, /Less than 72 hours/);
    assert.deepEqual(patchesOf(referral.id), []);
    await ann.click(card, 'deal.won', { confirm: 'true' });
    assert.equal(patchesOf(referral.id).length, 1);
  });

  it('records Won where a criterion fails, says which, and offers it once Microsoft has accepted (SEED-10, REG-04)', async () => {
    const { partnerCenter, teams, watched } = stage;
    const referral = inboundReferral({ name: 'Waiting for Microsoft' }, daysAgo(10));
    const sister = partnerCenter.put(sisterReferral(referral, { status: 'New', substatus: 'Pending' }));
    partnerCenter.put(referral);
    const card = await teams.waitForPost(ann.id, 'Waiting for Microsoft');
    partnerCenter.change(referral.id, ACCEPTED);
    await teams.waitForEdit(ann.id, card, 'Mark as won');
    await watched();
    await ann.click(card, 'deal.won');
    const done = await ann.click(card, 'deal.won', { confirm: 'true' });
    assert.match(done.text, /marked this deal as won/);
    assert.match(done.text, /Cannot be registered for incentives yet:\n.*registrable once Microsoft/);
    assert.doesNotMatch(done.text, /Contract signed on/);

    partnerCenter.change(sister.id, ACCEPTED);
    const offer = await teams.waitForPost(ann.id, 'can be registered now');
    const opened = await ann.click(offer, 'deal.register');
    assert.match(opened.text, /Contract signed on/);
  });

  it('keeps the draft and gives the bulk file where Partner Center refuses (FORM-14, FORM-15)', async () => {
    const [{ id }, card] = await accepted('Refused registration');
    await ann.click(card, 'deal.won');
    await ann.click(card, 'deal.won', { confirm: 'true' });
    await ann.click(card, 'deal.register', answers());
    stage.partnerCenter.fault({ match: isPatch, status: 400, code: 'notEligible' });
    const refused = await ann.click(card, 'deal.register');
    assert.match(refused.text, /refused the registration \(notEligible\).*not registered/);
    assert.match(refused.text, /Referral ID,Registration Date,Registration Type/);
    assert.match(refused.text, new RegExp(`${id},,AzureIPCoSell`));
    await stage.bot.kill();
    await stage.bot.restart();
    await ann.say('register Refused registration');
    const form = await stage.teams.waitForPost(ann.id, 'Register: Refused registration');
    assert.match(storedText(form), /120,000/);
    assert.match(storedText(form), new RegExp(String(answers()['signedDate'])));
  });

  it('is offered once where the program died between Won and the form (WON-03)', async () => {
    const [{ id }, card] = await accepted('Won in vain');
    await ann.click(card, 'deal.won');
    stage.partnerCenter.fault({ match: isPatch, answerDelayMs: 60_000 });
    void ann.click(card, 'deal.won', { confirm: 'true' }).catch(() => undefined);
    await waitFor(() => patchesOf(id).length === 1, { what: 'the write' });
    await stage.bot.kill();
    await stage.bot.restart();
    const isOffer = (post: Message) => /Won in vain[\s\S]*can be registered now/.test(messageText(post));
    const offer = await stage.teams.waitForPost(ann.id, isOffer);
    await stage.teams.quiet();
    assert.equal(stage.teams.posts(ann.id).filter(isOffer).length, 1);
    assert.equal(patchesOf(id).length, 1);
    assert.match((await ann.click(offer, 'deal.register')).text, /Contract signed on/);
  });

  it('tells Action required in the chat of whoever registered (RST-04)', async () => {
    const [{ id }, card] = await accepted('Sent back');
    await ann.click(card, 'deal.won');
    await ann.click(card, 'deal.won', { confirm: 'true' });
    await ann.click(card, 'deal.register', answers());
    await ann.click(card, 'deal.register');
    stage.partnerCenter.change(id, { registrationStatus: 'ActionRequired' });
    await stage.teams.waitForPost(ann.id, 'Action required');
  });

  it('Lost asks for a reason first and sends it (RSN-01, RSN-03, LIFE-02)', async () => {
    const [{ id }, card] = await accepted('Lost deal');
    const form = await ann.click(card, 'deal.lost');
    assert.match(form.text, /a lost deal cannot be reopened/);
    assert.deepEqual(patchesOf(id), []);
    const done = await ann.click(card, 'deal.lost', { reason: '3', note: 'Price' });
    assert.match(done.text, /marked this deal as lost/);
    assert.deepEqual(patchesOf(id), [
      [
        { op: 'replace', path: '/status', value: 'Closed' },
        { op: 'replace', path: '/substatus', value: 'Lost' },
        { op: 'replace', path: '/statusReason', value: 'Customer chose another vendor: Price' },
      ],
    ]);
  });

  it('typed before Accept, Won and Lost are refused in words (WON-01)', async () => {
    await accepted('Accepted deal');
    const referral = stage.partnerCenter.put(inboundReferral({ name: 'Unaccepted deal' }));
    await stage.teams.waitForPost(ann.id, 'Unaccepted deal');
    for (const words of ['won Unaccepted deal', 'perdue Unaccepted deal']) {
      await ann.say(words);
      await stage.teams.waitForPost(
        ann.id,
        words.startsWith('won') ? 'must be accepted first' : 'doit d’abord',
      );
    }
    await ann.say('won');
    const toPick = await stage.teams.waitForPost(ann.id, 'Which deal have you won?');
    assert.doesNotMatch(messageText(toPick), /Unaccepted deal/);
    assert.deepEqual(patchesOf(referral.id), []);
  });

  // Last, because a chat is spared what a shared place of the same person is told.
  it('from a shared place the form goes on in the person’s own chat', async () => {
    const { teams } = stage;
    const desk = teams.groupChat([ann.person], { name: 'Deal desk' });
    await desk.install();
    await desk.say('follow full');
    await teams.quiet();
    const referral = stage.partnerCenter.put(inboundReferral({ name: 'Shared win' }, daysAgo(10)));
    const card = await teams.waitForPost(desk.id, 'Shared win');
    stage.partnerCenter.change(referral.id, ACCEPTED);
    await teams.waitForEdit(desk.id, card, 'Mark as won');
    await desk.click(card, 'deal.won');
    const done = await desk.click(card, 'deal.won', { confirm: 'true' });
    assert.match(done.text, /in your own chat/);
    await teams.waitForPost(ann.id, 'Register: Shared win');

    const slow = stage.partnerCenter.put(inboundReferral({ name: 'Slow shared win' }, daysAgo(10)));
    const slowCard = await teams.waitForPost(desk.id, 'Slow shared win');
    stage.partnerCenter.change(slow.id, ACCEPTED);
    await teams.waitForEdit(desk.id, slowCard, 'Mark as won');
    await desk.click(slowCard, 'deal.won');
    stage.partnerCenter.fault({ match: isPatch, answerDelayMs: 3500 });
    assert.match((await desk.click(slowCard, 'deal.won', { confirm: 'true' })).text, /on its way/);
    await teams.waitForPost(ann.id, 'Register: Slow shared win');
    await teams.quiet();
    assert.doesNotMatch(storedText(teams.posts(desk.id).at(-1)), /Register:|Contract signed/);
    // Else Ann, who is told here, would be spared in her own chat from now on.
    await desk.say('unfollow');
  });
});
