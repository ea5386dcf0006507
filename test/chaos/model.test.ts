import assert from 'node:assert/strict';
import type { SentEvent } from './event-post.ts';
import type { Evidence, Post } from './evidence.ts';
import { readLog } from './log-errors.ts';
import { judge } from './model.ts';

const MINUTE = 60_000;
const MADE = { caller: '0:7', askedAt: 1000, answeredAt: 1010, isAnswerLost: false, isDelivery: true };

/** One deal that Ann accepted, as it should stand in one chat. */
function wellDone(): Evidence {
  const card = { placeId: 'chat', subject: 'd1', messageId: 'm1' };
  const reminder = { ...card, messageId: 'm2', occasion: 'expiry:24h:2026-12-01T00:00:00.000Z' };
  const post = { placeId: 'chat', dealIds: ['d1'], at: 1000, made: MADE };
  return {
    deals: [
      {
        id: 'd1',
        name: 'Deal 00001',
        cameAt: 900,
        remindedAt: 2000,
        firstSeenAt: 1000,
        watchedAt: 1000,
        answeredAt: 20 * MINUTE,
        truth: 'Active/Accepted',
        stored: 'Active/Accepted',
        dealValue: 60_000,
      },
    ],
    places: [{ id: 'chat', kind: 'personal' }],
    people: [{ id: 'ann', name: 'Ann Keller' }],
    stays: [{ placeId: 'chat', from: 0, to: null }],
    posts: [
      { ...post, messageId: 'm1', text: '€60,000 Accepted by Ann Keller' },
      { ...post, messageId: 'm2', at: 2000, text: 'Accepted by Ann Keller' },
    ],
    known: [{ ...card, occasion: 'new' }, reminder],
    kept: [
      { ...card, occasion: 'new', at: 1020 },
      { ...reminder, at: 2020 },
    ],
    named: [],
    heldBack: [],
    writes: [{ dealId: 'd1', personId: 'ann', substatus: 'Accepted', at: 20 * MINUTE }],
    unsure: [],
    decided: [{ dealId: 'd1', personId: 'ann', verb: 'deal.accept' }],
    history: [{ dealId: 'd1', personId: 'ann', substatus: 'Accepted' }],
    clicks: [{ dealId: 'd1', personId: 'ann', verb: 'accept', isDone: true }],
    portalMoves: [],
    answers: [{ messageId: 'm0', count: 1 }],
    open: { deliveries: 0, decisions: 0, namedDeals: 0 },
    dead: 0,
    deliveries: [],
    kills: [],
    down: [],
    databaseAway: [],
    leaked: [],
    errors: [],
    struck: [],
    events: [anEvent()],
    changes: [{ dealId: 'd1', name: 'referral-created', at: 900 }],
    askedInVain: [],
    faults: {},
    problems: [],
  };
}

/** Tells that the deal came, and is taken. */
function anEvent(changes: Partial<SentEvent> = {}): SentEvent {
  return {
    kind: 'genuine',
    forgery: null,
    name: 'referral-created',
    dealId: 'd1',
    changedAt: 900,
    bot: 0,
    sentAt: 1000,
    endedAt: 1010,
    status: 202,
    ...changes,
  };
}

const FORGED = { kind: 'forged', forgery: 'badSignature', dealId: 'x1', status: 401 } as const;

/** Once more in Teams, and kept by nobody. */
function double(run: Evidence, made: Partial<Post['made']> = {}): void {
  run.posts.push({ ...firstOf(run.posts), messageId: 'm9', made: { ...MADE, ...made } });
}

/** The deal is named by a digest in place of a card. */
function digested(run: Evidence, dealIds: string[], text = 'Deals'): void {
  run.known.shift();
  run.kept.shift();
  // The reminder alone would do as well.
  firstOf(run.deals).remindedAt = null;
  run.kept.splice(0, 1, digest('m5'));
  run.known.splice(0, 1);
  run.posts = [
    { placeId: 'chat', messageId: 'm5', dealIds, at: 1000, text, made: MADE },
    ...run.posts.filter(({ messageId }) => messageId === 'm2').map((post) => ({ ...post, made: ANSWER })),
  ];
}

const ANSWER = { ...MADE, isDelivery: false };
const digest = (messageId: string) => ({
  placeId: 'chat',
  subject: 'place',
  occasion: 'digest:joined',
  messageId,
  at: 1020,
});
const TEN = Array.from({ length: 10 }, (_, index) => `other ${index}`);

const anError = (type: string | null, caller = '0:7') => ({ caller, at: 5000, type, line: `{"${type}"}` });

/** What is planted, and what the model says to it. */
const BREACHES: [what: string, plant: (evidence: Evidence) => void, says: RegExp][] = [
  [
    'a card that was never posted',
    (run) => {
      run.kept = [];
      run.posts = [];
      firstOf(run.deals).remindedAt = null;
    },
    /lost: Deal 00001/,
  ],
  ['a card that Teams does not have', (run) => void run.posts.shift(), /not in Teams/],
  ['a second card that nothing explains', (run) => double(run), /doubled without/],
  [
    'a second card, though another bot was killed',
    (run) => {
      double(run);
      run.kills.push({ caller: '1:8', at: 1015 });
    },
    /doubled without/,
  ],
  [
    'a second card, though the bot was killed: long after, so that it had time to keep it',
    (run) => {
      double(run);
      run.kills.push({ caller: '0:7', at: 9000 });
    },
    /doubled without/,
  ],
  [
    'a second card, though the bot was killed: long before it asked',
    (run) => {
      double(run);
      run.kills.push({ caller: '0:7', at: -3000 });
    },
    /doubled without/,
  ],
  [
    'a second card, though connections were cut: a bot that lives keeps what Teams took',
    (run) => {
      double(run);
      run.databaseAway.push({ from: 1005, to: 1015 });
    },
    /doubled without/,
  ],
  [
    'a second card that somebody clicked',
    (run) => {
      double(run);
      run.kept.push({ placeId: 'chat', subject: 'd1', occasion: 'copy:m9', messageId: 'm9', at: 9000 });
    },
    /doubled without/,
  ],
  [
    'a second card under its own name',
    (run) => void run.kept.push({ ...firstOf(run.kept), messageId: 'm2', at: 1500 }),
    /shown 2 times/,
  ],
  [
    'a card of a deal that the greeting named in its digest',
    (run) => {
      run.kept.push(digest('m5'));
      run.posts.push({
        placeId: 'chat',
        messageId: 'm5',
        dealIds: ['d1'],
        at: 1000,
        text: 'Deals',
        made: MADE,
      });
    },
    /shown by a card and named by the digest/,
  ],
  ['a digest that does not name the deal', (run) => digested(run, ['d2']), /lost: Deal 00001/],
  ['a full digest that the store knows nothing of', (run) => digested(run, TEN), /lost: Deal 00001/],
  [
    'a digest that Teams does not have',
    (run) => {
      digested(run, ['d1']);
      run.posts.shift();
    },
    /lost: Deal 00001/,
  ],
  [
    'a place that came back and is not shown an open deal',
    (run) => {
      run.stays = [
        { placeId: 'chat', from: 0, to: 3000 },
        { placeId: 'chat', from: 4000, to: null },
      ];
      run.deals = run.deals.map((deal) => ({ ...deal, remindedAt: null }));
    },
    /lost: Deal 00001/,
  ],
  ['a reminder that did not come', (run) => void run.kept.pop(), /reminder of Deal 00001 in personal: 0/],
  [
    'a reminder that did not come where people share, though the watcher saw the deal',
    (run) => {
      run.kept.pop();
      run.places = [{ id: 'chat', kind: 'groupChat' }];
    },
    /reminder of Deal 00001 in groupChat: 0/,
  ],
  [
    'a reminder that did not come in a personal chat, though the watcher had not seen the deal',
    (run) => {
      run.kept.pop();
      firstOf(run.deals).watchedAt = 3000;
    },
    /reminder of Deal 00001 in personal: 0/,
  ],
  [
    'a reminder that came twice',
    (run) => void run.kept.push(lastOf(run.kept)),
    /reminder of Deal 00001 in personal: 2/,
  ],
  [
    'a reminder that came late',
    (run) => (lastOf(run.kept).at += 2 * MINUTE),
    /reminder of Deal 00001 .* ms late/,
  ],
  ['a decision written twice', (run) => void run.writes.push(firstOf(run.writes)), /written 2 times/],
  [
    'a write that a colleague made, with every answer in order',
    (run) => {
      run.writes.pop();
      run.portalMoves.push({ dealId: 'd1', substatus: 'Accepted', at: 20 * MINUTE });
    },
    /decided, and never written: Accepted/,
  ],
  ['a click that was never written', (run) => void run.writes.pop(), /answered as done and never written/],
  [
    'a deal won by a click that was never written',
    (run) => void run.clicks.push({ dealId: 'd1', personId: 'ann', verb: 'won', isDone: true }),
    /answered as done and never written: Won/,
  ],
  ['a write without a decision', (run) => void run.decided.pop(), /written by nobody/],
  ['a decision without a write', (run) => void run.writes.pop(), /decided, and never written/],
  [
    'a decision that another one wrote',
    (run) => (firstOf(run.decided).personId = 'bob'),
    /written by nobody.*Accepted/,
  ],
  ['a history that forgets who did it', (run) => (firstOf(run.history).personId = null), /history of Deal/],
  ['a history that forgets', (run) => void run.history.pop(), /it tells ''/],
  ['a history that tells it twice', (run) => void run.history.push(firstOf(run.history)), /history of Deal/],
  [
    'a history that leaves the portal out',
    (run) => void run.portalMoves.push({ dealId: 'd1', substatus: 'Declined', at: 1 }),
    /it was 'Declined by Partner Center, Accepted by ann'/,
  ],
  [
    'a card that says another state',
    (run) => (firstOf(run.posts).text = '€60,000 New'),
    /says another state/,
  ],
  ['a card without who did it', (run) => (firstOf(run.posts).text = '€60,000 Accepted'), /does not name Ann/],
  ['an old value', (run) => (firstOf(run.posts).text = '€1 Accepted by Ann Keller'), /no value 60,000/],
  ['a store of another opinion', (run) => (firstOf(run.deals).stored = 'New/Pending'), /the store says New/],
  ['an event that is answered with 500', (run) => plantEvent(run, { status: 500 }), /answered with 500 in/],
  [
    'an event that is answered with 500 while the database is away, in place of being asked for again',
    (run) => {
      plantEvent(run, { status: 500 });
      run.databaseAway.push({ from: 900, to: 2000 });
    },
    /answered with 500 in place of 202/,
  ],
  [
    'an event that is not taken long after the database was back',
    (run) => {
      plantEvent(run, { status: 503, sentAt: 30_000, endedAt: 30_010 });
      run.databaseAway.push({ from: 1000, to: 2000 });
    },
    /answered with 503 in place of 202/,
  ],
  [
    'an event of Partner Center that is refused',
    (run) => plantEvent(run, { status: 401 }),
    /answered with 401 in place of 202/,
  ],
  [
    'an event that a bot which was up did not answer, though another one was down',
    (run) => {
      plantEvent(run, { status: null });
      run.down.push({ bot: 1, from: 900, to: 5000 });
    },
    /no answer to an event/,
  ],
  [
    'an event that was not answered after the bot was back',
    (run) => {
      plantEvent(run, { status: null });
      run.down.push({ bot: 0, from: 500, to: 999 });
    },
    /no answer to an event/,
  ],
  [
    'a forged event that is taken',
    (run) => plantEvent(run, { ...FORGED, status: 202 }),
    /badSignature .*, 202 after/,
  ],
  [
    'a forged event that is refused otherwise than documented',
    (run) => plantEvent(run, { ...FORGED, forgery: 'noSignature' }),
    /answered with 401 in place of 400/,
  ],
  [
    'a forged event that needs the database',
    (run) => {
      plantEvent(run, { ...FORGED, status: 503 });
      run.databaseAway.push({ from: 1000, to: 2000 });
    },
    /answered with 503 in place of 401/,
  ],
  [
    'a deal that is read for a forged event',
    (run) => {
      plantEvent(run, FORGED);
      run.askedInVain.push('x1');
    },
    /a deal was read for an event that nobody may believe/,
  ],
  [
    'a deal that is read for an event of long ago',
    (run) => {
      plantEvent(run, { kind: 'old', dealId: 'x1' });
      run.askedInVain.push('x1');
    },
    /a deal was read for an event that nobody may believe/,
  ],
  [
    'an event that was taken and led to nothing',
    (run) => plantEvent(run, { kind: 'unknownDeal', dealId: 'x1' }),
    /taken, and its deal never read/,
  ],
  ['a named deal that waits', (run) => (run.open.namedDeals = 1), /1 deals that events named still wait/],
  ['a delivery that waits', (run) => (run.open.deliveries = 1), /1 deliveries still wait/],
  ['a decision that waits', (run) => (run.open.decisions = 1), /1 decisions still wait/],
  ['a dead delivery', (run) => (run.dead = 1), /1 deliveries are dead/],
  ['a message answered twice', (run) => (firstOf(run.answers).count = 2), /answered 2 times/],
  ['a leak', (run) => void run.leaked.push('Deal 00001'), /somebody without a role/],
  ['an error in the log', (run) => void run.errors.push(anError(null)), /an error in the log/],
  [
    'an error about Partner Center without a fault of it',
    (run) => void run.errors.push(anError('ReferralServiceError')),
    /an error in the log/,
  ],
  [
    'an error about Partner Center, where another bot was answered badly',
    (run) => {
      run.errors.push(anError('ReferralServiceError'));
      run.struck.push({ caller: '1:8', at: 4500 });
    },
    /an error in the log/,
  ],
  [
    'a bug that shows while the database is away',
    (run) => {
      run.errors.push(anError('TypeError'));
      run.databaseAway.push({ from: 4900, to: 5100 });
    },
    /an error in the log/,
  ],
  ['what does not come to rest', (run) => void run.problems.push('not at rest'), /not at rest/],
];

describe('the model of the chaos runs', () => {
  it('finds nothing where all was done well', () => {
    assert.deepEqual(judge(wellDone()).broken, []);
  });

  for (const [what, plant, says] of BREACHES) {
    it(`finds ${what}`, () => {
      const evidence = wellDone();
      plant(evidence);
      const { broken } = judge(evidence);
      assert.ok(
        broken.some((line) => says.test(line)),
        broken.join('\n'),
      );
    });
  }

  it('counts a second card apart where Teams’ answer to it was lost, or its very bot was killed before it kept it', () => {
    for (const [made, killedAt, figure] of [
      [{ isAnswerLost: true }, null, 'doubled, Teams’ answer was lost'],
      [{}, 1015, 'doubled, the bot that posted was killed before it kept that'],
      [{}, 900, 'doubled, the bot that posted was killed before it kept that'],
      [{ answeredAt: null }, 8000, 'doubled, the bot that posted was killed before it kept that'],
    ] as const) {
      const evidence = wellDone();
      double(evidence, made);
      if (killedAt !== null) evidence.kills.push({ caller: '0:7', at: killedAt });
      const { figures, broken } = judge(evidence);
      assert.equal(figures[figure], 1);
      assert.deepEqual(broken, []);
    }
  });

  it('takes a digest that names the deal for its card, also where its rows end before', () => {
    for (const dealIds of [['d1'], TEN]) {
      const evidence = wellDone();
      digested(evidence, dealIds);
      evidence.named.push({ placeId: 'chat', occasion: 'digest:joined', dealId: 'd1' });
      assert.deepEqual(judge(evidence).broken, []);
    }
  });

  it('takes a message that no bot kept for the card, where the deal was answered before the next try', () => {
    const evidence = wellDone();
    firstOf(evidence.deals).remindedAt = null;
    evidence.kept = [];
    evidence.known = [];
    evidence.posts.splice(1);
    evidence.kills.push({ caller: '0:7', at: 1015 });
    const { broken, figures } = judge(evidence);
    assert.deepEqual(broken, []);
    assert.equal(figures['doubled, the bot that posted was killed before it kept that'], 1);
    // The click that answered it made that message a copy.
    evidence.kept.push({ placeId: 'chat', subject: 'd1', occasion: 'copy:m1', messageId: 'm1', at: 9000 });
    assert.deepEqual(judge(evidence).broken, []);
  });

  it('counts what a colleague did in Partner Center while the answer to the same write was lost', () => {
    const evidence = wellDone();
    evidence.writes = [];
    evidence.portalMoves.push({ dealId: 'd1', substatus: 'Accepted', at: 20 * MINUTE });
    evidence.unsure.push({ dealId: 'd1', personId: 'ann', at: 20 * MINUTE - 500 });
    const { broken, figures } = judge(evidence);
    assert.deepEqual(broken, []);
    assert.equal(
      figures['done in Partner Center by a colleague, and taken for a write whose answer was lost'],
      1,
    );
  });

  it('takes a digest that no bot kept for the card, where the deal was answered before the next try', () => {
    const evidence = wellDone();
    digested(evidence, TEN.with(0, 'd1'));
    evidence.kept = [];
    evidence.known = [];
    evidence.kills.push({ caller: '0:7', at: 1015 });
    assert.deepEqual(judge(evidence).broken, []);
    firstOf(evidence.deals).answeredAt = null;
    assert.match(judge(evidence).broken.join(), /lost: Deal 00001/);
  });

  it('asks for no reminder where people share, of a deal that only somebody’s own reading had shown by then', () => {
    const evidence = wellDone();
    evidence.places = [{ id: 'chat', kind: 'groupChat' }];
    firstOf(evidence.deals).watchedAt = 3000;
    assert.deepEqual(judge(evidence).broken, [], 'one that came late is none too many');
    evidence.kept.pop();
    evidence.known.pop();
    evidence.posts.pop();
    assert.deepEqual(judge(evidence).broken, []);
  });

  it('asks a place that came back for nothing that was answered before', () => {
    const evidence = wellDone();
    firstOf(evidence.deals).answeredAt = 3500;
    evidence.stays = [
      { placeId: 'chat', from: 0, to: 3000 },
      { placeId: 'chat', from: 4000, to: null },
    ];
    assert.deepEqual(judge(evidence).broken, []);
  });

  it('excuses an error about Partner Center where that answered this very bot badly', () => {
    const evidence = wellDone();
    evidence.errors.push(anError('ReferralServiceError'));
    evidence.struck.push({ caller: '0:7', at: 4500 });
    assert.deepEqual(judge(evidence).broken, []);
  });

  it('counts events that came again, in another order and to nobody, and what no event told', () => {
    const evidence = wellDone();
    evidence.events = [
      anEvent({ name: 'referral-updated', changedAt: 950 }),
      anEvent(),
      anEvent(),
      anEvent({ status: null }),
      anEvent({ changedAt: 960, status: 503, sentAt: 3000, endedAt: 3010 }),
      anEvent({ kind: 'unknownDeal', dealId: 'x1' }),
      anEvent({ kind: 'old', dealId: 'x2' }),
      anEvent({ ...FORGED, dealId: 'x3' }),
    ];
    evidence.changes.push({ dealId: 'd1', name: 'referral-updated', at: 970 });
    evidence.askedInVain.push('x1');
    evidence.down.push({ bot: 0, from: 1005, to: null });
    evidence.databaseAway.push({ from: 2900, to: 2950 });
    const { broken, figures } = judge(evidence);
    assert.deepEqual(broken, []);
    assert.deepEqual(Object.entries(figures).slice(-9), [
      ['events sent', 8],
      ['of them sent before', 2],
      ['of a change before one that was told already', 3],
      ['of deals that do not exist', 1],
      ['too old to be news', 1],
      ['forged, and refused', 1],
      ['to a bot that was down', 1],
      ['not taken, because the database was away', 1],
      ['changes that no event told of', 1],
    ]);
  });

  it('reads the log by the real clock, whatever a bot’s own said', () => {
    const output = [
      '{"msg":"clock","caller":"0:7","wrong":3600000}',
      '{"level":50,"time":"2026-11-28T11:00:00.000Z","err":{"type":"Odd"}}',
      '{"level":30,"time":"2026-11-28T11:00:00.000Z"}',
      '{"msg":"clock","caller":"0:8","wrong":0}',
      '{"level":50,"time":"2026-11-28T10:00:01.000Z"}',
      '{"level":50,"ti',
    ].join('\n');
    assert.deepEqual(
      readLog(output).map(({ caller, at, type }) => [caller, new Date(at).toISOString(), type]),
      [
        ['0:7', '2026-11-28T10:00:00.000Z', 'Odd'],
        ['0:8', '2026-11-28T10:00:01.000Z', null],
      ],
    );
  });
});

function plantEvent(run: Evidence, event: Partial<SentEvent>): void {
  run.events.push(anEvent(event));
}

function firstOf<T>(list: T[]): T {
  const [first] = list;
  assert.ok(first);
  return first;
}

function lastOf<T>(list: T[]): T {
  const last = list.at(-1);
  assert.ok(last);
  return last;
}
