import assert from 'node:assert/strict';
import { inboundReferral } from '../support/partner-center.ts';
import type { Chat } from '../support/teams.ts';
import { waitFor } from '../support/wait.ts';
import { openStage, type Stage, storedText } from './stage.ts';

describe('Teams on a bad day', () => {
  let stage: Stage;
  let ann: Chat;

  before(async () => {
    stage = await openStage();
    ann = await stage.join('Ann Keller');
  });
  after(() => stage.stop());

  function deal(name: string, overrides: Record<string, unknown> = {}): string {
    return stage.partnerCenter.put(inboundReferral({ name, ...overrides })).id;
  }

  function callsIn(chat: Chat): (number | null)[] {
    return stage.teams.calls
      .filter(({ conversationId }) => conversationId === chat.id)
      .map(({ status }) => status);
  }

  function copies(chat: Chat, name: string): number {
    return stage.teams.posts(chat.id).filter((post) => storedText(post).includes(name)).length;
  }

  it('that throttles, is busy, fails or loses its answer in some places: their card comes later, the others wait for nobody', async () => {
    const { teams } = stage;
    const faults = [
      { status: 429, retryAfterSeconds: 1 },
      { status: 429 },
      { status: 412 },
      { status: 500 },
      { status: 502 },
      { status: 503 },
      { loseAnswer: true },
    ];
    const places = await Promise.all(faults.map((_fault, index) => stage.join(`Ben ${index}`)));
    await teams.quiet();
    const struck = places.map(({ id }, index) =>
      teams.fault({ match: { conversationId: id, operation: 'post' }, ...faults[index] }),
    );
    deal('Late deal');
    await teams.waitForPost(ann.id, 'Late deal');
    await waitFor(() => struck.every((one) => one.struck === 1), { what: 'the refusals' });
    for (const { id } of places) await teams.waitForPost(id, 'Late deal');
    await waitFor(() => copies(places.at(-1) ?? ann, 'Late deal') === 2, { what: 'what is sent once more' });
    await teams.quiet();
    const sent = places.map((place) => copies(place, 'Late deal'));
    assert.deepEqual(
      [copies(ann, 'Late deal'), ...sent],
      [1, 1, 1, 1, 1, 1, 1, 2],
      'never lost beats never doubled',
    );
    assert.match(stage.bot.output(), /posted once more: the answer to the first post is not known/);
    assert.deepEqual(
      struck.map((one) => one.struck),
      faults.map(() => 1),
    );
  });

  it('that throttles, is busy, fails or loses its answer at an edit: it is tried again, and nothing is posted', async () => {
    const { teams, partnerCenter } = stage;
    const faults = [{ status: 429 }, { status: 412 }, { status: 500 }, { status: 503 }, { loseAnswer: true }];
    const places = await Promise.all(faults.map((_fault, index) => stage.join(`Bea ${index}`)));
    await teams.quiet();
    const id = deal('Edited deal');
    const cards = await Promise.all(places.map((place) => teams.waitForPost(place.id, 'Edited deal')));
    const struck = cards.map((card, index) =>
      teams.fault({ match: { activityId: card.id }, ...faults[index] }),
    );
    partnerCenter.change(id, { details: { dealValue: 4711 } });
    const tries = () =>
      cards.map((card) => teams.calls.filter(({ activityId }) => activityId === card.id).length);
    await waitFor(() => tries().every((count) => count === 2), {
      what: () => `two edits of each: ${tries().join(', ')}`,
    });
    for (const [index, place] of places.entries()) {
      await teams.waitForEdit(place.id, cards[index]?.id ?? '', '4,711');
      assert.equal(struck[index]?.struck, 1);
      assert.equal(copies(place, 'Edited deal'), 1);
    }
  });

  it('that leaves posts to some places unanswered: no other place waits for them', async () => {
    const { teams } = stage;
    const places = await Promise.all(['Ben', 'Bea', 'Bob'].map((name) => stage.join(`${name} Silent`)));
    // Else what greets them meets the fault.
    await teams.quiet(1500);
    const silent = new Set(places.map(({ id }) => id));
    const match = ({ conversationId }: { conversationId: string | null }) => silent.has(conversationId ?? '');
    const hanging = teams.fault({ match, delayMs: 4000, times: 3 });
    deal('Unheard deal');
    await waitFor(() => hanging.struck === 3, { what: 'the posts that hang' });
    deal('Heard deal');
    await teams.waitForPost(ann.id, 'Heard deal');
    assert.ok(places.every((place) => callsIn(place).at(-1) === null));
  });

  it('that says a place is gone (403, 404): it is left alone until it speaks again, and the others go on', async () => {
    const { teams } = stage;
    const refusals = [
      { status: 403, code: 'BotNotInConversationRoster' },
      { status: 403, code: 'MessageWritesBlocked' },
      { status: 403, code: 'ForbiddenOperationException' },
      { status: 404, code: 'ConversationNotFound' },
    ];
    const places = await Promise.all(refusals.map(({ code }) => stage.join(`Ben ${code}`)));
    await teams.quiet();
    for (const [index, { id }] of places.entries())
      teams.fault({ match: { conversationId: id }, ...refusals[index] });
    deal('First deal');
    await waitFor(
      () => places.every((place, index) => callsIn(place).includes(refusals[index]?.status ?? 0)),
      {
        what: 'the refusals',
      },
    );
    const calls = places.map((place) => callsIn(place).length);
    deal('Second deal');
    await teams.waitForPost(ann.id, 'Second deal');
    await teams.quiet(600);
    assert.deepEqual(
      places.map((place) => callsIn(place).length),
      calls,
    );
    for (const place of places) {
      await place.say('help');
      await teams.waitForPost(place.id, 'Here is what you can ask');
    }
  });

  it('that no longer has the message (404): a deal that still waits is posted anew, once', async () => {
    const { teams, partnerCenter } = stage;
    const id = deal('Deleted card deal');
    const card = await teams.waitForPost(ann.id, 'Deleted card deal');
    teams.fault({ match: { activityId: card.id }, status: 404, code: 'ActivityNotFoundInConversation' });
    partnerCenter.change(id, { details: { dealValue: 4713 } });
    const anew = await teams.waitForPost(
      ann.id,
      ({ id: other, activity }) => other !== card.id && /4,713/.test(JSON.stringify(activity)),
    );
    await ann.click(anew, 'deal.accept');
    await teams.waitForEdit(ann.id, anew, 'Accepted by Ann Keller');
  });

  it('that no longer has the message (404) of a decided deal: it is let go', async () => {
    const { teams, partnerCenter } = stage;
    const id = deal('Deleted decided deal');
    const card = await teams.waitForPost(ann.id, 'Deleted decided deal');
    const fault = teams.fault({
      match: { activityId: card.id },
      status: 404,
      code: 'ActivityNotFoundInConversation',
    });
    partnerCenter.change(id, { status: 'Closed', substatus: 'Expired' });
    await waitFor(() => fault.struck === 1, { what: 'the edit' });
    await teams.quiet(600);
    assert.equal(copies(ann, 'Deleted decided deal'), 1);
  });

  it('that refuses one message for good (400): the others of that place go out', async () => {
    const { teams, join } = stage;
    const ben = await join('Ben Refused');
    // Else what greets them meets the fault.
    await teams.quiet(1500);
    const fault = teams.fault({ match: { conversationId: ben.id, operation: 'post' }, status: 400 });
    deal('Refused card');
    await waitFor(() => fault.struck === 1, { what: 'the refusal' });
    deal('Next card');
    await teams.waitForPost(ben.id, 'Next card');
    assert.equal(copies(ben, 'Refused card'), 0);
  });

  it('that puts off an answer to a command for a moment: it is given then; for longer: the next command is answered', async () => {
    const { teams } = stage;
    const throttles = (retryAfterSeconds: number) =>
      teams.fault({ match: { conversationId: ann.id, operation: 'post' }, status: 429, retryAfterSeconds });
    throttles(1);
    await ann.say('help');
    await teams.waitForPost(ann.id, 'Here is what you can ask');
    throttles(60);
    const { httpStatus } = await ann.say('status');
    assert.equal(httpStatus, 200);
    await ann.say('favorites');
    await teams.waitForPost(ann.id, 'avorite');
  });
});
