import assert from 'node:assert/strict';
import type { DialogAnswer, DialogTurn } from '../../dialogs/dialog-turn.ts';
import { openNewDeal, stepNewDeal } from '../../dialogs/new-deal.ts';
import { NEW_DEAL, type NewDealInputs } from '../../dialogs/new-deal-draft.ts';
import { learnAccess } from '../../services/deals/learn-access.ts';
import type { NewDealField, NewDealKind } from '../../services/deals/new-deal/new-deal.ts';
import { PAGE_FIELDS, pagesOf } from '../../services/deals/new-deal/new-deal-pages.ts';
import { NO_DIRECTORY } from '../../services/people/people-directory.ts';
import { ReferralServiceError } from '../../services/referrals/errors.ts';
import { findOpenDecisions } from '../../services/store/decisions.ts';
import { findOpenDrafts } from '../../services/store/drafts.ts';
import { inbound } from '../services/deals/inbound.ts';
import { newDealTexts } from '../services/deals/new-deal/new-deal-texts.ts';
import { ANN, BEN, freshStore, setStage, type Stage } from '../services/deals/stage.ts';
import { profile, smallDirectory } from '../services/people/small-directory.ts';
import { buttonsOf, inputsOf, stageTurn, wordsOf } from './stage-turn.ts';

const KINDS = ['private', 'partnerLed', 'coSell'] as const;
const HERE = { placeId: 'place-ann', activityId: 'a-1' };
const NOBODYS = inbound({ solutions: [] });

/** Nothing typed. */
const NOTHING = Object.fromEntries(
  ['kind', 'query', 'known', 'solutionIds', 'colleagues', ...Object.values(PAGE_FIELDS).flat()].map((id) => [
    id,
    null,
  ]),
) as unknown as NewDealInputs;

type Typed = Partial<Record<keyof NewDealInputs, string>>;

/** What is typed on one page. */
function typedOn(page: keyof typeof PAGE_FIELDS, changes: Partial<Record<NewDealField, string>>): Typed {
  const texts = newDealTexts(changes);
  return Object.fromEntries(PAGE_FIELDS[page].map((field) => [field, texts[field] ?? '']));
}

/** The ids of the drafts on a card's buttons, and the steps that they ask for. */
function stepsOn({ card }: DialogAnswer): string[] {
  return [...JSON.stringify(card).matchAll(/"step":"([^"]+)"/g)].map(([, step]) => String(step));
}

describe('the dialog of a new deal', () => {
  const store = freshStore();
  let stage: Stage;
  let draftId: string;
  beforeEach(() => {
    stage = setStage(store(), [NOBODYS]);
    stage.coSellSolutions = [{ id: 'SOL-1', name: 'Plant analytics' }];
    draftId = '';
  });

  const turnOf = (changes: Partial<DialogTurn> = {}) => stageTurn(stage, changes);
  const open = async (turn = turnOf(), at = HERE, solutionIds: string | null = null) => {
    const opened = await openNewDeal(turn, at, solutionIds);
    if (opened.kind === 'form') ({ draftId } = opened.answer);
    return opened;
  };
  const press = (step: string, typed: Typed = {}, turn = turnOf()): Promise<DialogAnswer> =>
    stepNewDeal(turn, { draftId, step, inputs: { ...NOTHING, ...typed } });
  const sent = () => stage.referrals.calls.filter(({ method }) => method === 'create');
  const drafts = () => findOpenDrafts(store().db, ANN, NEW_DEAL);
  const textsKept = async () =>
    ((await drafts())[0]?.inputs as { texts?: Record<string, string> } | undefined)?.texts ?? {};

  /** Through all pages, as a person goes. @returns what each page said, the review last */
  async function fillIn(
    kind: NewDealKind,
    changes: Partial<Record<NewDealField, string>> = {},
  ): Promise<DialogAnswer[]> {
    await open();
    const answers = [await press('kind.next', { kind }), await press('find.type', { query: '' })];
    const pages = pagesOf(kind).filter((page) => !['kind', 'find', 'review'].includes(page));
    for (const page of pages) answers.push(await press(`${page}.next`, typedOn(page, changes)));
    return answers;
  }

  it('tells each kind in a line: who sees it, whether it can be registered, what it needs (TYPE-01 to TYPE-03, SEED-13, SEED-14, SEED-16)', async () => {
    const opened = await open();
    assert.ok(opened.kind === 'form');
    const words = wordsOf(opened.answer.card);
    assert.match(words, /Private\W+Only our company sees it. It can never be registered. No contact needed/);
    assert.match(
      words,
      /Partner-led\W+Microsoft’s sellers can see it, nobody is asked for help. Once won, it/,
    );
    assert.match(words, /Co-sell\W+A Microsoft seller is asked for help and has 14 days[^]*Needs a contact/);
    assert.deepEqual(inputsOf(opened.answer.card), ['kind']);
  });

  it('goes no further before a kind is chosen', async () => {
    await open();
    for (const typed of [{}, { kind: 'constructor' }, { kind: 'Assessment' }]) {
      const { card } = await press('kind.next', typed);
      assert.match(wordsOf(card), /Please fill this in/);
      assert.deepEqual(inputsOf(card), ['kind']);
    }
  });

  for (const kind of KINDS)
    it(`asks page by page and then shows all of it, with nothing sent yet: ${kind} (SEED-13, FLD-01 to FLD-13)`, async () => {
      const answers = await fillIn(kind);
      const asked = answers.map(({ card }) => inputsOf(card)).slice(1, -1);
      const help = ['help', 'helpNotes', 'solutionPlay', 'partnerRole'];
      assert.deepEqual(asked, [
        PAGE_FIELDS.customer,
        PAGE_FIELDS.contact,
        PAGE_FIELDS.deal,
        ['solutions', 'solutionIds', 'microsoftSolutions', 'otherSolutions'],
        ['team'],
        ...(kind === 'coSell' ? [help] : []),
      ]);
      const review = answers.at(-1);
      assert.ok(review);
      const words = wordsOf(review.card);
      for (const said of [
        'Plant analytics',
        'Sample Manufacturing GmbH',
        'Ulm',
        'Germany',
        'Anja Beispiel',
        '€60,000.50',
        'One plant first',
        'SOL-00001-AAA',
        'Azure',
        '× 10',
        'Ann Lee',
      ])
        assert.ok(words.includes(said), `${said} in ${words}`);
      assert.equal(/A workshop, please/.test(words), kind === 'coSell');
      assert.match(words, /Nothing has been sent yet/);
      assert.ok(
        buttonsOf(review.card).includes(kind === 'coSell' ? 'Create and invite Microsoft' : 'Create deal'),
      );
      assert.equal(sent().length, 0);
    });

  it('says that Microsoft’s own account search is closed to apps, and what that means for the registration (SEED-15, FLD-18, FLD-19)', async () => {
    await open();
    const { card } = await press('kind.next', { kind: 'partnerLed' });
    assert.match(
      wordsOf(card),
      /account search is not open to apps, so Microsoft matches the customer afterwards[^]*Only a deal of an account that Microsoft manages can be registered; until it is matched, nobody can tell/,
    );
  });

  const WRONG: [
    page: keyof typeof PAGE_FIELDS,
    typed: Partial<Record<NewDealField, string>>,
    rule: string,
  ][] = [
    ['customer', { country: 'Atlantis' }, 'FLD-01'],
    ['customer', { duns: '12-345' }, 'SEED-15'],
    ['contact', { contactEmail: 'anja at sample' }, 'FLD-02'],
    ['contact', { contactPhone: '' }, 'FLD-02'],
    ['contact', { consent: 'No' }, 'FLD-12, SEED-17'],
    ['contact', { consent: '' }, 'FLD-12, SEED-17'],
    ['deal', { dealValue: 'about a million' }, 'FLD-05'],
    ['deal', { currency: 'euros' }, 'FLD-05'],
    ['deal', { closingDate: '2020-02-30' }, 'FLD-06'],
    ['deal', { closingDate: '2026-11-01' }, 'FLD-06'],
    ['deal', { marketplaceIntent: 'Perhaps' }, 'FLD-10'],
    ['solutions', { microsoftSolutions: 'Azure; many; 3' }, 'SEED-18'],
    ['solutions', { solutions: Array.from({ length: 51 }, (_, i) => `SOL-${i}`).join(',') }, 'SEED-18'],
    ['team', { team: 'Ann Lee, ann@partner.example' }, 'FLD-08'],
    ['help', { help: 'Everything' }, 'FLD-11'],
    ['help', { solutionPlay: 'Selling ice' }, 'FLD-13'],
    ['help', { partnerRole: 'King' }, 'FLD-13'],
  ];
  for (const [page, typed, rule] of WRONG)
    it(`says what is wrong with ${Object.entries(typed).join().slice(0, 40)}, keeps it, and stays on its page (${rule})`, async () => {
      await fillIn('coSell');
      const { card } = await press(`${page}.next`, typedOn(page, typed));
      assert.match(wordsOf(card), /One answer needs/);
      assert.match(wordsOf(card), /❗/);
      assert.ok(stepsOn({ card, view: null }).includes(`${page}.next`));
      const [[field, text]] = Object.entries(typed) as [[string, string]];
      assert.equal((await textsKept())[field] ?? '', text);
      // Nor does it get past the review by its button.
      const again = await press('review.send');
      assert.match(wordsOf(again.card), /❗/);
      assert.equal(sent().length, 0);
    });

  it('asks for a contact only where Microsoft is asked for help, and then for all of it (FLD-02, SEED-16)', async () => {
    const none = { contactFirstName: '', contactLastName: '', contactEmail: '', contactPhone: '' };
    for (const kind of ['private', 'partnerLed'] as const) {
      const review = (await fillIn(kind, none)).at(-1);
      assert.match(wordsOf(review?.card ?? assert.fail()), /Nothing has been sent yet/);
      await press('draft.discard');
    }
    await fillIn('coSell', none);
    const { card } = await press('contact.next', typedOn('contact', none));
    assert.match(wordsOf(card), /4 answers need/);
  });

  it('sends what was reviewed, once, and ends its draft (TYPE-01, LIFE-07, SEED-19)', async () => {
    await fillIn('coSell');
    const { card, view, draftId: still } = await press('review.send');
    assert.equal(still, undefined);
    assert.equal(view?.deal.name, 'Plant analytics');
    assert.match(wordsOf(card), /Done: your deal is in Partner Center/);
    // The deal's name and, on the same card, its id.
    assert.match(wordsOf(card), /Plant analytics/);
    assert.ok(wordsOf(card).includes(`Deal ID ${view?.deal.id}`), wordsOf(card));
    assert.equal(sent().length, 2);
    assert.deepEqual(await drafts(), []);
  });

  it('whose form is still there after it was sent, is sent no second time', async () => {
    await fillIn('private');
    const [one, other] = await Promise.all([press('review.send'), press('review.send')]);
    for (const { card } of [one, other])
      assert.match(wordsOf(card), /Done: your deal|Not confirmed|has ended/);
    for (const step of ['review.send', 'deal.next', 'review.discard', 'kind.next'])
      assert.match(wordsOf((await press(step, { kind: 'coSell' })).card), /This form has ended/);
    assert.equal(sent().length, 1);
  });

  it('is kept however it is left, and goes on where it was, in whichever message (SEED-15)', async () => {
    await open();
    await press('kind.next', { kind: 'coSell' });
    await press('find.type', { query: '' });
    const kept = await press('customer.later', { customerName: 'Half a name', country: 'Atlantis' });
    assert.match(wordsOf(kept.card), /Your new deal is kept[^]*Nothing has been sent/);
    assert.ok(kept.draftId);
    const first = draftId;
    const opened = await open(turnOf(), { placeId: 'place-ann', activityId: 'a-2' });
    assert.ok(opened.kind === 'form');
    assert.equal(draftId, first);
    assert.deepEqual(opened.before, HERE);
    const json = JSON.stringify(opened.answer.card);
    assert.match(json, /"value":"Half a name"/);
    assert.match(json, /"value":"Atlantis"/, 'what is wrong is kept too');
    assert.match(wordsOf(opened.answer.card), /goes on/);
    const [draft] = await drafts();
    assert.deepEqual([draft?.step, draft?.activityId], ['customer', 'a-2']);
  });

  it('leads from the review to the page that shall be changed, and straight back', async () => {
    await fillIn('partnerLed');
    const page = await press('review.deal');
    assert.deepEqual(inputsOf(page.card), PAGE_FIELDS.deal);
    assert.ok(buttonsOf(page.card).includes('Back to review'));
    const back = await press('deal.next', typedOn('deal', { name: 'Plant analytics, phase 2' }));
    assert.match(
      wordsOf(back.card),
      /Plant analytics, phase 2[^]*Nothing has been sent yet|Nothing has been sent yet[^]*phase 2/,
    );
  });

  it('asks for what a kind needs once the kind is changed in the review (SEED-13, FLD-11)', async () => {
    await fillIn('private');
    await press('review.kind');
    const { card } = await press('kind.next', { kind: 'coSell' });
    assert.deepEqual(inputsOf(card), ['help', 'helpNotes', 'solutionPlay', 'partnerRole']);
    await press('help.next', typedOn('help', {}));
    await press('review.send');
    assert.equal(sent().length, 2);
  });

  it('is discarded without a trace', async () => {
    await fillIn('private');
    assert.match(wordsOf((await press('draft.discard')).card), /Nothing was created or sent/);
    assert.deepEqual([await drafts(), await findOpenDecisions(store().db), sent()], [[], [], []]);
  });

  it('is nobody else’s: a forged draft changes and sends nothing', async () => {
    await fillIn('private');
    const bens = turnOf({ decider: BEN, placeId: 'place-ben', activityId: 'b-1' });
    for (const step of ['review.send', 'deal.next', 'review.discard', 'review.deal']) {
      const { card } = await press(step, { name: 'Ben’s now' }, bens);
      assert.match(wordsOf(card), /This form has ended/);
      assert.ok(!JSON.stringify(card).includes('Sample Manufacturing'));
    }
    assert.equal((await textsKept())['name'], 'Plant analytics');
    assert.equal(sent().length, 0);
  });

  for (const draft of ['', 'new', 'd-1', '__proto__'])
    it(`has ended for a button with the draft '${draft}', and a new one is not begun by it`, async () => {
      const inputs = { ...NOTHING, kind: 'coSell' };
      const answer = await stepNewDeal(turnOf(), { draftId: draft || null, step: 'kind.next', inputs });
      assert.match(wordsOf(answer.card), /This form has ended/);
      assert.deepEqual(await drafts(), []);
    });

  const FORGED = [
    'kind.constructor',
    'kind.__proto__',
    'deal.toString',
    'team.hasOwnProperty',
    'find.valueOf',
    'nowhere.next',
    'constructor.next',
    '__proto__.send',
    'review',
    'kind',
    '.',
    'review.nowhere',
    'kind.send',
    'kind.finish',
    'review.leave',
    'help.next',
    'find.next',
  ];
  for (const step of FORGED)
    it(`answers the made-up step '${step}' with a page of the draft, and sends nothing`, async () => {
      await open();
      await press('kind.next', { kind: 'private' });
      const answer = await press(step);
      assert.equal(answer.card.type, 'AdaptiveCard');
      assert.equal(answer.draftId, draftId);
      assert.equal((await drafts()).length, 1);
      assert.equal(sent().length, 0);
    });

  it('sent before it is complete shows the first page that lacks something (FLD-17)', async () => {
    await open();
    assert.deepEqual(inputsOf((await press('review.send')).card), ['kind']);
    await press('kind.next', { kind: 'private' });
    const { card } = await press('review.send');
    assert.ok(inputsOf(card).includes('customerName'));
    assert.match(wordsOf(card), /❗/);
    assert.equal(sent().length, 0);
  });

  describe('where the customer is looked for (SEED-15)', () => {
    const KNOWN = inbound({
      solutions: [],
      customer: {
        ...NOBODYS.customer,
        name: 'Éclairage du Port',
        addressLine1: 'Quai 1',
        city: 'Lorient',
        duns: '123456789',
      },
    });
    beforeEach(async () => {
      stage.referrals.change(KNOWN);
      await open();
      await press('kind.next', { kind: 'private' });
    });

    it('asks for three characters', async () => {
      assert.match(wordsOf((await press('find.search', { query: 'éc' })).card), /at least 3 characters/);
    });

    for (const query of ['eclair', '12-345-6789'])
      it(`offers a customer of one’s deals by '${query}', and fills the page in`, async () => {
        const found = await press('find.search', { query });
        assert.match(JSON.stringify(found.card), /Éclairage du Port · Quai 1 · Lorient · France/);
        const { card } = await press('find.next', { query, known: KNOWN.id });
        for (const text of ['Éclairage du Port', 'Quai 1', 'Lorient', 'FR', '123456789'])
          assert.ok(JSON.stringify(card).includes(`"value":"${text}"`), text);
      });

    it('offers, and fills in, nothing of a deal that the person may not see', async () => {
      // Ann may; Ben's reading shows him nothing.
      const bens = { decider: BEN, placeId: 'place-ben', activityId: 'b-1' };
      await learnAccess(stage, ANN);
      stage.referrals.remove(KNOWN.id);
      const opened = await open(turnOf(bens), { placeId: 'place-ben', activityId: 'b-1' });
      assert.equal(opened.kind, 'form');
      await press('kind.next', { kind: 'private' }, turnOf(bens));
      const searched = await press('find.search', { query: 'eclair' }, turnOf(bens));
      assert.match(wordsOf(searched.card), /No customer we know matches/);
      const forged = await press('find.next', { query: 'eclair', known: KNOWN.id }, turnOf(bens));
      for (const secret of ['Éclairage', 'Lorient', '123456789'])
        assert.ok(!JSON.stringify(forged.card).includes(secret), secret);
    });

    it('takes what was looked for along to the form, as a name or as a D-U-N-S number', async () => {
      assert.match(
        JSON.stringify((await press('find.type', { query: 'Nordwind AG' })).card),
        /"id":"customerName"[^}]*"value":"Nordwind AG"/,
      );
      await press('customer.back');
      const { card } = await press('find.type', { query: '98-765-4321' });
      assert.match(JSON.stringify(card), /"id":"duns"[^}]*"value":"987654321"/);
    });
  });

  describe('where no co-sell-ready solution of ours is known (SEED-20)', () => {
    beforeEach(() => {
      stage.coSellSolutions = [];
    });

    it('is greyed with the reason and the way out, and begins no draft', async () => {
      const opened = await open();
      assert.equal(opened.kind, 'refused');
      const { card } = opened.answer;
      assert.match(wordsOf(card), /co-sell-ready/);
      const greyed = [...JSON.stringify(card).matchAll(/"title":"➕ New deal"[^}]*"isEnabled":(\w+)/g)];
      assert.ok(greyed.length > 0);
      assert.ok(greyed.every(([, isEnabled]) => isEnabled === 'false'));
      assert.deepEqual(await drafts(), []);
    });

    it('is begun with a solution whose id one knows, for every kind of deal', async () => {
      const begun = await stepNewDeal(turnOf(), {
        draftId: null,
        step: 'start.solution',
        inputs: { ...NOTHING, solutionIds: 'SOL-77' },
      });
      assert.deepEqual(inputsOf(begun.card), ['kind']);
      assert.equal((await textsKept())['solutions'], 'SOL-77');
    });

    it('opens by itself once a deal with a solution of ours was seen', async () => {
      stage.referrals.change(inbound());
      assert.equal((await open()).kind, 'form');
    });
  });

  for (const [kind, said] of [
    ['forbidden', /Referrals/],
    ['unauthorized', /Sign in|sign in/],
  ] as const)
    it(`is not begun by who may not: ${kind} (PERM-02)`, async () => {
      stage.referrals.fail('listChangedSince', new ReferralServiceError(kind));
      const opened = await open();
      assert.equal(opened.kind, 'refused');
      assert.match(wordsOf(opened.answer.card), said);
      assert.deepEqual(await drafts(), []);
    });

  const REFUSED: [title: string, error: ReferralServiceError, said: RegExp][] = [
    [
      'refuses it',
      new ReferralServiceError('rejected', { status: 400, code: 'invalidRequest' }),
      /refused this deal \(invalidRequest\)/,
    ],
    ['does not let the person create', new ReferralServiceError('forbidden'), /role may not create/],
    [
      'is away before anything was sent',
      new ReferralServiceError('unavailable'),
      /does not answer. Nothing was created/,
    ],
  ];
  for (const [title, error, said] of REFUSED)
    it(`keeps everything where Partner Center ${title}, and is sent once it is asked again`, async () => {
      await fillIn('private');
      stage.referrals.fail('create', error, { times: 9 });
      const refused = await press('review.send');
      assert.match(wordsOf(refused.card), said);
      assert.match(wordsOf(refused.card), /Sample Manufacturing GmbH/);
      assert.equal(refused.draftId, draftId);
      stage.referrals.recover();
      assert.match(wordsOf((await press('review.send')).card), /Done: your deal/);
      assert.deepEqual(stage.referrals.all().filter(({ name }) => name === 'Plant analytics').length, 1);
    });

  it('whose answer got lost says so, is found, and is never made twice (API-04)', async () => {
    await fillIn('private');
    stage.referrals.fail('create', new ReferralServiceError('unavailable', { wrote: 'unknown' }), {
      after: true,
    });
    const first = await press('review.send');
    assert.match(wordsOf(first.card), /Done: your deal|not confirmed your new deal/);
    for (const step of ['review.send', 'deal.next', 'review.discard'])
      assert.match(
        wordsOf((await press(step, { name: 'Changed meanwhile' })).card),
        /Done: your deal|not confirmed|has ended/,
      );
    assert.equal(stage.referrals.all().filter(({ id }) => id.startsWith('made-')).length, 1);
  });

  it('half done says what is there and what is not; it is finished, or left, by a button (TYPE-01)', async () => {
    await fillIn('coSell');
    stage.referrals.before('create', () =>
      stage.referrals.before('create', () =>
        stage.referrals.fail('create', new ReferralServiceError('rejected', { status: 400 })),
      ),
    );
    const half = await press('review.send');
    assert.match(wordsOf(half.card), /Done: the deal is in Partner Center/);
    assert.deepEqual(stepsOn(half).filter((step) => /finish|leave/.test(step)).length > 0, true);
    // Answers that were sent cannot be changed any more.
    await press('deal.next', { name: 'Too late' });
    const done = await press('half.finish');
    assert.match(wordsOf(done.card), /Done: your deal|Microsoft is invited/);
    assert.deepEqual(
      stage.referrals
        .all()
        .filter(({ id }) => id.startsWith('made-'))
        .map(({ name }) => name),
      ['Plant analytics', 'Plant analytics'],
    );
  });

  it('points out an open deal of the same customer and solution that came after the review', async () => {
    await fillIn('private');
    stage.referrals.change(
      inbound({
        id: 'same-1',
        name: 'The same, by Ben',
        status: 'Active',
        substatus: 'Accepted',
        customer: { ...NOBODYS.customer, name: 'SAMPLE Manufacturing GmbH', country: 'DE' },
        solutions: [{ ...(inbound().solutions[0] ?? assert.fail()), id: 'SOL-00001-AAA' }],
      }),
    );
    const { card } = await press('review.send');
    assert.match(wordsOf(card), /The same, by Ben/);
    assert.equal(sent().length, 0);
    assert.match(wordsOf((await press('review.send')).card), /Done: your deal/);
  });

  it('finds colleagues where the directory can, and says which one it could not look up (FLD-08)', async () => {
    stage = { ...stage, people: smallDirectory([profile('ben', 'Ben van Roy', 'ben@lamna.example')]) };
    const pages = await fillIn('private');
    assert.deepEqual(inputsOf(pages.at(-2)?.card ?? assert.fail()), ['team', 'colleagues']);
    const unknown = await press('team.next', {
      team: 'Ann Lee, ann@x.example, +33 1',
      colleagues: 'ben,stranger',
    });
    assert.match(wordsOf(unknown.card), /could not be looked up/);
    assert.match(
      JSON.stringify(unknown.card),
      /Ann Lee, ann@x\.example, \+33 1\\nBen van Roy, ben@lamna\.example/,
    );
    stage = { ...stage, people: NO_DIRECTORY };
    assert.deepEqual(inputsOf((await press('review.team')).card), ['team']);
  });

  it('speaks the language of the reader on every page', async () => {
    const reader = { locale: 'fr', timeZone: 'Europe/Paris', redaction: 'full' } as const;
    const opened = await open(turnOf({ reader }));
    assert.match(wordsOf(opened.answer.card), /Nouvelle affaire/);
    const french = (step: string, typed: Typed) => press(step, typed, turnOf({ reader }));
    assert.match(wordsOf((await french('kind.next', { kind: 'coSell' })).card), /client/i);
    assert.match(wordsOf((await french('customer.next', {})).card), /❗/);
    assert.equal((await french('review.later', {})).card.lang, 'fr');
  });
});
