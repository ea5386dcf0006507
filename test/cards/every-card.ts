import { microsoftView } from '../../dialogs/view-deal.ts';
import { accessCard } from '../../cards/access-card.ts';
import { acceptFormCard } from '../../cards/accept-form-card.ts';
import { LISTS } from '../../cards/card-action.ts';
import { dealCard } from '../../cards/deal-card.ts';
import { dealDetailCard } from '../../cards/deal-detail-card.ts';
import { dealListCard } from '../../cards/deal-list-card.ts';
import type { Banner, DealView } from '../../cards/deal-view.ts';
import { reasonFormCard } from '../../cards/reason-form-card.ts';
import { digestCard } from '../../cards/digest-card.ts';
import { editFormCard } from '../../cards/edit-form-card.ts';
import { filterFormCard } from '../../cards/filter-form-card.ts';
import { eventsCards } from './events-cards.ts';
import { helpCard, welcomeCard } from '../../cards/help-card.ts';
import { namedDealsCard } from '../../cards/named-deals-card.ts';
import { noticeCard, type Notice } from '../../cards/notice-card.ts';
import type { Reader } from '../../cards/reader.ts';
import { privacyCard, type PrivacyNews } from '../../cards/privacy-card.ts';
import { settingsCard } from '../../cards/settings-card.ts';
import { statusCard } from '../../cards/status-card.ts';
import { watchCard, type WatchNews } from '../../cards/watch-card.ts';
import type { AdaptiveCard } from '../../cards/render.ts';
import type { Deal } from '../../services/deals/deal.ts';
import { DEFAULT_LADDER, type LadderStep } from '../../services/deals/ladder.ts';
import { DIRECTORY_FEATURES, type DirectoryLimit } from '../../services/people/people-directory.ts';
import { EDIT_FIELDS } from '../../services/deals/edit-inputs.ts';
import type { DealFilters } from '../../services/deals/deal-lists.ts';
import { FILLABLE_GAPS } from '../../services/deals/gaps.ts';
import { insightCards } from './insight-cards.ts';
import { newDealCards, newDealHalfCards } from './new-deal-cards.ts';
import { registrationCards } from './registration-cards.ts';
import { shareCards } from './share-cards.ts';
import { NOW, sampleView } from './sample-deal.ts';

const GAPS = [...FILLABLE_GAPS, 'customerName', 'customerCountry'] as const;
const STATES = [
  'New/Pending',
  'Active/Accepted',
  'Closed/Won',
  'Closed/Lost',
  'Closed/Declined',
  'Closed/Expired',
  'Closed/Error',
] as const;
const BANDS = ['none', 'calm', 'soon', 'urgent', 'critical', 'passed'] as const;
const VERBS = ['accept', 'decline', 'won', 'lost', 'somethingNew'] as const;

/** Every kind of banner; the compiler asks for a new one. */
export function banners(text: string): Banner[] {
  const all: { [K in Banner['kind']]: Extract<Banner, { kind: K }> } = {
    accepted: { kind: 'accepted' },
    declined: { kind: 'declined' },
    won: { kind: 'won' },
    wonContinuedInChat: { kind: 'wonContinuedInChat' },
    lost: { kind: 'lost' },
    dealCreated: { kind: 'dealCreated', args: { isInvited: true } },
    registrationSent: { kind: 'registrationSent', args: { state: 'approved', word: text } },
    registrationOffer: { kind: 'registrationOffer' },
    registrationNews: { kind: 'registrationNews', args: { state: 'other', word: text } },
    registrationDeadline: { kind: 'registrationDeadline', args: { at: NOW, basis: 'signed' } },
    notWonYet: { kind: 'notWonYet' },
    acceptFirst: { kind: 'acceptFirst' },
    assessment: { kind: 'assessment' },
    alreadyDecided: { kind: 'alreadyDecided', args: { verb: 'deal.accept', by: text, at: NOW } },
    changed: {
      kind: 'changed',
      args: { fields: ['value', 'name', 'currency', 'customer', 'expiresAt', 'closesAt', 'solutions', text] },
    },
    working: { kind: 'working' },
    unconfirmed: { kind: 'unconfirmed' },
    beingDecided: { kind: 'beingDecided', args: { by: text } },
    unavailable: { kind: 'unavailable' },
    throttled: { kind: 'throttled', args: { seconds: 30 } },
    tooLate: { kind: 'tooLate' },
    rejected: { kind: 'rejected', args: { code: text } },
    notAllowed: { kind: 'notAllowed' },
    notPossible: { kind: 'notPossible' },
    favorited: { kind: 'favorited' },
    unfavorited: { kind: 'unfavorited' },
    favoriteNews: { kind: 'favoriteNews' },
    microsoftNews: { kind: 'microsoftNews', args: { answer: 'declined' } },
    microsoftReminder: { kind: 'microsoftReminder' },
    leadWon: { kind: 'leadWon' },
    cancelled: { kind: 'cancelled' },
    edited: { kind: 'edited' },
    shared: { kind: 'shared' },
    invited: { kind: 'invited', args: { state: 'pending' } },
    ownNews: { kind: 'ownNews', args: { what: 'invite', by: text } },
    notShared: { kind: 'notShared', args: { block: 'noOwnSolution' } },
    shareGaps: { kind: 'shareGaps', args: { gaps: ['name', 'team'] } },
    unchanged: { kind: 'unchanged' },
    draftKept: { kind: 'draftKept' },
    continuedBelow: { kind: 'continuedBelow' },
    continuedInChat: { kind: 'continuedInChat' },
    reminder: { kind: 'reminder' },
    forManager: { kind: 'forManager', args: { people: [text, text, text, text] } },
    asOf: { kind: 'asOf', args: { at: NOW } },
  };
  const already = VERBS.map(
    (verb): Banner => ({ kind: 'alreadyDecided', args: { verb, by: null, at: null } }),
  );
  return [
    ...Object.values(all),
    ...already,
    { kind: 'throttled', args: { seconds: null } },
    { kind: 'rejected', args: { code: null } },
    { kind: 'beingDecided', args: { by: null } },
  ];
}

/** Every kind of notice; the compiler asks for a new one. */
export function notices(text: string): Notice[] {
  const all: { [K in Notice['kind']]: Extract<Notice, { kind: K }> } = {
    noAccess: { kind: 'noAccess' },
    noRole: { kind: 'noRole' },
    notFound: { kind: 'notFound', args: { query: text } },
    unavailable: { kind: 'unavailable' },
    working: { kind: 'working' },
    storeAway: { kind: 'storeAway' },
    surprise: { kind: 'surprise', args: { reference: text } },
    unknownCommand: { kind: 'unknownCommand', args: { suggestions: [text, text, text, text] } },
    dealNeeded: { kind: 'dealNeeded', args: { command: text } },
    queryTooShort: { kind: 'queryTooShort' },
    signInNeeded: { kind: 'signInNeeded' },
    signedIn: { kind: 'signedIn' },
    signedOut: { kind: 'signedOut', args: { watched: true } },
    signOutFailed: { kind: 'signOutFailed' },
    noSignIn: { kind: 'noSignIn' },
    signInInChat: { kind: 'signInInChat' },
    signInWaiting: { kind: 'signInWaiting' },
    signInNoChat: { kind: 'signInNoChat' },
    signInInVain: { kind: 'signInInVain' },
    signInFailed: { kind: 'signInFailed' },
    signInUnavailable: { kind: 'signInUnavailable' },
    otherAccount: { kind: 'otherAccount' },
    signInAgain: { kind: 'signInAgain' },
    outsider: { kind: 'outsider' },
    makingWaits: { kind: 'makingWaits', args: { what: 'create', dealName: text } },
    makingDone: {
      kind: 'makingDone',
      args: { what: 'create', dealId: 'd-1', version: 1, dealName: text, isInvited: true },
    },
    notMade: { kind: 'notMade', args: { dealName: text, why: 'refused' } },
    notInvited: {
      kind: 'notInvited',
      args: { dealId: 'd-1', version: 1, dealName: text, why: 'unavailable' },
    },
    decisionNotDone: {
      kind: 'decisionNotDone',
      args: { dealId: 'd-1', version: 1, dealName: text, verb: 'deal.accept', why: 'expired' },
    },
    followed: { kind: 'followed' },
    followedTogether: { kind: 'followedTogether' },
    unfollowed: { kind: 'unfollowed' },
    followHint: { kind: 'followHint' },
    noChat: { kind: 'noChat' },
    tooFast: { kind: 'tooFast' },
    movedToChat: { kind: 'movedToChat' },
    unfavorited: { kind: 'unfavorited' },
    eventsInChat: { kind: 'eventsInChat' },
    teamDeadline: { kind: 'teamDeadline', args: { people: [text], at: NOW } },
    teamDeadlineOver: { kind: 'teamDeadlineOver' },
    superseded: { kind: 'superseded' },
    fileDeclined: { kind: 'fileDeclined' },
    fileFailed: { kind: 'fileFailed', args: { dealId: 'd-1', version: 1, text } },
    insightsInChat: { kind: 'insightsInChat' },
    insightFileOffered: { kind: 'insightFileOffered', args: { rows: 3 } },
    insightFileDeclined: { kind: 'insightFileDeclined' },
    insightFileFailed: { kind: 'insightFileFailed' },
    newDealKept: { kind: 'newDealKept', args: { draftId: 'x1' } },
    newDealPending: { kind: 'newDealPending', args: { draftId: 'x1' } },
    newDealDiscarded: { kind: 'newDealDiscarded' },
    newDealEnded: { kind: 'newDealEnded' },
    fileNotReady: { kind: 'fileNotReady', args: { dealId: 'd-1', version: 1 } },
  };
  const reasons = [
    'expired',
    'alreadyDecided',
    'changed',
    'refused',
    'signIn',
    'notAllowed',
    'unavailable',
  ] as const;
  const notDone = reasons.map(
    (why): Notice => ({
      kind: 'decisionNotDone',
      args: { dealId: 'd-1', version: 1, dealName: null, verb: 'deal.decline', why },
    }),
  );
  return [...Object.values(all), ...notDone, { kind: 'unknownCommand', args: { suggestions: [] } }];
}

function narrowed(text: string): DealFilters {
  return {
    state: 'won',
    dealType: 'coSell',
    countries: [text, text, text, text, text],
    value: '10000',
    solution: text,
    registration: 'failed',
  };
}

/** The cards that carry a deal, in every state and variant, each with a name for messages. */
export function dealCards(deal: Deal, reader: Reader, text = 'Lee'): [string, AdaptiveCard][] {
  const view: DealView = { ...sampleView, deal };
  const at = { by: text, at: NOW };
  const history = (
    ['seen', 'changed', 'accepted', 'declined', 'won', 'lost', 'registered', 'expired', 'gone'] as const
  ).map((what, i) => ({ at: NOW, who: i % 2 ? text : null, what }));
  const lists = LISTS.map((list) => ({
    list,
    query: text,
    items: [view, { ...view, readAtOnce: NOW }],
    page: 2,
    pages: 3,
    total: 25,
  }));
  const form = {
    gaps: FILLABLE_GAPS,
    values: Object.fromEntries(FILLABLE_GAPS.map((gap) => [gap, text])),
    errors: {},
    draftId: 'x-1',
  };
  return [
    ...STATES.flatMap((pair): [string, AdaptiveCard][] => {
      const [status, substatus] = pair.split('/') as [string, string];
      const inState = { ...view, deal: { ...deal, status, substatus } };
      return (['inbound', 'outbound', 'lead', 'sister', 'peer'] as const).map((kind) => [
        `deal ${pair} ${kind}`,
        dealCard({ ...inState, kind }, reader),
      ]);
    }),
    ...(['fresh', 'faded'] as const).flatMap((contactWish): [string, AdaptiveCard][] => {
      const lead: DealView = { ...view, kind: 'lead', contactWish };
      return [
        [`lead ${contactWish}`, dealCard(lead, reader)],
        [`detail of a lead ${contactWish}`, dealDetailCard(lead, reader, { history })],
        [
          `leads ${contactWish}`,
          dealListCard({ list: 'leads', items: [lead], page: 1, pages: 1, total: 1 }, reader),
        ],
      ];
    }),
    ...BANDS.flatMap((band): [string, AdaptiveCard][] => {
      const urgent = {
        ...view,
        band,
        gaps: GAPS,
        deal: { ...deal, status: 'New', substatus: 'Pending', expiresAt: NOW },
      };
      return [
        [`deal ${band}`, dealCard(urgent, reader)],
        [`deal ${band}, read at once`, dealCard({ ...urgent, readAtOnce: NOW }, reader)],
        [
          `digest ${band}`,
          digestCard(
            { reason: 'joined', items: Array.from({ length: 10 }, () => urgent), total: 25 },
            reader,
          ),
        ],
      ];
    }),
    ...VERBS.map((verb): [string, AdaptiveCard] => [
      `deal decided ${verb}`,
      dealCard({ ...view, decided: { verb, ...at } }, reader),
    ]),
    ...banners(text).map((banner): [string, AdaptiveCard] => [
      `banner ${banner.kind}`,
      dealCard({ ...view, banner }, reader),
    ]),
    [
      'detail as it came',
      dealDetailCard(
        {
          ...view,
          gaps: GAPS,
          decided: { verb: 'accept', by: null, at: NOW },
          microsoft: microsoftView(deal, NOW),
        },
        reader,
        { history },
      ),
    ],
    ...STATES.map((pair): [string, AdaptiveCard] => {
      const [status, substatus] = pair.split('/') as [string, string];
      const inState = { ...deal, status, substatus };
      return [
        `detail ${pair}`,
        dealDetailCard({ ...view, deal: inState, microsoft: microsoftView(inState, NOW) }, reader, {
          history,
        }),
      ];
    }),
    ['detail without sister', dealDetailCard(view, reader, { history: [] })],
    [
      'detail with all its buttons',
      dealDetailCard({ ...view, verbs: ['deal.won', 'deal.lost'] }, reader, {
        history: [],
        inList: true,
        canEdit: true,
      }),
    ],
    [
      'detail of a favorite in a list',
      dealDetailCard(view, reader, { history: [], favorite: true, inList: true }),
    ],
    ...lists.map((list): [string, AdaptiveCard] => [
      `list ${list.list}`,
      dealListCard({ ...list, asOf: NOW, offersWatch: list.list === 'inbound' }, reader),
    ]),
    ...lists.map((list): [string, AdaptiveCard] => [
      `filtered list ${list.list}`,
      dealListCard({ ...list, filters: narrowed(text), isLearning: true, hasMore: true }, reader),
    ]),
    ...LISTS.map((list): [string, AdaptiveCard] => [
      `filter form ${list}`,
      filterFormCard(
        {
          list,
          states: ['new', 'accepted', 'won', 'lost', 'declined', 'expired'],
          countries: [text],
          values: {
            state: null,
            dealType: null,
            country: null,
            value: text,
            solution: text,
            registration: null,
          },
          registrations: ['none', 'action', 'review', 'approved', 'failed', 'other'],
          isValueWrong: true,
        },
        reader,
      ),
    ]),
    ['deals that a message names', namedDealsCard([view, view], reader)],
    ['no deal that a message names', namedDealsCard([], reader)],
    [
      'nothing in a filtered list',
      dealListCard({ ...lists[0]!, items: [], filters: narrowed(text) }, reader),
    ],
    ...lists.map((list): [string, AdaptiveCard] => [
      `empty list ${list.list}`,
      dealListCard({ ...list, items: [], page: 1, pages: 1, total: 0 }, reader),
    ]),
    ...(
      [
        'deal.favorite',
        'deal.unfavorite',
        'deal.show',
        'deal.accept',
        'deal.decline',
        'deal.won',
        'deal.lost',
        'deal.register',
        'deal.edit',
      ] as const
    ).map((pick): [string, AdaptiveCard] => [`pick ${pick}`, dealListCard({ ...lists[0]!, pick }, reader)]),
    ...editForms(view, reader, text),
    ['accept form', acceptFormCard(view, reader, form)],
    [
      'accept form with choices',
      acceptFormCard(view, reader, {
        ...form,
        solutions: [
          { id: 'SOL-1', name: text },
          { id: 'SOL-2', name: null },
        ],
      }),
    ],
    ...(
      [
        'required',
        'notPositive',
        'notANumber',
        'notACurrency',
        'notADate',
        'inThePast',
        'tooMany',
        'tooLong',
      ] as const
    ).map((error): [string, AdaptiveCard] => [
      `accept form ${error}`,
      acceptFormCard(view, reader, { ...form, errors: { dealValue: error } }),
    ]),
    ['accept form, customer incomplete', acceptFormCard(view, reader, { ...form, gaps: GAPS })],
    ...registrationCards(view, reader, text),
    ...newDealHalfCards(view, reader),
    ...shareCards(view, reader, text),
    [
      'lost form',
      reasonFormCard('lost', view, reader, { values: {}, errors: { reason: 'required' }, draftId: 'x-1' }),
    ],
    [
      'decline form',
      reasonFormCard('decline', view, reader, {
        values: { reason: '3', note: text },
        errors: { reason: 'required', note: 'tooLong' },
        draftId: 'x-1',
      }),
    ],
  ];
}

const EDIT_ERRORS = [
  'required',
  'notPositive',
  'notANumber',
  'notACurrency',
  'notADate',
  'inThePast',
  'tooMany',
  'tooLong',
  'noEmail',
  'notAMember',
] as const;

/** The form of an accepted deal, with every error and with what somebody else wrote meanwhile. */
function editForms(view: DealView, reader: Reader, text: string): [string, AdaptiveCard][] {
  const texts = Object.fromEntries(EDIT_FIELDS.map((field) => [field, text]));
  const form = {
    values: texts,
    required: new Set(EDIT_FIELDS),
    errors: {},
    theirs: {},
    elsewhere: [],
    draftId: 'x-1',
    solutions: [],
  };
  return [
    ['edit form', editFormCard(view, reader, form)],
    [
      'edit form, conflicts and choices',
      editFormCard(view, reader, {
        ...form,
        theirs: { ...texts, closingDate: '2026-11-23', crmId: '' },
        solutions: [
          { id: 'SOL-1', name: text },
          { id: 'SOL-2', name: null },
        ],
      }),
    ],
    ['edit form, colleagues', editFormCard(view, reader, { ...form, colleagues: 'offered' })],
    ['edit form, colleagues unknown', editFormCard(view, reader, { ...form, colleagues: 'unknown' })],
    ['edit form, too long for it', editFormCard(view, reader, { ...form, values: {}, elsewhere: ['notes'] })],
    ...EDIT_ERRORS.map((error): [string, AdaptiveCard] => [
      `edit form ${error}`,
      editFormCard(view, reader, { ...form, errors: { name: error, team: error } }),
    ]),
  ];
}

/** Everything that is said about one's own data; the compiler asks for a new kind. */
function privacyNews(text: string): PrivacyNews[] {
  const all: { [K in PrivacyNews['kind']]: Extract<PrivacyNews, { kind: K }> } = {
    ask: { kind: 'ask' },
    kept: { kind: 'kept' },
    busy: { kind: 'busy' },
    forgotten: { kind: 'forgotten', isSignedOut: false, ended: 1 },
    ownChatOnly: { kind: 'ownChatOnly' },
    asText: { kind: 'asText', text },
    notUploaded: { kind: 'notUploaded', text: text.repeat(30_000) },
    declined: { kind: 'declined' },
  };
  return Object.values(all);
}

/** Everything that is said about watching; the compiler asks for a new kind. */
function watchNews(): WatchNews[] {
  const all: { [K in WatchNews['kind']]: WatchNews & { kind: K } } = {
    begun: { kind: 'begun' },
    already: { kind: 'already' },
    notWatching: { kind: 'notWatching' },
    local: { kind: 'local' },
    ownChatOnly: { kind: 'ownChatOnly' },
    again: { kind: 'again' },
    ask: { kind: 'ask' },
    nobody: { kind: 'nobody' },
    ended: { kind: 'ended', others: false },
    signIn: { kind: 'signIn', others: true },
    refused: { kind: 'refused', others: false },
  };
  return Object.values(all);
}

const limits = (text: string): DirectoryLimit[] =>
  DIRECTORY_FEATURES.map((feature, index) => ({
    feature,
    reason: (['notConsented', 'throttled', 'unavailable'] as const)[index % 3] ?? 'throttled',
    permissions: [text],
  }));

/** The cards without a deal. */
export function otherCards(reader: Reader, text = 'Lee'): [string, AdaptiveCard][] {
  return [
    ...notices(text).map((notice): [string, AdaptiveCard] => [
      `notice ${notice.kind}`,
      noticeCard(notice, reader),
    ]),
    ...[null, 0, 1, 5].flatMap((count): [string, AdaptiveCard][] => [
      ...(['mayRead', 'noRole', 'signIn', null] as const).map((rights): [string, AdaptiveCard] => [
        `access ${rights}`,
        accessCard(reader, { rights }),
      ]),
      ...insightCards(reader, text),
      ['help', helpCard(reader, { openInbound: count })],
      ['help greyed', helpCard(reader, { openInbound: count, canBegin: false })],
      ['welcome', welcomeCard(reader, { open: count, rights: 'mayRead' })],
    ]),
    ['welcome without a role', welcomeCard(reader, { open: null, rights: 'noRole' })],
    ['welcome before a sign-in', welcomeCard(reader, { open: null, rights: 'signIn' })],
    ['welcome on a team', welcomeCard(reader, { open: 3, rights: 'mayRead', isOnTeam: true })],
    ['welcome that offers to watch', welcomeCard(reader, { open: 3, rights: 'mayRead', offersWatch: true })],
    ...newDealCards(reader, text),
    ...privacyNews(text).map((news): [string, AdaptiveCard] => [
      `personal data ${news.kind}`,
      privacyCard(news, reader),
    ]),
    ...watchNews().map((news): [string, AdaptiveCard] => [`watch ${news.kind}`, watchCard(news, reader)]),
    ...settingsCards(reader, text),
    ...statusCards(reader, text),
    ...eventsCards(reader, text),
  ];
}

const SETTING_ERRORS = ['notAZone', 'notHours', 'notACountry', 'notANumber', 'tooMany'] as const;
const LADDERS = [DEFAULT_LADDER, [{ name: '90m', before: 1, shown: 'single' as const }], []];

function settingsCards(reader: Reader, text: string): [string, AdaptiveCard][] {
  const nothing = {
    language: null,
    timeZone: null,
    otherTimeZone: null,
    activityFeed: null,
    installForTeam: null,
    quietHours: null,
    reminders: null,
    following: null,
    redaction: null,
    postFrom: null,
    postCountries: null,
    postSolutions: null,
    postMinimum: null,
  };
  const typed = {
    ...nothing,
    otherTimeZone: text,
    postCountries: text,
    postMinimum: text,
    quietHours: '1-2',
  };
  const form = (scope: 'person' | 'place', ladder: readonly LadderStep[]) => ({
    scope,
    values: nothing,
    errors: {},
    defaults: { ladder, quietHours: null, digestHour: 9 },
    timeZones: ['Europe/Paris'],
    solutions: [],
    isSaved: false,
    directory: {
      isOn: ladder.length > 0,
      limits: limits(text),
      offers: { activityFeed: ladder.length > 0, installForTeam: ladder.length > 0 },
    },
  });
  return (['person', 'place'] as const).flatMap((scope): [string, AdaptiveCard][] => [
    ...LADDERS.map((ladder): [string, AdaptiveCard] => [
      `settings ${scope}, ${ladder.length} steps`,
      settingsCard(reader, { ...form(scope, ladder), isSaved: true }),
    ]),
    ...SETTING_ERRORS.map((error): [string, AdaptiveCard] => [
      `settings ${scope} ${error}`,
      settingsCard(reader, {
        ...form(scope, DEFAULT_LADDER),
        values: typed,
        errors: { otherTimeZone: error, quietHours: error, postCountries: error, postMinimum: error },
        solutions: [{ id: 'SOL-1', name: text }],
      }),
    ]),
  ]);
}

function statusCards(reader: Reader, text: string): [string, AdaptiveCard][] {
  const nothing = { from: 'all', countries: [], solutions: [], minimumValue: null } as const;
  const something = { from: 'partner', countries: [], solutions: ['SOL-1'], minimumValue: '5000' } as const;
  return (['answers', 'silent', 'notYetAsked'] as const).flatMap((partnerCenter) =>
    (['yes', 'byDefault', 'no'] as const).map((follows): [string, AdaptiveCard] => [
      `status ${partnerCenter} ${follows}`,
      statusCard(reader, {
        partnerCenter,
        watching: follows === 'no' ? 'local' : partnerCenter === 'answers' ? 2 : 0,
        offersWatch: partnerCenter === 'silent',
        lastReadAt: partnerCenter === 'answers' ? NOW : null,
        waiting: 3,
        sentAgain: 1,
        ...(follows === 'no' ? {} : { lastEventAt: follows === 'yes' ? NOW : null }),
        dead: follows === 'yes' ? { count: 0, ids: [] } : { count: 7, ids: [text] },
        directory: { isOn: follows !== 'no', limits: follows === 'yes' ? [] : limits(text) },
        place: {
          follows,
          redaction: 'redacted',
          filter: follows === 'yes' ? nothing : something,
          rules: {
            ladder: follows === 'no' ? [] : DEFAULT_LADDER,
            quietHours: { from: 19, to: 8, weekends: follows === 'yes' },
            digestHour: 9,
          },
        },
      }),
    ]),
  );
}
