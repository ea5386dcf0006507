import assert from 'node:assert/strict';
import { inboundReferral } from '../support/partner-center.ts';
import type { Chat } from '../support/teams.ts';
import { ANSWERS, fillIn, FRENCH } from './new-deal-stage.ts';
import { isPost, nowIn, openStage, type Stage, storedText } from './stage.ts';

const asJson = (value: unknown) => JSON.stringify(value);

describe('a deal of our own', () => {
  let stage: Stage;
  let ann: Chat;

  before(async () => {
    stage = await openStage({ env: { CO_SELL_SOLUTIONS: 'SOL-1=Plant analytics; SOL-2' } });
    await stage.watched();
    ann = await stage.join('Ann Keller');
  });
  after(() => stage.stop());

  /** The POSTs that name this deal, and what they held. */
  const posts = (name: string) =>
    stage.partnerCenter.requests.filter((one) => isPost(one) && asJson(one.body).includes(name));

  for (const kind of ['private', 'partnerLed', 'coSell'] as const)
    it(`is made ${kind} after its review, and stands as a deal from then on (TYPE-01 to TYPE-03, SEED-13, LIFE-07)`, async () => {
      const name = `Loom ${kind}`;
      const { form, answer } = await fillIn(stage, ann, kind, { deal: { name } });
      assert.match(answer.text, /Nothing has been sent yet/);
      for (const said of [
        name,
        'Harbour Textiles',
        'Hamburg',
        'Anja Beispiel',
        'Plant analytics',
        '€42,500.50',
        'Ann Keller',
      ])
        assert.ok(answer.text.includes(said), `${said} in ${answer.text}`);
      assert.equal(posts(name).length, 0, 'before the review nothing is sent');

      const made = await ann.click(form, kind === 'coSell' ? 'Create and invite Microsoft' : 'Create deal');
      assert.match(made.text, /Done: your deal is in Partner Center/);
      const sent = posts(name);
      assert.deepEqual(
        sent.map(({ who }) => who),
        Array(kind === 'coSell' ? 2 : 1).fill(ann.person.aadObjectId),
      );
      const [own, invitation] = sent.map(({ body }) => body as Record<string, never>);
      assert.equal(own?.['consent']?.['consentToShareReferralWithMicrosoftSellers'], kind !== 'private');
      assert.equal(own?.['customerProfile']?.['address']?.['country'], 'DE');
      if (kind === 'coSell') {
        assert.match(made.text, /Microsoft is invited and has 14 days/);
        assert.deepEqual(invitation?.['inviteContext'], {
          notes: 'Please join the demo.',
          assistanceRequestCode: 'ProofOfConceptOrDemo',
        });
        assert.ok(invitation?.['engagementId']);
      }
      await stage.teams.waitForEdit(ann.id, form, 'Deal ID');
      assert.match(nowIn(stage.teams, ann, form), /Harbour Textiles/);
    });

  /** What each page may not be without; of a private or partner-led deal the contact is whole or not there at all. */
  const REQUIRED: Record<string, string[]> = {
    customer: ['customerName', 'addressLine1', 'city', 'country'],
    contact: ['contactFirstName', 'contactLastName', 'contactEmail', 'contactPhone', 'consent'],
    deal: ['name', 'dealValue', 'currency', 'closingDate', 'marketplaceIntent', 'notes'],
    solutions: ['solutions'],
    team: ['team'],
    help: ['help', 'helpNotes', 'solutionPlay'],
  };
  const NO_OTHERS = { microsoftSolutions: '', otherSolutions: '' };
  const NO_CONTACT = { contactFirstName: '', contactLastName: '', contactEmail: '', contactPhone: '' };

  for (const kind of ['private', 'partnerLed', 'coSell'] as const)
    it(`is asked for again page by page where something is missing, and what was typed stays: ${kind} (FLD-01 to FLD-12, SEED-16)`, async () => {
      const count = stage.teams.posts(ann.id).length;
      await ann.say('new');
      await stage.teams.waitForPost(ann.id, () => stage.teams.posts(ann.id).length > count);
      const form = stage.teams.posts(ann.id).at(-1);
      assert.ok(form);
      assert.match((await ann.click(form, 'Continue')).text, /Please fill this in/);
      await ann.click(form, 'Continue', { kind });
      assert.match((await ann.click(form, 'Search', { query: 'ha' })).text, /at least 3 characters/);
      await ann.click(form, 'New customer');
      for (const [page, required] of Object.entries(REQUIRED)) {
        if (page === 'help' && kind !== 'coSell') continue;
        const filled: Record<string, string> = {
          ...ANSWERS[page as keyof typeof ANSWERS],
          ...(page === 'solutions' && NO_OTHERS),
        };
        for (const field of required) {
          const asked = await ann.click(form, 'Continue', { ...filled, [field]: '' });
          assert.match(asked.text, /❗/, `${page} without ${field}`);
          assert.match(asked.text, /One answer needs/, `${page} without ${field}`);
        }
        if (page === 'contact' && kind === 'coSell')
          assert.match(
            (await ann.click(form, 'Continue', { ...filled, ...NO_CONTACT })).text,
            /4 answers need/,
          );
        const isContactLess = page === 'contact' && kind !== 'coSell';
        const onward = await ann.click(form, 'Continue', { ...filled, ...(isContactLess && NO_CONTACT) });
        assert.doesNotMatch(onward.text, /❗/, `after ${page}: ${onward.text}`);
      }
      assert.match(nowIn(stage.teams, ann, form), /Nothing has been sent yet/);
      assert.equal(posts('Loom telemetry').length, 0);
      const kept = await ann.click(form, 'Keep for later');
      assert.match(kept.text, /Your new deal is kept/);
      const gone = await ann.click(form, 'Discard');
      assert.match(gone.text, /Nothing was created or sent/);
    });

  it('is never made without the customer’s consent, whatever the kind (SEED-17, FLD-12, VIS-04)', async () => {
    for (const kind of ['private', 'partnerLed', 'coSell'] as const) {
      await ann.say('new');
      const before = stage.teams.posts(ann.id).at(-1);
      assert.ok(before);
      await ann.click(before, 'Continue', { kind });
      await ann.click(before, 'New customer');
      await ann.click(before, 'Continue', ANSWERS.customer);
      const asked = await ann.click(before, 'Continue', { ...ANSWERS.contact, consent: 'No' });
      assert.match(asked.text, /nothing can be created. Please ask the customer first/);
      assert.match(asked.text, /anja@harbour.example/, 'what was typed stays');
      await ann.click(before, 'Keep for later');
      await ann.click(before, 'Discard');
    }
  });

  it('keeps its draft over a restart, goes on in a newer message, and leads back from the review (SEED-15)', async () => {
    const { form, answer } = await fillIn(stage, ann, 'partnerLed', { deal: { name: 'Night train' } });
    assert.match(answer.text, /Step 7 of 7/);
    await stage.bot.restart();
    const count = stage.teams.posts(ann.id).length;
    await ann.say('new');
    const newer = await stage.teams.waitForPost(ann.id, () => stage.teams.posts(ann.id).length > count);
    const last = stage.teams.posts(ann.id).at(-1);
    assert.ok(last && newer);
    assert.match(storedText(last), /here it goes on[^]*Night train/);
    assert.match(nowIn(stage.teams, ann, form), /Shown again below/);
    const page = await ann.click(last, 'Change: the deal');
    assert.match(page.text, /Night train/);
    const back = await ann.click(last, 'Back to review', { name: 'Night train to Lyon' });
    assert.match(back.text, /Night train to Lyon/);
    const before = await ann.click(last, '‹ Back');
    assert.match(before.text, /our team/);
    await ann.click(last, 'Back to review');
    const made = await ann.click(last, 'Create deal');
    assert.match(made.text, /Done: your deal is in Partner Center/);
    assert.equal(posts('Night train to Lyon').length, 1);
  });

  it('finds a customer that one may see by some characters or by D-U-N-S number, and by nobody else’s deals (SEED-15)', async () => {
    const known = {
      name: 'Éclairage du Port',
      address: { addressLine1: 'Quai 1', city: 'Lorient', country: 'FR', postalCode: '56100' },
      ids: [{ profileType: 'Duns', id: '123456789' }],
      team: [],
    };
    stage.partnerCenter.put(inboundReferral({ name: 'Quay light', customerProfile: known }));
    await stage.teams.waitForPost(ann.id, 'Quay light');
    await ann.say('deals');
    const count = stage.teams.posts(ann.id).length;
    await ann.say('new');
    await stage.teams.waitForPost(ann.id, () => stage.teams.posts(ann.id).length > count);
    const form = stage.teams.posts(ann.id).at(-1);
    assert.ok(form);
    await ann.click(form, 'Continue', { kind: 'private' });
    assert.match(
      (await ann.click(form, 'Search', { query: 'nobody like that' })).text,
      /No customer we know matches/,
    );
    for (const query of ['eclair', '12-345-6789']) {
      const found = await ann.click(form, 'Search', { query });
      assert.match(found.text, /Éclairage du Port · Quai 1 · Lorient · France/);
    }
    const id = /"value":"([0-9a-f-]{36})"/.exec(asJson(ann.cardSeen(form)))?.[1];
    const filled = await ann.click(form, 'Continue', { known: String(id) });
    assert.match(filled.text, /Quai 1[^]*56100[^]*Lorient[^]*FR[^]*123456789/);
    await ann.click(form, 'Keep for later');
    await ann.click(form, 'Discard');
  });

  it('points out an open deal of the same customer and solution before it is sent', async () => {
    const first = await fillIn(stage, ann, 'private', {
      deal: { name: 'Twin one' },
      customer: { customerName: 'Twin AG' },
    });
    await ann.click(first.form, 'Create deal');
    const second = await fillIn(stage, ann, 'private', {
      deal: { name: 'Twin two' },
      customer: { customerName: 'TWIN ag' },
    });
    assert.match(second.answer.text, /with the same solution is open already[^]*Twin one/);
    const made = await ann.click(second.form, 'Create deal');
    assert.match(made.text, /Done: your deal is in Partner Center/);
  });

  it('whose answers get lost is one deal and one invitation, however often it is pressed (API-04)', async () => {
    const { form } = await fillIn(stage, ann, 'coSell', { deal: { name: 'Lost letters' } });
    stage.partnerCenter.fault({ match: isPost, loseAnswer: true, times: 2 });
    const press = () => ann.click(form, 'Create and invite Microsoft');
    const [one, other] = await Promise.all([press(), press()]);
    for (const { text } of [one, other])
      assert.match(text, /Done: your deal|Half done|Not confirmed|Working on it|has ended/);
    await stage.teams.waitForEdit(ann.id, form, 'Deal ID', 30_000);
    assert.equal(posts('Lost letters').length, 2);
  });

  it('refused by Partner Center stays a draft, says so, and is made once it is sent again', async () => {
    const { form } = await fillIn(stage, ann, 'private', { deal: { name: 'Stubborn' } });
    stage.partnerCenter.fault({ match: isPost, status: 400, code: 'invalidRequest' });
    const refused = await ann.click(form, 'Create deal');
    assert.match(refused.text, /refused this deal \(invalidRequest\)[^]*everything you typed is kept/);
    const made = await ann.click(form, 'Create deal');
    assert.match(made.text, /Done: your deal is in Partner Center/);
    assert.equal(posts('Stubborn').length, 2);
  });

  it('half done is said in words and finished by one button, without a second deal', async () => {
    const { form } = await fillIn(stage, ann, 'coSell', { deal: { name: 'Half bridge' } });
    stage.partnerCenter.fault({
      match: (one) => isPost(one) && asJson(one.body).includes('engagementId'),
      status: 400,
      code: 'invalidRequest',
    });
    const half = await ann.click(form, 'Create and invite Microsoft');
    assert.match(half.text, /Partner Center refused Microsoft’s invitation[^]*Half done: Half bridge/);
    const done = await ann.click(form, 'Finish: invite Microsoft');
    assert.match(done.text, /Microsoft is invited and has 14 days/);
    const made = posts('Half bridge').filter(({ body }) => !asJson(body).includes('engagementId'));
    assert.equal(made.length, 1);
  });

  it('is answered by Microsoft, and its maker is told in their own chat (SEED-02, SEED-12, EXP-05)', async () => {
    const answers = [
      ['Accepting', { status: 'Active', substatus: 'Accepted' }, 'Microsoft accepted your invitation'],
      ['Declining', { status: 'Closed', substatus: 'Declined' }, 'Microsoft declined your invitation'],
      ['Expiring', { status: 'Closed', substatus: 'Expired' }, 'Microsoft let your invitation expire'],
    ] as const;
    for (const [name, state, news] of answers) {
      const { form } = await fillIn(stage, ann, 'coSell', { deal: { name } });
      await ann.click(form, 'Create and invite Microsoft');
      const made = stage.partnerCenter.all().filter((one) => one['name'] === name);
      const sister = made.find((one) => one['organizationId'] === 'msft');
      assert.ok(sister, 'Microsoft’s own referral');
      assert.equal(made.length, 2);
      stage.partnerCenter.change(sister.id, state);
      const told = await stage.teams.waitForPost(ann.id, news, 20_000);
      assert.match(storedText(told), new RegExp(name));
    }
  }).timeout(90_000);

  it('speaks French from the command to the deal', async () => {
    const zoe = await stage.join({ name: 'Zoé Martin', locale: 'fr-FR' });
    const { form, answer } = await fillIn(
      stage,
      zoe,
      'coSell',
      { customer: { country: 'Allemagne' }, deal: { name: 'Métier connecté', dealValue: '42 500,50' } },
      { command: 'nouvelle', title: 'Nouvelle affaire · type', words: FRENCH },
    );
    assert.match(answer.text, /Étape 8 sur 8[^]*Rien n’a encore été envoyé[^]*42\u202f500,50/);
    const made = await zoe.click(form, 'Créer et inviter Microsoft');
    assert.match(made.text, /Fait\u202f: votre affaire est dans Partner Center. Microsoft est invité/);
    assert.equal(posts('Métier connecté').length, 2);
  });

  it('is begun from a channel in the person’s own chat, and from the list of our own deals', async () => {
    const { teams } = stage;
    const channel = teams.channel({ team: 'Sales', people: [ann.person], installed: true }).as(ann.person);
    const count = teams.posts(ann.id).length;
    await channel.say('new', { mention: true });
    await teams.waitForPost(ann.id, () => teams.posts(ann.id).length > count);
    await teams.waitForPost(channel.id, 'Continued in your chat');
    await ann.say('outbound');
    const list = teams.posts(ann.id).at(-1);
    assert.ok(list);
    const form = await ann.click(list, '➕ New deal');
    assert.match(form.text, /Kind of deal/);
    await ann.click(list, 'Keep for later');
    await ann.click(list, 'Discard');
  });
});

describe('a deal of our own where no co-sell-ready solution is known (SEED-20)', () => {
  it('is greyed with the reason, and begun with a solution whose id one knows', async () => {
    const stage = await openStage();
    await stage.watched();
    const ann = await stage.join('Ann Keller');
    await ann.say('outbound');
    const list = stage.teams.posts(ann.id).at(-1);
    assert.ok(list);
    assert.match(storedText(list), /no co-sell-ready solution of ours is known/);
    await assert.rejects(() => ann.click(list, '➕ New deal'), /disabled/);
    await ann.say('new');
    const card = await stage.teams.waitForPost(ann.id, 'CO_SELL_SOLUTIONS');
    const form = await ann.click(card, 'Begin with this solution', { solutionIds: 'SOL-77' });
    assert.match(form.text, /Kind of deal/);
    await stage.stop();
  });
});
