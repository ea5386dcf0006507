import assert from 'node:assert/strict';
import { cancel } from '../../dialogs/cancel.ts';
import type { DialogAnswer, DialogTurn } from '../../dialogs/dialog-turn.ts';
import { share, type ShareDialogRequest } from '../../dialogs/share.ts';
import type { Deal } from '../../services/deals/deal.ts';
import { lookAtDeal } from '../../services/deals/look-at-deal.ts';
import { ReferralServiceError } from '../../services/referrals/errors.ts';
import { findOpenDrafts } from '../../services/store/drafts.ts';
import { DEAL_ID, inbound } from '../services/deals/inbound.ts';
import { ANN, BEN, freshStore, setStage, type Stage } from '../services/deals/stage.ts';
import { buttonsOf, inputsOf, stageTurn, wordsOf } from './stage-turn.ts';

const CONSENT = '/consent/consentToShareReferralWithMicrosoftSellers';
const ANJA = {
  firstName: 'Anja',
  lastName: 'Beispiel',
  email: 'anja@sample.example',
  phone: '+49 731 1',
  title: null,
};
const HELP = {
  help: 'ProofOfConceptOrDemo',
  helpNotes: 'A workshop, please.',
  solutionPlay: 'Data Security',
  partnerRole: 'Solution design',
};
const CONTACT = {
  contactFirstName: 'Anja',
  contactLastName: 'Beispiel',
  contactEmail: 'anja@sample.example',
  contactPhone: '+49 731 1',
};
type Inputs = ShareDialogRequest['inputs'];
/** Nothing typed. */
const EMPTY = Object.fromEntries(
  [...Object.keys(HELP), ...Object.keys(CONTACT), 'confirm'].map((id) => [id, null]),
) as unknown as Inputs;
const HELP_IDS = ['help', 'helpNotes', 'solutionPlay', 'partnerRole'];
const CONTACT_IDS = Object.keys(CONTACT);

/** A private deal of our own in which nothing is missing. */
function ours(changes: Partial<Deal> = {}): Deal {
  const { customer } = inbound();
  return inbound({
    status: 'Active',
    substatus: 'Accepted',
    type: 'Independent',
    consent: { shareWithOthers: true, contactCustomer: true, shareWithMicrosoftSellers: false },
    customer: { ...customer, addressLine1: 'Quai 1', contacts: [ANJA] },
    team: [{ firstName: 'Ann', lastName: 'Lee', email: 'ann@partner.example', phone: '+33 1', title: null }],
    invitation: {
      organizationId: 'our-organization',
      organizationName: 'Ours',
      notes: null,
      help: null,
      mpnId: null,
    },
    ...changes,
  });
}
const PARTNER_LED = {
  consent: { shareWithOthers: true, contactCustomer: true, shareWithMicrosoftSellers: true },
};
const sister = (changes: Partial<Deal>) =>
  ours({ ...PARTNER_LED, id: 'sister-1', organizationId: 'msft', type: 'Shared', ...changes });

describe('the share dialog', () => {
  const store = freshStore();
  let stage: Stage;
  const open = (changes: Partial<Deal> = {}, more: readonly Deal[] = []) => {
    stage = setStage(store(), [ours(changes), ...more]);
  };
  beforeEach(() => open());
  const press = (
    step: string | null,
    inputs: Partial<Inputs> = {},
    { turn = stageTurn(stage), version = null }: { turn?: DialogTurn; version?: number | null } = {},
  ): Promise<DialogAnswer> =>
    share(turn, { dealId: DEAL_ID, version, step, inputs: { ...EMPTY, ...inputs } });
  const written = () =>
    stage.referrals.calls.filter(({ method }) => method === 'update' || method === 'create');
  const drafts = () => findOpenDrafts(store().db, ANN, DEAL_ID);

  it('offers a private deal both ways, with who would see it, and that there is no way back (TYPE-02, TYPE-08)', async () => {
    const { card, draftId } = await press(null);
    const words = wordsOf(card);
    assert.match(words, /Now: \**private\**. Microsoft sees nothing of it/);
    assert.match(words, /There is no way back/);
    assert.match(words, /Partner-led:\** Microsoft’s sellers see the deal. You lead it; nobody is asked/);
    assert.match(words, /Co-sell:\** Microsoft’s sellers see the deal, and one is asked for help/);
    assert.deepEqual(buttonsOf(card), ['Let sellers see it', 'Ask Microsoft for help', 'Cancel']);
    assert.ok(draftId);
  });

  const FIXED: [step: string, from: Partial<Deal>, seen: RegExp, fixed: RegExp][] = [
    [
      'partnerLed',
      {},
      /Who will see it: Microsoft’s sellers\./,
      /afterwards: the customer’s contact, that sellers see it\./,
    ],
    [
      'coSell',
      {},
      /The one who takes part may contact the customer/,
      /afterwards: the customer’s contact, that sellers see it, that help is wanted, the kind of help, the notes to Microsoft\./,
    ],
    [
      'coSell',
      PARTNER_LED,
      /The one who takes part may contact the customer/,
      /afterwards: that help is wanted, the kind of help, the notes to Microsoft\./,
    ],
  ];
  for (const [step, from, seen, fixed] of FIXED)
    it(`says before a yes who will see it and what nobody can change afterwards: to ${step} from ${from === PARTNER_LED ? 'partner-led' : 'private'} (FLD-15, VIS-01, VIS-04)`, async () => {
      open(from);
      const { card } = await press(step);
      assert.match(wordsOf(card), seen);
      assert.match(wordsOf(card), fixed);
      assert.ok(inputsOf(card).includes('confirm'));
      assert.deepEqual(written(), []);
    });

  it('opens the form at once where one way only is open (TYPE-08)', async () => {
    open(PARTNER_LED);
    assert.deepEqual(inputsOf((await press(null)).card), [...HELP_IDS, 'confirm']);
  });

  it('goes to partner-led by one write, after a yes (TYPE-03, TYPE-08)', async () => {
    await press('partnerLed');
    const { card, view } = await press('send.partnerLed', { confirm: 'true' });
    assert.deepEqual(view?.banner, { kind: 'shared' });
    assert.match(wordsOf(card), /cannot be taken back/);
    assert.deepEqual(
      written().map(({ method, operations, caller }) => ({ method, operations, caller })),
      [
        {
          method: 'update',
          operations: [{ op: 'replace', path: CONSENT, value: true }],
          caller: { kind: 'person', person: ANN },
        },
      ],
    );
    assert.deepEqual(await drafts(), []);
  });

  it('goes to co-sell by that write and the invitation, and says that help is not certain (TYPE-01, TYPE-08, SEED-13, VIS-03)', async () => {
    await press('coSell');
    const { card, view } = await press('send.coSell', { ...HELP, confirm: 'true' });
    assert.deepEqual(view?.banner, { kind: 'invited', args: { state: 'sent' } });
    assert.match(wordsOf(card), /A seller has 14 days to answer; help is not certain/);
    assert.deepEqual(
      written().map(({ method }) => method),
      ['update', 'create'],
    );
    const { referral } = written()[1] ?? assert.fail();
    assert.deepEqual(referral?.inviteContext, {
      notes: HELP.helpNotes,
      assistanceRequestCode: HELP.help,
    });
    assert.equal(referral?.engagementId, ours().engagementId);
  });

  for (const confirm of [null, '', 'false', 'no', '0', 'maybe', '[object Object]'])
    it(`writes nothing without a yes, and keeps what was typed: '${confirm}' (FLD-12, FLD-15, SEED-17)`, async () => {
      await press('coSell');
      const { card, draftId } = await press('send.coSell', { ...HELP, confirm });
      assert.match(wordsOf(card), /❗ Please confirm first/);
      assert.match(wordsOf(card), /The customer agrees, and I know that this cannot be taken back/);
      assert.ok(JSON.stringify(card).includes('A workshop, please.'));
      assert.ok(draftId);
      await press('partnerLed');
      await press('send.partnerLed', { confirm });
      assert.deepEqual(written(), []);
    });

  for (const field of ['help', 'helpNotes', 'solutionPlay'] as const)
    it(`asks again where ${field} is missing or wrong, and keeps the rest (FLD-11, FLD-13)`, async () => {
      await press('coSell');
      for (const wrong of [null, ...(field === 'helpNotes' ? [] : ['constructor', 'Everything'])]) {
        const { card } = await press('send.coSell', { ...HELP, [field]: wrong, confirm: 'true' });
        assert.match(wordsOf(card), /❗/);
        if (field !== 'helpNotes') assert.ok(JSON.stringify(card).includes('A workshop, please.'));
      }
      assert.deepEqual(written(), []);
    });

  describe('where the customer has no contact yet (FLD-02, SEED-16)', () => {
    beforeEach(() => open({ customer: { ...ours().customer, contacts: [{ ...ANJA, phone: null }] } }));

    it('asks for all of one before Microsoft is asked, and for none to be seen only', async () => {
      assert.deepEqual(inputsOf((await press('coSell')).card), [...HELP_IDS, ...CONTACT_IDS, 'confirm']);
      assert.deepEqual(inputsOf((await press('partnerLed')).card), ['confirm']);
    });

    for (const field of CONTACT_IDS)
      it(`takes none without ${field}`, async () => {
        await press('coSell');
        const typed = { ...HELP, ...CONTACT, [field]: null, confirm: 'true' };
        assert.match(wordsOf((await press('send.coSell', typed)).card), /❗/);
        assert.deepEqual(written(), []);
      });

    it('takes no e-mail address that is none', async () => {
      const typed = { ...HELP, ...CONTACT, contactEmail: 'anja', confirm: 'true' };
      assert.match(wordsOf((await press('send.coSell', typed)).card), /❗ Please write an e-mail address/);
      assert.deepEqual(written(), []);
    });
  });

  it('names what the deal lacks before Microsoft can be asked (FLD-01 to FLD-10)', async () => {
    open({ notes: null, team: [], customer: { ...ours().customer, addressLine1: null } });
    for (const [step, inputs] of [
      ['coSell', {}],
      ['send.coSell', { ...HELP, confirm: 'true' }],
    ] as const) {
      const { card, view } = await press(step, inputs);
      assert.equal(view?.banner?.kind, 'shareGaps');
      assert.match(wordsOf(card), /the customer’s address, notes, a team member with name and e-mail/);
    }
    assert.deepEqual(written(), []);
  });

  const NOT_OURS = { invitation: { ...inbound().invitation } };
  const BLOCKED: [why: string, changes: Partial<Deal>, more: readonly Deal[], said: RegExp][] = [
    ['Microsoft sent it (TYPE-09)', NOT_OURS, [], /Only deals that you started/],
    ['it is closed (LIFE-11)', { status: 'Closed', substatus: 'Won' }, [], /not open any more/],
    [
      'Microsoft is on it already',
      PARTNER_LED,
      [sister({ status: 'New', substatus: 'Pending' })],
      /shared so far already/,
    ],
    [
      'Microsoft declined (LIFE-13)',
      PARTNER_LED,
      [sister({ status: 'Closed', substatus: 'Declined' })],
      /Microsoft has closed its part. To ask again, make a new deal/,
    ],
    [
      'the customer did not agree (FLD-12)',
      { consent: { ...PARTNER_LED.consent, shareWithOthers: false } },
      [],
      /did not agree/,
    ],
    ['no solution of ours is on it (SEED-20)', { ...PARTNER_LED, solutions: [] }, [], /None of your own/],
  ];
  for (const [why, changes, more, said] of BLOCKED)
    it(`asks nothing and sends nothing where ${why}, not by a form from before either (TYPE-08)`, async () => {
      open(changes, more);
      for (const [step, inputs] of [
        [null, {}],
        ['coSell', {}],
        ['send.coSell', { ...HELP, ...CONTACT, confirm: 'true' }],
      ] as const) {
        const { card } = await press(step, inputs);
        assert.match(wordsOf(card), said);
        assert.deepEqual(inputsOf(card), []);
      }
      assert.deepEqual(written(), []);
    });

  it('never goes back: a partner-led deal is not offered to be hidden, and no step hides it (TYPE-08)', async () => {
    open(PARTNER_LED);
    for (const step of ['private', 'send.private', 'partnerLed', 'send.partnerLed'])
      await press(step, { confirm: 'true' });
    assert.deepEqual(written(), []);
    assert.equal(stage.referrals.deal(DEAL_ID).consent.shareWithMicrosoftSellers, true);
  });

  for (const step of [
    'send',
    'send.',
    'send.private',
    'send.constructor',
    '__proto__',
    'toString',
    'nowhere',
  ])
    it(`takes the made-up step '${step}' for the question which way, and sends nothing`, async () => {
      const { card } = await press(step, { ...HELP, confirm: 'true' });
      assert.deepEqual(buttonsOf(card), ['Let sellers see it', 'Ask Microsoft for help', 'Cancel']);
      assert.deepEqual(written(), []);
    });

  it('shows a deal that has changed since its form was drawn, and sends nothing', async () => {
    const before = await lookAtDeal(stage, ANN, DEAL_ID);
    assert.ok(before.kind === 'seen');
    await press('partnerLed');
    stage.referrals.change({ ...ours(), value: '1.00' });
    const stale = { version: before.stored.version };
    const { card, view } = await press('send.partnerLed', { confirm: 'true' }, stale);
    assert.equal(view?.banner?.kind, 'changed');
    assert.match(wordsOf(card), /changed since that card/);
    assert.deepEqual(written(), []);
  });

  it('pressed twice writes once, and says the same again (API-04)', async () => {
    const [one, other] = await Promise.all([
      press('send.coSell', { ...HELP, confirm: 'true' }),
      press('send.coSell', { ...HELP, confirm: 'true' }),
    ]);
    for (const { card } of [one, other]) assert.match(wordsOf(card), /Microsoft is (being )?invited/);
    const again = await press('send.coSell', { ...HELP, confirm: 'true' });
    assert.match(wordsOf(again.card), /Microsoft is invited/);
    assert.deepEqual(
      written().map(({ method }) => method),
      ['update', 'create'],
    );
  });

  it('that a colleague has shared meanwhile says so, and is not shared twice', async () => {
    const bens = stageTurn(stage, { decider: BEN, placeId: 'place-ben', activityId: 'b-1' });
    await press('partnerLed');
    await press('send.partnerLed', { confirm: 'true' }, { turn: bens });
    const { view } = await press('send.partnerLed', { confirm: 'true' });
    assert.deepEqual(view?.banner, { kind: 'notShared', args: { block: 'already' } });
    assert.equal(written().length, 1);
  });

  for (const kind of ['forbidden', 'notFound', 'unauthorized'] as const)
    it(`tells nothing of the deal to who may not see it, and sends nothing for them: ${kind} (PERM-02)`, async () => {
      for (const step of [null, 'coSell', 'send.coSell']) {
        stage.referrals.fail('get', new ReferralServiceError(kind));
        const { card, view } = await press(step, { ...HELP, confirm: 'true' });
        assert.equal(view, null);
        for (const secret of ['Datacenter', 'Société', 'Anja']) assert.ok(!wordsOf(card).includes(secret));
      }
      assert.deepEqual(written(), []);
    });

  it('refused by Partner Center leaves the deal as it is, and says so', async () => {
    stage.referrals.fail('update', new ReferralServiceError('rejected', { status: 400, code: 'noWay' }));
    const { view } = await press('send.partnerLed', { confirm: 'true' });
    assert.equal(view?.banner?.kind, 'rejected');
    assert.equal(stage.referrals.deal(DEAL_ID).consent.shareWithMicrosoftSellers, false);
  });

  it('whose invitation alone is refused says that sellers see it already, and may ask again (TYPE-08)', async () => {
    stage.referrals.fail('create', new ReferralServiceError('rejected', { status: 400, code: 'noWay' }));
    const { card } = await press('send.coSell', { ...HELP, confirm: 'true' });
    assert.match(wordsOf(card), /Microsoft was not invited[^]*sellers can see it/);
    assert.match(
      wordsOf((await press('send.coSell', { ...HELP, confirm: 'true' })).card),
      /Microsoft is invited/,
    );
    assert.equal(stage.referrals.count('update'), 1);
  });

  it('is left with Cancel: the deal as it is, no form, nothing sent', async () => {
    await press('coSell');
    const { view } = await cancel(stageTurn(stage), DEAL_ID);
    assert.deepEqual(view?.banner, { kind: 'cancelled' });
    assert.deepEqual([await drafts(), written()], [[], []]);
  });

  it('speaks the language of the reader', async () => {
    const reader = { locale: 'fr', timeZone: 'Europe/Paris', redaction: 'full' } as const;
    const turn = stageTurn(stage, { reader });
    assert.match(wordsOf((await press(null, {}, { turn })).card), /Partager\u202f:/);
    const { card } = await press('coSell', {}, { turn });
    assert.equal(card.lang, 'fr');
    assert.match(wordsOf(card), /client/);
  });
});
