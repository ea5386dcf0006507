import assert from 'node:assert/strict';
import { inboundReferral, type PartnerCenterRequest } from '../support/partner-center.ts';
import { buttonTitles } from '../support/teams-card.ts';
import type { Chat, Message } from '../support/teams.ts';
import { ANSWERS, fillIn, FRENCH } from './new-deal-stage.ts';
import { waitFor } from '../support/wait.ts';
import { isPatch, isPost, openStage, type Stage, storedText } from './stage.ts';

const CONSENT = '/consent/consentToShareReferralWithMicrosoftSellers';
const HELP = ANSWERS.help;
const YES = { confirm: 'true' };

describe('a deal of our own that is shared later', () => {
  let stage: Stage;
  let ann: Chat;
  let ben: Chat;

  before(async () => {
    stage = await openStage({ env: { CO_SELL_SOLUTIONS: 'SOL-1=Plant analytics' } });
    await stage.watched();
    ann = await stage.join('Ann Keller');
    ben = await stage.join('Ben Roy');
  });
  after(() => stage.stop());

  /** A deal of Ann's own, made through the form, and the message in which it stands. */
  async function made(
    name: string,
    kind: 'private' | 'partnerLed',
    changes: Parameters<typeof fillIn>[3] = {},
  ): Promise<{ card: Message; id: string }> {
    const { form } = await fillIn(stage, ann, kind, { ...changes, deal: { name } });
    await ann.click(form, 'Create deal');
    await stage.teams.waitForEdit(ann.id, form, 'Deal ID');
    return { card: form, id: idOf(name) };
  }

  function idOf(name: string): string {
    const [own] = stage.partnerCenter.all().filter((one) => one['name'] === name && !isMicrosofts(one));
    assert.ok(own, name);
    return own.id;
  }

  /** Everything about the deal, as a new message says it. */
  async function typeOf(name: string): Promise<string> {
    const count = stage.teams.posts(ann.id).length;
    await ann.say(`deal ${name}`);
    await stage.teams.waitForPost(ann.id, () => stage.teams.posts(ann.id).length > count);
    return storedText(stage.teams.posts(ann.id).at(-1));
  }

  const isMicrosofts = (one: Record<string, unknown>) => one['organizationId'] === 'msft';
  const sisters = (name: string) =>
    stage.partnerCenter.all().filter((one) => one['name'] === name && isMicrosofts(one));

  /** What was sent for this deal since it was made: the PATCHes on it, the POSTs to its engagement. */
  function sent(id: string): PartnerCenterRequest[] {
    const { engagementId } = stage.partnerCenter.referral(id);
    return stage.partnerCenter.requests.filter((one) =>
      isPost(one)
        ? (one.body as { engagementId?: string }).engagementId === engagementId
        : isPatch(one) && one.path.endsWith(id),
    );
  }
  const methods = (id: string) => sent(id).map(({ method }) => method);
  const isVisible = (id: string) =>
    (stage.partnerCenter.referral(id)['consent'] as Record<string, unknown>)[
      'consentToShareReferralWithMicrosoftSellers'
    ];

  it('goes from private to partner-led by one write, after it was said who sees it and what is fixed (TYPE-03, TYPE-08, FLD-15)', async () => {
    const { card, id } = await made('Weir gates', 'private');
    assert.match(await typeOf('Weir gates'), /Type\nPrivate\n/);
    const choice = await ann.click(card, 'Share');
    assert.match(choice.text, /Now: \**private[^]*There is no way back/);
    assert.match(choice.text, /Partner-led[^]*Co-sell/);
    const form = await ann.click(card, 'Let sellers see it');
    assert.match(form.text, /Who will see it: Microsoft’s sellers/);
    assert.match(form.text, /nobody can change afterwards: the customer’s contact, that sellers see it\./);
    assert.deepEqual(methods(id), [], 'before the yes nothing is sent');

    const shared = await ann.click(card, 'Share now', YES);
    assert.match(shared.text, /Shared: Microsoft’s sellers see this deal now/);
    assert.deepEqual(
      sent(id).map(({ method, body, who }) => ({ method, body, who })),
      [
        {
          method: 'PATCH',
          body: [{ op: 'replace', path: CONSENT, value: true }],
          who: ann.person.aadObjectId,
        },
      ],
    );
    assert.match(await typeOf('Weir gates'), /Type\nPartner-led\n/);
    assert.equal(sisters('Weir gates').length, 0);
  });

  it('goes from partner-led to co-sell by the invitation alone, and then no further (TYPE-01, TYPE-08, FLD-15)', async () => {
    const { card, id } = await made('Lock house', 'partnerLed');
    const form = await ann.click(card, 'Share');
    assert.match(form.text, /one is asked for help[^]*Who will see it[^]*may contact the customer/);
    assert.match(
      form.text,
      /nobody can change afterwards: that help is wanted, the kind of help, the notes to Microsoft\./,
    );
    const invited = await ann.click(card, 'Share and ask now', { ...HELP, ...YES });
    assert.match(invited.text, /Microsoft is invited. A seller has 14 days/);
    assert.deepEqual(methods(id), ['POST']);
    const body = sent(id)[0]?.body as Record<string, unknown>;
    assert.deepEqual(body['target'], [{ type: 'BusinessProfileLocation', id: 'msft' }]);
    assert.deepEqual(body['inviteContext'], { notes: HELP.helpNotes, assistanceRequestCode: HELP.help });
    assert.equal(sisters('Lock house').length, 1);
    assert.match(await typeOf('Lock house'), /Type\nCo-sell\n/);
    assert.ok(!buttonTitles(ann.cardSeen(card)).includes('Share'), 'there is nowhere to go');
  });

  it('goes from private straight to co-sell: the write, and the invitation after it (TYPE-01, TYPE-08)', async () => {
    const { card, id } = await made('Sluice model', 'private');
    await ann.click(card, 'Share');
    const form = await ann.click(card, 'Ask Microsoft for help');
    assert.match(form.text, /the customer’s contact, that sellers see it, that help is wanted/);
    const invited = await ann.click(card, 'Share and ask now', { ...HELP, ...YES });
    assert.match(invited.text, /Microsoft is invited/);
    assert.deepEqual(methods(id), ['PATCH', 'POST']);
    assert.equal(isVisible(id), true);
    assert.equal(sisters('Sluice model').length, 1);
  });

  it('stays as it was without a yes, and keeps what was typed (SEED-17, FLD-12, FLD-15)', async () => {
    const { card, id } = await made('Quiet canal', 'private');
    await ann.click(card, 'Share');
    await ann.click(card, 'Let sellers see it');
    const unsaid = await ann.click(card, 'Share now', { confirm: 'false' });
    assert.match(unsaid.text, /❗ Please confirm first/);
    await ann.click(card, 'Cancel');
    await ann.click(card, 'Share');
    const asked = await ann.click(card, 'Ask Microsoft for help');
    assert.match(asked.text, /The customer agrees/);
    const open = await ann.click(card, 'Share and ask now', { ...HELP, confirm: 'false' });
    assert.match(open.text, /❗ Please confirm first/);
    assert.match(open.text, /Please join the demo\./, 'what was typed stays');
    await ann.click(card, 'Cancel');
    assert.deepEqual(methods(id), []);
    assert.equal(isVisible(id), false);
  });

  it('asks Microsoft nothing where the customer has not agreed in Partner Center (FLD-12, SEED-17)', async () => {
    const { card, id } = await made('Closed lips', 'partnerLed');
    const choice = await ann.click(card, 'Share');
    assert.match(choice.text, /Co-sell/);
    stage.partnerCenter.change(id, { consent: { consentToToShareInfoWithOthers: false } });
    const refused = await ann.click(card, 'Share and ask now', { ...HELP, ...YES });
    assert.match(refused.text, /The customer did not agree that anything is passed on/);
    assert.deepEqual(methods(id), []);
    assert.equal(sisters('Closed lips').length, 0);
  });

  it('is not offered once it is final, and an old button does nothing (TYPE-08, LIFE-11)', async () => {
    const { card, id } = await made('Dry dock', 'private');
    const old = ann.cardSeen(card);
    stage.partnerCenter.change(id, { status: 'Closed', substatus: 'Won' });
    const now = await stage.teams.waitForEdit(ann.id, card, 'Won');
    assert.ok(buttonTitles(old).includes('Share'));
    assert.ok(!buttonTitles(ann.cardSeen(now)).includes('Share'));
    const refused = await ann.click(card, 'Share', {}, { on: old });
    assert.match(refused.text, /not open any more/);
    assert.deepEqual(methods(id), []);
  });

  it('is opened to nobody by somebody else’s form or a forged button (TYPE-08, TYPE-09)', async () => {
    const { card, id } = await made('Night lock', 'private');
    await ann.click(card, 'Share');
    await ann.click(card, 'Let sellers see it');
    const form = ann.cardSeen(card);
    stage.partnerCenter.hide(ben.person.aadObjectId, id);
    const bens = stage.teams.posts(ben.id)[0];
    assert.ok(bens);
    const foreign = await ben.click(bens, 'Share now', YES, { on: form });
    assert.doesNotMatch(foreign.text, /Shared:|Night lock/);
    assert.deepEqual(methods(id), []);

    const theirs = inboundReferral({ name: 'Their lock', status: 'Active', substatus: 'Accepted' });
    const { id: inbound } = stage.partnerCenter.put(theirs);
    await stage.watched();
    const forged = JSON.parse(JSON.stringify(form).replaceAll(id, inbound)) as typeof form;
    const before = stage.partnerCenter.requests.filter((one) => isPatch(one) || isPost(one)).length;
    const answer = await ann.click(card, 'Share now', YES, { on: forged });
    assert.match(answer.text, /Only deals that you started/);
    assert.equal(stage.partnerCenter.requests.filter((one) => isPatch(one) || isPost(one)).length, before);
  });

  it('is told to its team in their own chats, and not to the one who shared it (SEED-12)', async () => {
    const email = 'ben.roy@partner.example';
    const { card } = await made('Told bridge', 'private', {
      team: { team: `Ann Keller, ann.keller@partner.example, +49 731 1\nBen Roy, ${email}, +49 731 2` },
    });
    await ann.click(card, 'Share');
    await ann.click(card, 'Let sellers see it');
    const count = stage.teams.posts(ann.id).length;
    await ann.click(card, 'Share now', YES);
    const told = await stage.teams.waitForPost(ben.id, 'Ann Keller shared this deal');
    assert.match(storedText(told), /Told bridge/);
    await stage.teams.quiet();
    assert.equal(stage.teams.posts(ann.id).length, count, 'who shared it is told by the card');
  });

  it('whose invitation is answered 500 says that it goes on, and is finished exactly once (TYPE-08, API-04)', async () => {
    const { card, id } = await made('Half sluice', 'private');
    await ann.click(card, 'Share');
    await ann.click(card, 'Ask Microsoft for help');
    stage.partnerCenter.fault({ match: isPost, status: 500 });
    const half = await ann.click(card, 'Share and ask now', { ...HELP, ...YES });
    assert.match(half.text, /Microsoft is being invited[^]*nothing is sent twice/);
    assert.equal(isVisible(id), true, 'the write is there');
    assert.equal(sisters('Half sluice').length, 0, 'the invitation is not');
    assert.ok(!buttonTitles(ann.cardSeen(card)).includes('Share'), 'not offered while it goes on');
    await waitFor(() => sisters('Half sluice').length > 0, { seconds: 60, what: 'the invitation' });
    await stage.watched();
    await stage.teams.quiet();
    assert.equal(sisters('Half sluice').length, 1);
    assert.deepEqual(methods(id), ['PATCH', 'POST', 'POST']);
  }).timeout(90_000);

  it('whose answers get lost, pressed twice, is written once and has one invitation (TYPE-08, API-04)', async () => {
    const { card, id } = await made('Lost sluice', 'private');
    await ann.click(card, 'Share');
    await ann.click(card, 'Ask Microsoft for help');
    const form = ann.cardSeen(card);
    stage.partnerCenter.fault({ match: isPost, loseAnswer: true });
    const press = () => ann.click(card, 'Share and ask now', { ...HELP, ...YES }, { on: form });
    const [one, other] = await Promise.all([press(), press()]);
    for (const { text } of [one, other])
      assert.match(text, /Microsoft is (being )?invited|Working on it|Not confirmed/);
    await waitFor(() => sisters('Lost sluice').length > 0, { seconds: 60, what: 'the invitation' });
    await stage.watched();
    await stage.teams.quiet();
    assert.equal(sisters('Lost sluice').length, 1);
    assert.deepEqual(methods(id), ['PATCH', 'POST']);
  }).timeout(90_000);

  it('refused by Partner Center says that sellers see it already, and may be asked again (TYPE-08)', async () => {
    const { card, id } = await made('Stubborn sluice', 'private');
    await ann.click(card, 'Share');
    await ann.click(card, 'Ask Microsoft for help');
    stage.partnerCenter.fault({ match: isPost, status: 400, code: 'invalidRequest' });
    const refused = await ann.click(card, 'Share and ask now', { ...HELP, ...YES });
    assert.match(refused.text, /Microsoft was not invited[^]*sellers can see it/);
    assert.doesNotMatch(refused.text, /as it was/);
    assert.equal(isVisible(id), true);
    await ann.click(card, 'Share');
    const invited = await ann.click(card, 'Share and ask now', { ...HELP, ...YES });
    assert.match(invited.text, /Microsoft is invited/);
    assert.equal(sisters('Stubborn sluice').length, 1);
    assert.deepEqual(methods(id), ['PATCH', 'POST', 'POST']);
  });

  it('speaks French from the button to the invitation (TYPE-08, FLD-15)', async () => {
    const zoe = await stage.join({ name: 'Zoé Martin', locale: 'fr-FR' });
    const name = 'Écluse connectée';
    const { form } = await fillIn(
      stage,
      zoe,
      'private',
      { customer: { country: 'Allemagne' }, deal: { name, dealValue: '42 500,50' } },
      { command: 'nouvelle', title: 'Nouvelle affaire · type', words: FRENCH },
    );
    await zoe.click(form, 'Créer l’affaire');
    await stage.teams.waitForEdit(zoe.id, form, 'Partager');
    const choice = await zoe.click(form, 'Partager');
    assert.match(choice.text, /Partager\u202f: Écluse connectée/);
    await zoe.click(form, 'Demander l’aide de Microsoft');
    const invited = await zoe.click(form, 'Partager et demander', { ...HELP, ...YES });
    assert.match(invited.text, /Microsoft est invité. Un vendeur a 14 jours/);
    assert.deepEqual(methods(idOf(name)), ['PATCH', 'POST']);
  });
});
