import assert from 'node:assert/strict';
import { countedMessenger } from '../../bot/counted-messenger.ts';
import { DeliveryFailure } from '../../bot/delivery-failure.ts';
import type { Message } from '../../bot/messenger.ts';
import type { SendBudget } from '../../bot/send-budget.ts';
import type { Permission } from '../../services/pacing/ask-to-send.ts';
import { samplePlace } from '../services/deals/sample-place.ts';
import { smallTeams } from './small-app.ts';

const MESSAGE = { card: {}, summary: '' } as unknown as Message;
const PLACE = samplePlace();

describe('the way out for answers', () => {
  /** A budget that lets calls go as told, and keeps what it hears. */
  function open(...permissions: Permission[]) {
    const heard: string[] = [];
    const budget: SendBudget = {
      ask: async (_to, sending) => {
        heard.push(`ask ${sending}`);
        return permissions.shift() ?? { kind: 'go', inMs: 0 };
      },
      count: async ({ id }) => void heard.push(`count ${id}`),
      pause: async ({ id }, seconds) => void heard.push(`pause ${id} ${seconds}`),
    };
    const teams = smallTeams();
    const background = (_name: string, work: Promise<unknown>) => void work;
    return { heard, teams, messenger: countedMessenger(teams, budget, background) };
  }

  it('sends at once, and counts', async () => {
    const { heard, teams, messenger } = open();
    await messenger.post(PLACE, MESSAGE);
    await messenger.update(PLACE, 'a-1', MESSAGE);
    await messenger.remove(PLACE, 'a-1');
    assert.deepEqual(
      heard,
      Array.from({ length: 3 }, () => `count ${PLACE.id}`),
    );
    assert.equal(teams.sent.length, 2);
  });

  it('has the conversation wait where Teams throttles, and tries an answer once more where that is soon', async () => {
    const { heard, teams, messenger } = open();
    teams.refuse(new DeliveryFailure('throttled', 429, 7));
    await assert.rejects(messenger.post(PLACE, MESSAGE), { kind: 'throttled' });
    assert.equal(teams.sent.length, 0);
    for (const failure of [
      new DeliveryFailure('throttled', 429, 0.01),
      new DeliveryFailure('throttled', 429, null),
      new DeliveryFailure('busy', 412),
    ]) {
      teams.refuse(failure);
      await messenger.post(PLACE, MESSAGE);
    }
    assert.equal(teams.sent.length, 3);
    const pauses = heard.filter((line) => line.startsWith('pause'));
    assert.deepEqual(pauses, [`pause ${PLACE.id} 7`, `pause ${PLACE.id} 0.01`, `pause ${PLACE.id} 2`]);
  });

  it('tries once more at most, and never what Teams may have taken or refuses for good', async () => {
    const { teams, messenger } = open();
    for (const kind of ['unanswered', 'refused', 'placeGone', 'messageGone'] as const) {
      teams.refuse(new DeliveryFailure(kind, null));
      await assert.rejects(messenger.post(PLACE, MESSAGE), { kind });
    }
    const again = new DeliveryFailure('throttled', 429, 0.01);
    teams.refuse(again);
    teams.refuse(again);
    await assert.rejects(messenger.post(PLACE, MESSAGE), { kind: 'throttled' });
    assert.deepEqual(teams.sent, []);
  });

  it('has rosters and new chats wait their turn, one after the other', async () => {
    const { heard, messenger } = open({ kind: 'later', inMs: 5 }, { kind: 'go', inMs: 5 });
    const person = { tenantId: 't', personId: 'ann' };
    const both = await Promise.all([messenger.members(PLACE), messenger.openChat(PLACE, person)]);
    assert.deepEqual(both, [[], 'a:ann']);
    assert.deepEqual(heard, ['ask call', 'ask call', 'ask call']);
  });
});
