import type { App } from '../../bot/app.ts';
import type { DeliveryFailure } from '../../bot/delivery-failure.ts';
import { createHealth } from '../../bot/health.ts';
import type { Message, Messenger } from '../../bot/messenger.ts';
import { createPace } from '../../bot/pace.ts';
import type { SendBudget } from '../../bot/send-budget.ts';
import { createDecide, type InFlight } from '../../services/deals/decide.ts';
import { createOwnDeals } from '../../services/deals/new-deal/own-deals.ts';
import { unheard } from '../../services/telemetry/unheard.ts';
import type { Services } from '../../services/services.ts';

export interface Sent {
  how: 'post' | 'update';
  conversationId: string;
  /** Of the message; null where Teams was told to give none. */
  activityId: string | null;
  message: Message;
  thread: string | undefined;
}

/** Teams in memory: takes messages, or refuses the next ones. */
export interface SmallTeams extends Messenger {
  readonly sent: Sent[];
  /** The next message is not taken; `after`: it is, but the answer is lost. */
  refuse(failure: DeliveryFailure, after?: boolean): void;
  /** Runs when the next message is on its way. */
  before(work: () => unknown): void;
}

export function smallTeams(): SmallTeams {
  const sent: Sent[] = [];
  const refusals: { failure: DeliveryFailure; after: boolean }[] = [];
  const hooks: (() => unknown)[] = [];
  const take = async (message: Sent): Promise<string | null> => {
    await hooks.shift()?.();
    const refusal = refusals.shift();
    if (!refusal || refusal.after) sent.push(message);
    if (refusal) throw refusal.failure;
    return message.activityId;
  };
  return {
    sent,
    refuse: (failure, after = false) => void refusals.push({ failure, after }),
    before: (work) => void hooks.push(work),
    post: ({ conversationId }, message, thread) =>
      take({ how: 'post', conversationId, activityId: `a-${sent.length + 1}`, message, thread }),
    update: async ({ conversationId }, activityId, message) => {
      await take({ how: 'update', conversationId, activityId, message, thread: undefined });
    },
    postSignIn: ({ conversationId }, signIn) => {
      const message = { card: null, signIn, summary: '' } as unknown as Message;
      return take({
        how: 'post',
        conversationId,
        activityId: `a-${sent.length + 1}`,
        message,
        thread: undefined,
      });
    },
    postFile: async () => null,
    remove: async () => undefined,
    openChat: async (_place, { personId }) => `a:${personId}`,
    members: async () => [],
  };
}

export interface SmallApp extends App {
  messenger: SmallTeams;
}

/** Tests of other things may send as much as they like. */
const unbounded: SendBudget = {
  ask: async () => ({ kind: 'go', inMs: 0 }),
  count: async () => undefined,
  pause: async () => undefined,
};

/** The edge's dependencies on a stage of the services, with a small Teams. */
export function smallApp(stage: Services): SmallApp {
  const inFlight: InFlight = new Map();
  const decide = createDecide(stage, inFlight);
  const messenger = smallTeams();
  return {
    ...stage,
    messenger,
    pushes: messenger,
    sendBudget: unbounded,
    decide,
    ownDeals: createOwnDeals({ ...stage, decide }, inFlight),
    inFlight,
    health: createHealth(),
    telemetry: unheard(),
    pace: createPace(1_000_000),
    dealUrlTemplate: 'https://partner.example/{id}',
    isUploadAddress: () => false,
    signIn: null,
    wakeWatching: () => undefined,
    events: {
      isOn: false,
      isLocal: true,
      callbackUrl: null,
      registrations: null,
      door: null,
      connection: null,
    },
    keptNews: [],
    background: () => undefined,
  };
}
