import assert from 'node:assert/strict';
import type { AdaptiveCard } from '../../cards/render.ts';
import {
  type EventsSetup,
  type EventsTurn,
  giveBackEvents,
  showEvents,
  takeEvents,
  testEvents,
} from '../../dialogs/events.ts';
import { ReferralServiceError } from '../../services/referrals/errors.ts';
import type {
  EventRegistration,
  EventRegistrations,
  EventTest,
} from '../../services/referrals/events/event-registrations.ts';
import { EVENT_NAMES } from '../../services/referrals/events/partner-event.ts';
import { isFirstOfEvent } from '../../services/store/events.ts';
import { ANN, freshStore, setStage, type Stage } from '../services/deals/stage.ts';
import { buttonsOf, wordsOf } from './stage-turn.ts';

const OURS = 'https://bot.example/api/partner-center/events';
const LOCAL = 'http://127.0.0.1:3978/api/partner-center/events';
const CRM: EventRegistration = {
  webhookUrl: 'https://crm.lamna.example/hook?sig=secret',
  events: ['referral-created', 'referral-updated', 'subscription-updated'],
  inMsHeader: false,
};
const TEST_ID = '04af2aea-d413-42db-824e-f328001484d1';

/** Partner Center's registration in memory. */
class SmallRegistrations implements EventRegistrations {
  present: EventRegistration | null;
  readonly saved: [EventRegistration, boolean][] = [];
  result: EventTest = { isCompleted: false, attempts: [] };
  readonly #failures = new Map<keyof EventRegistrations, ReferralServiceError>();

  constructor(present: EventRegistration | null) {
    this.present = present;
  }
  fail(method: keyof EventRegistrations, error: ReferralServiceError): void {
    this.#failures.set(method, error);
  }
  #run<T>(method: keyof EventRegistrations, result: () => T): Promise<T> {
    const failure = this.#failures.get(method);
    return failure ? Promise.reject(failure) : Promise.resolve(result());
  }
  find = () => this.#run('find', () => this.present);
  eventNames = () => this.#run('eventNames', () => [...EVENT_NAMES, 'subscription-updated']);
  save = (_person: unknown, wanted: EventRegistration, isFirst: boolean) =>
    this.#run('save', () => {
      this.saved.push([wanted, isFirst]);
      this.present = wanted;
      return wanted;
    });
  sendTest = () => this.#run('sendTest', () => TEST_ID);
  testResult = () => this.#run('testResult', () => this.result);
}

describe('the dialog about events (API-05)', () => {
  const store = freshStore();
  let stage: Stage;
  let partnerCenter: SmallRegistrations;
  let setup: EventsSetup;

  const begin = (present: EventRegistration | null, changes: Partial<EventsSetup> = {}) => {
    stage = setStage(store());
    partnerCenter = new SmallRegistrations(present);
    setup = { isOn: true, isLocal: false, callbackUrl: OURS, registrations: partnerCenter, ...changes };
  };
  const turn = (): EventsTurn => ({
    services: stage,
    setup,
    person: ANN,
    reader: { locale: 'en', timeZone: 'UTC', redaction: 'full' },
  });
  /** What a button of the card carries. */
  const dataOf = (card: AdaptiveCard, title: string): Record<string, unknown> => {
    const found = JSON.stringify(card).match(new RegExp(`"title":"${title}"[^}]*?"data":(\\{[^}]*\\})`));
    return JSON.parse(found?.[1] ?? 'null') as Record<string, unknown>;
  };
  const fingerprint = (card: AdaptiveCard) => String(dataOf(card, 'Take the events over')['holder']);

  it('registers at once where nobody is registered', async () => {
    begin(null);
    const before = await showEvents(turn());
    assert.match(wordsOf(before), /Nobody/);
    assert.deepEqual(buttonsOf(before), ['Send events to this bot', 'Look again']);
    const after = await takeEvents(turn(), null);
    assert.match(wordsOf(after), /✅ Done: Partner Center sends its events to this bot/);
    assert.deepEqual(partnerCenter.saved, [
      [{ webhookUrl: OURS, events: [...EVENT_NAMES], inMsHeader: true }, true],
    ]);
    assert.deepEqual(buttonsOf(after), ['Send a test event', 'Look again']);
  });

  it('names another holder by its host only, and asks before taking over', async () => {
    begin(CRM);
    const before = await showEvents(turn());
    assert.match(wordsOf(before), /⚠️ crm\.lamna\.example/);
    const asked = await takeEvents(turn(), null);
    assert.match(wordsOf(asked), /crm\.lamna\.example gets these events now: a CRM connector/);
    assert.deepEqual(buttonsOf(asked), ['Take the events over', 'Leave it as it is']);
    assert.deepEqual(partnerCenter.saved, []);
    assert.doesNotMatch(JSON.stringify([before, asked]), /secret|hook\?/);
  });

  it('takes over after a second yes, and gives back what was there before', async () => {
    begin(CRM);
    const taken = await takeEvents(turn(), fingerprint(await takeEvents(turn(), null)));
    assert.match(wordsOf(taken), /Done[\s\S]*Before this bot, crm\.lamna\.example got the events/);
    assert.equal(partnerCenter.present?.webhookUrl, OURS);
    assert.deepEqual(buttonsOf(taken), ['Send a test event', 'Give the events back', 'Look again']);

    const given = await giveBackEvents(turn());
    assert.match(wordsOf(given), /crm\.lamna\.example gets the events again/);
    assert.deepEqual(partnerCenter.present, CRM);
    assert.deepEqual(partnerCenter.saved.at(-1), [CRM, false]);
    assert.match(wordsOf(await giveBackEvents(turn())), /nothing to give back/);
    assert.doesNotMatch(JSON.stringify([taken, given]), /secret/);
  });

  it('asks again where somebody else is registered by the time of the yes', async () => {
    begin(CRM);
    const warned = fingerprint(await takeEvents(turn(), null));
    partnerCenter.present = { ...CRM, webhookUrl: 'https://other.example/hook' };
    const again = await takeEvents(turn(), warned);
    assert.match(wordsOf(again), /other\.example gets these events now/);
    assert.deepEqual(partnerCenter.saved, []);
  });

  it('keeps the first holder in mind when it renews its own registration', async () => {
    begin(CRM);
    await takeEvents(turn(), fingerprint(await takeEvents(turn(), null)));
    partnerCenter.present = { webhookUrl: OURS, events: ['referral-created'], inMsHeader: null };
    const lacking = await showEvents(turn());
    assert.ok(buttonsOf(lacking).includes('Send events to this bot'), 'some events are missing');
    await takeEvents(turn(), null);
    assert.deepEqual(partnerCenter.saved.at(-1)?.[1], false);
    await giveBackEvents(turn());
    assert.deepEqual(partnerCenter.present, CRM);
  });

  it('gives nothing back that it does not have any more', async () => {
    begin(CRM);
    await takeEvents(turn(), fingerprint(await takeEvents(turn(), null)));
    partnerCenter.present = { ...CRM, webhookUrl: 'https://third.example/' };
    assert.match(wordsOf(await giveBackEvents(turn())), /nothing to give back/);
    assert.equal(partnerCenter.present.webhookUrl, 'https://third.example/');
  });

  it('remembers whom it took them from also where the answer was lost', async () => {
    begin(CRM);
    const warned = fingerprint(await takeEvents(turn(), null));
    const lost = new ReferralServiceError('unavailable', { wrote: 'unknown' });
    partnerCenter.fail('save', lost);
    assert.match(wordsOf(await takeEvents(turn(), warned)), /did not say whether it was done/);
    partnerCenter.present = { webhookUrl: OURS, events: [...EVENT_NAMES], inMsHeader: true };
    assert.ok(buttonsOf(await showEvents(turn())).includes('Give the events back'));
  });

  it('tells how a test event went: under way, arrived, or what Partner Center got for it', async () => {
    begin({ webhookUrl: OURS, events: [...EVENT_NAMES], inMsHeader: true });
    const sent = await testEvents(turn());
    assert.match(wordsOf(sent), /on its way/);
    assert.deepEqual(dataOf(sent, 'Look again'), { testId: TEST_ID });
    assert.match(wordsOf(await showEvents(turn(), TEST_ID)), /on its way/);

    partnerCenter.result = { isCompleted: true, attempts: [{ answer: 'Unauthorized', at: null }] };
    assert.match(wordsOf(await showEvents(turn(), TEST_ID)), /not arrived here.*Unauthorized/);

    const event = { name: 'test-created', resourceId: TEST_ID, changedAt: null };
    await isFirstOfEvent(store().db, event, stage.clock.now());
    const arrived = await showEvents(turn(), TEST_ID);
    assert.match(wordsOf(arrived), /✅ The test event has arrived/);
    assert.match(wordsOf(arrived), /Last test[\s\S]*November 14, 2026/);
  });

  const problems: [keyof EventRegistrations, ReferralServiceError, RegExp][] = [
    ['find', new ReferralServiceError('forbidden'), /does not let you see or change this/],
    ['find', new ReferralServiceError('unavailable'), /did not answer. Nothing was changed/],
    ['eventNames', new ReferralServiceError('unavailable'), /did not answer. Nothing was changed/],
    ['save', new ReferralServiceError('rejected', { code: '400036' }), /refused it \(code 400036\)/],
    ['save', new ReferralServiceError('malformed', { wrote: 'no' }), /did not answer/],
  ];
  for (const [method, error, words] of problems)
    it(`says what ${error.kind} at ${method} means`, async () => {
      begin(null);
      partnerCenter.fail(method, error);
      assert.match(wordsOf(await takeEvents(turn(), null)), words);
      assert.equal(partnerCenter.present, null);
    });

  it('asks to wait where tests are asked for too often', async () => {
    begin({ webhookUrl: OURS, events: [...EVENT_NAMES], inMsHeader: true });
    partnerCenter.fail('sendTest', new ReferralServiceError('throttled'));
    assert.match(wordsOf(await testEvents(turn())), /two test events a minute/);
  });

  for (const error of [
    new ReferralServiceError('unauthorized'),
    new ReferralServiceError('forbidden', { insufficientClaims: true }),
  ])
    it(`offers the sign-in where one is wanted (${error.kind})`, async () => {
      begin(null);
      partnerCenter.fail('find', error);
      const card = await showEvents(turn());
      assert.deepEqual(buttonsOf(card), ['Sign in', 'Look again']);
      assert.match(JSON.stringify(card), /"verb":"events\.signIn"/);
    });

  it('says how to do it by hand where the bot has no connection for it', async () => {
    begin(null, { registrations: null });
    const card = await showEvents(turn());
    assert.match(wordsOf(card), /EVENTS_CONNECTION[\s\S]*PUT/);
    assert.ok(wordsOf(card).includes(OURS));
    for (const name of EVENT_NAMES) assert.ok(wordsOf(card).includes(name), name);
    assert.deepEqual(buttonsOf(card), ['Look again', 'Microsoft’s documentation']);
  });

  it('says in local mode where a stand-in may send events, and what to set where there is none', async () => {
    begin(null, { isLocal: true, registrations: null, callbackUrl: LOCAL });
    const card = await showEvents(turn());
    assert.match(wordsOf(card), /Takes events[\s\S]*nothing is registered/);
    assert.ok(wordsOf(card).includes(LOCAL));
    assert.doesNotMatch(wordsOf(card), /EVENTS_CONNECTION|BOT_DOMAIN|Sent to/);
    assert.deepEqual(buttonsOf(card), ['Look again', 'Microsoft’s documentation']);

    begin(null, { isOn: false, isLocal: true, registrations: null, callbackUrl: LOCAL });
    const off = wordsOf(await showEvents(turn()));
    assert.match(off, /Takes no events[\s\S]*EVENTS=on, and EVENTS_URL/);
    assert.doesNotMatch(off, /EVENTS_CONNECTION|BOT_DOMAIN|Sent to/);
    assert.ok(!off.includes(LOCAL), 'nobody listens there');
  });

  it('takes nothing where events are off, but gives back what it has', async () => {
    begin(CRM, { isOn: false });
    assert.deepEqual(buttonsOf(await showEvents(turn())), ['Look again']);
    assert.deepEqual(buttonsOf(await takeEvents(turn(), null)), ['Look again']);
    assert.deepEqual(partnerCenter.saved, []);

    setup = { ...setup, isOn: true };
    await takeEvents(turn(), fingerprint(await takeEvents(turn(), null)));
    setup = { ...setup, isOn: false };
    const card = await showEvents(turn());
    assert.match(wordsOf(card), /sends its events here, and this bot takes none/);
    assert.deepEqual(buttonsOf(card), ['Give the events back', 'Look again']);
  });
});
