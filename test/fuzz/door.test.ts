import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { freePort } from '../support/free-port.ts';
import { inboundReferral } from '../support/partner-center.ts';
import type { Activity, Chat } from '../support/teams.ts';
import { waitFor } from '../support/wait.ts';
import { NEW_DEAL_PAGES } from '../../services/deals/new-deal/new-deal-pages.ts';
import { isPatch, isPost, openStage, type Stage } from '../journeys/stage.ts';
import { newDealTexts } from '../services/deals/new-deal/new-deal-texts.ts';
import { BUTTONS } from './buttons.ts';
import { heapAfterTidying } from './heap-of.ts';
import { hostileText, hugeJson, hugeText, spoilt } from './hostile.ts';
import { markupIn } from './markup-in.ts';
import { IS_LONG, tryCases } from './try-cases.ts';

/** What the second half of a run may leave behind: far below what keeping its activities would take. */
const GROWTH_BYTES = 24 * 1024 * 1024;

const SURPRISE = /"turn failed"|"request failed"|unhandled|"background work failed"|"[a-z ]* failed","err"/i;

const TYPES = [
  'message',
  'invoke',
  'conversationUpdate',
  'installationUpdate',
  'messageReaction',
  'messageUpdate',
  'event',
  'typing',
  'nobodyKnowsThis',
  '__proto__',
] as const;
const INVOKES = [
  'adaptiveCard/action',
  'application/search',
  'fileConsent/invoke',
  'signin/verifyState',
  'signin/tokenExchange',
  'composeExtension/query',
  'composeExtension/queryLink',
  'composeExtension/fetchTask',
  'composeExtension/submitAction',
  'task/fetch',
] as const;

/** Words of every kind of command; what is said after them is anything. */
const BEGINNINGS = [
  '',
  'deal ',
  'search ',
  'favorite ',
  'aide ',
  'follow ',
  'new ',
  'nouvelle ',
  'leads ',
  'prospects favoris ',
  'insights ',
  'bilan ',
  'access ',
  'my data ',
  'forget me ',
  'outbound ',
] as const;
/** Steps of the form of a new deal, and what is none. `draft.discard` would end the form for all that follows. */
const STEPS = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(...NEW_DEAL_PAGES, 'half', 'start', 'draft', 'constructor', '__proto__', ''),
      fc.constantFrom(
        'next',
        'back',
        'later',
        'search',
        'type',
        'send',
        'finish',
        'leave',
        ...NEW_DEAL_PAGES,
      ),
    )
    .map((parts) => parts.join('.')),
  fc.constantFrom('deal.constructor', 'kind.__proto__', 'team.toString', 'find.valueOf', 'review', '.next'),
  hostileText,
);

describe('the door, with anything sent to it', () => {
  let stage: Stage;
  let ann: Chat;
  let dealId: string;
  let inspector: number;

  before(async () => {
    inspector = await freePort();
    stage = await openStage({
      mode: 'local',
      env: { NODE_OPTIONS: `--inspect=127.0.0.1:${inspector}`, CO_SELL_SOLUTIONS: 'SOL-1=Plant analytics' },
    });
    ann = await stage.join('Ann Keller');
    dealId = stage.partnerCenter.put(inboundReferral({ name: 'Untouched deal' })).id;
    await stage.teams.waitForPost(ann.id, 'Untouched deal');
  });
  after(async () => {
    await stage?.stop();
  });

  /** A message as Teams would send it. */
  function activity(changes: Record<string, unknown> = {}): Activity {
    return {
      type: 'message',
      id: crypto.randomUUID(),
      channelId: 'msteams',
      serviceUrl: stage.teams.serviceUrl,
      from: { id: ann.person.id, name: ann.person.name, aadObjectId: ann.person.aadObjectId },
      recipient: { ...stage.teams.memory.bot },
      conversation: { id: ann.id, conversationType: 'personal', tenantId: stage.teams.tenantId },
      channelData: { tenant: { id: stage.teams.tenantId } },
      entities: [{ type: 'clientInfo', timezone: 'Europe/Berlin', locale: 'en-US' }],
      text: 'help',
      replyToId: '1',
      ...changes,
    };
  }

  /** Below 500, no surprise inside, and nothing that tells how it is made. */
  async function answered(body: string): Promise<number> {
    const { httpStatus, body: said } = await stage.teams.sendRaw(body);
    assert.ok(httpStatus < 500, `${httpStatus} to ${body.slice(0, 400)}`);
    const inside = (said as { statusCode?: number } | null | undefined)?.statusCode ?? 200;
    assert.ok(inside < 500, `${inside} inside 200 to ${body.slice(0, 400)}`);
    assert.doesNotMatch(JSON.stringify(said ?? ''), /\bat .*\.(ts|js):\d+|node_modules/);
    return httpStatus;
  }

  /** What was tried, with the heap looked at in the middle and at the end. */
  async function tried(
    door: string,
    cases: { short: number; long: number },
    bodies: fc.Arbitrary<string>,
  ): Promise<void> {
    const half = { short: Math.ceil(cases.short / 2), long: Math.ceil(cases.long / 2) };
    const heaps: number[] = [];
    for (const _ of ['first', 'second']) {
      await tryCases(door, half, bodies, async (body) => void (await answered(body)));
      await stage.teams.quiet();
      heaps.push(await heapAfterTidying(inspector));
    }
    const [middle = 0, end = 0] = heaps;
    assert.ok(end - middle < GROWTH_BYTES, `the heap went from ${middle} to ${end} bytes`);
  }

  afterEach(async () => {
    const before = stage.teams.posts(ann.id).length;
    await ann.say('help');
    await waitFor(() => stage.teams.posts(ann.id).length > before, { what: 'an answer to help' });
    assert.equal(stage.partnerCenter.requests.filter(isPatch).length, 0);
    assert.equal(stage.partnerCenter.referral(dealId).status, 'New');
    const surprises = stage.bot
      .output()
      .split('\n')
      .filter((line) => SURPRISE.test(line));
    assert.deepEqual(surprises, []);
    for (const card of stage.teams.cardsIn(ann.id)) assert.deepEqual(markupIn(card), []);
  });

  it('refuses what is no activity', () =>
    tried(
      'activities over HTTP',
      { short: 60, long: 1000 },
      fc.oneof(
        hugeText,
        hugeJson.map((value) => JSON.stringify(value) ?? ''),
      ),
    ));

  it('answers activities with any of their fields any JSON', () =>
    tried(
      'activities over HTTP',
      { short: 80, long: 1200 },
      fc
        .tuple(fc.constantFrom(...TYPES), fc.constantFrom(...INVOKES))
        .chain(([type, name]) => spoilt(activity({ type, name, value: {}, membersAdded: [] }), hugeJson))
        .map((value) =>
          JSON.stringify({
            ...(value as object),
            id: crypto.randomUUID(),
            serviceUrl: stage.teams.serviceUrl,
          }),
        ),
    ));

  it('answers invokes with any value', () =>
    tried(
      'invokes over HTTP',
      { short: 60, long: 600 },
      fc
        .tuple(fc.oneof(fc.constantFrom(...INVOKES), hostileText), hugeJson)
        .map(([name, value]) => JSON.stringify(activity({ type: 'invoke', name, value }))),
    ));

  it('answers buttons with any data, on deals that nobody knows', () =>
    tried(
      'buttons over HTTP',
      { short: 80, long: 1200 },
      fc
        .constantFrom(...BUTTONS)
        .chain(([verb, data]) =>
          fc.tuple(fc.constant(verb), fc.constantFrom('Execute', 'Submit'), spoilt(data, hugeJson)),
        )
        .map(([verb, kind, data]) =>
          JSON.stringify(
            kind === 'Execute'
              ? activity({
                  type: 'invoke',
                  name: 'adaptiveCard/action',
                  value: { action: { type: 'Action.Execute', verb, data } },
                })
              : activity({ text: undefined, value: { ...(data as object), verb } }),
          ),
        ),
    ));

  it('answers the form of a new deal whatever is pressed and typed there, and sends nothing that was not reviewed', async () => {
    await ann.say('new');
    const form = await stage.teams.waitForPost(ann.id, 'Kind of deal');
    const draftId = /"draftId":"([^"]+)"/.exec(JSON.stringify(ann.cardSeen(form)))?.[1];
    assert.ok(draftId);
    const answers = Object.fromEntries(Object.entries(newDealTexts()).map(([id, text]) => [id, text ?? '']));
    await tried(
      'buttons over HTTP',
      { short: 80, long: 1200 },
      fc
        .tuple(
          STEPS,
          fc.constantFrom('private', 'partnerLed', 'coSell', 'constructor'),
          spoilt(answers, hugeJson),
        )
        .map(([step, kind, typed]) =>
          JSON.stringify(
            activity({
              type: 'invoke',
              name: 'adaptiveCard/action',
              replyToId: form.id,
              value: {
                action: {
                  type: 'Action.Execute',
                  verb: 'deal.new',
                  data: { ...(typed as object), kind, query: 'plant', draftId, step, consent: 'No' },
                },
              },
            }),
          ),
        ),
    );
    assert.equal(stage.partnerCenter.requests.filter(isPost).length, 0);
  });

  it('answers any words', () =>
    tried(
      'words over HTTP',
      { short: 60, long: 600 },
      fc
        .tuple(fc.constantFrom(...BEGINNINGS), hugeText)
        .map(([command, text]) => JSON.stringify(activity({ text: command + text }))),
    ));

  it('shows deals of a Partner Center that says anything, with nothing live in them', async () => {
    const many = IS_LONG ? 150 : 12;
    const answers = fc.sample(spoilt(inboundReferral({ name: 'Odd deal' }), hostileText), {
      numRuns: many,
      seed: 1,
    });
    for (const [index, answer] of answers.entries()) {
      const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
      const odd = {
        ...(answer as ReturnType<typeof inboundReferral>),
        id,
        engagementId: id,
        status: 'New',
        substatus: 'Pending',
      };
      stage.partnerCenter.put({ ...odd, direction: 'Incoming', updatedDateTime: new Date().toISOString() });
    }
    await stage.watched();
    await stage.teams.quiet(1000);
    for (const text of ['inbound', 'expiring', `deal 00000000-0000-4000-8000-000000000003`, 'search odd'])
      await ann.say(text);
    const cards = stage.teams.cardsIn(ann.id);
    assert.ok(cards.length > 8);
    for (const card of cards) assert.deepEqual(markupIn(card), []);
    for (let index = 0; index < many; index += 1)
      stage.partnerCenter.remove(`00000000-0000-4000-8000-${String(index).padStart(12, '0')}`);
    await stage.watched();
  });
});
