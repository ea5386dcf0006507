import { timeout, TimeoutStrategy } from 'cockatiel';
import {
  askToSend,
  type Permission,
  type SendAccounts,
  type Sending,
} from '../services/pacing/ask-to-send.ts';
import { pauseSends } from '../services/pacing/pause-sends.ts';
import { scaledRates, type SendRates } from '../services/pacing/rates.ts';
import type { Place } from '../services/people/place.ts';
import type { Log } from '../services/services.ts';
import type { Db } from '../services/store/database.ts';
import {
  type AccountBook,
  changeSendAccounts,
  type SendAccountKey,
} from '../services/store/send-accounts.ts';
import { memoryBook } from './memory-book.ts';

/** Where something is sent: a conversation in a tenant. */
export type Addressee = Pick<Place, 'id' | 'tenantId'>;

/** Keeps all bots on a store together within Teams' limits (`services/pacing`). Never throws. */
export interface SendBudget {
  /** May it go there? See `Permission`. */
  ask(to: Addressee, sending: Exclude<Sending, 'answer'>): Promise<Permission>;
  /** An answer goes at once, and is counted so that pushes give way. */
  count(to: Addressee): Promise<void>;
  /** Teams answered 429: the conversation waits so long, for all bots; with several of them the tenant. */
  pause(to: Addressee, seconds: number): Promise<void>;
}

/** A database that is silent for longer counts as away. */
const ANSWER_WITHIN_MS = 2000;
/** Without the database each bot is as slow as if there were four of them. */
const ALONE_PERCENT = 25;

interface Change {
  to: Addressee;
  apply: (accounts: SendAccounts, rates: SendRates, now: number) => SendAccounts;
  done: () => void;
}

/**
 * On the database, by its clock. What is asked while an answer is awaited is asked together, so that many pushes cost
 * few statements. Where the database does not answer, a smaller budget in memory does, which is said once in the log.
 */
export function createSendBudget(db: Db, rates: SendRates, log: Log): SendBudget {
  const inMemory = memoryBook();
  const alone = scaledRates(rates, ALONE_PERCENT);
  const patience = timeout(ANSWER_WITHIN_MS, TimeoutStrategy.Aggressive);
  let waiting: Change[] = [];
  let isAway = false;
  let working: Promise<void> | null = null;

  const change = (to: Addressee, apply: Change['apply']) =>
    new Promise<void>((done) => {
      waiting.push({ to, apply, done });
      working ??= work();
    });

  const work = async () => {
    // Whoever asks in this turn of the loop comes along.
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await carryOut(batch);
      for (const { done } of batch) done();
    }
    working = null;
  };

  const carryOut = async (batch: readonly Change[]) => {
    const keys = batch.flatMap(({ to }) => keysOf(to));
    try {
      await patience.execute(() =>
        changeSendAccounts(db, keys, rates, (book, now) => applyAll(batch, book, rates, now)),
      );
      if (isAway) log.info({}, 'send budget: shared again');
      isAway = false;
    } catch (error) {
      if (!isAway)
        log.warn({ err: error }, 'send budget: the database does not answer, a smaller one in memory does');
      isAway = true;
      applyAll(batch, inMemory, alone, performance.timeOrigin + performance.now());
    }
  };

  return {
    ask: async (to, sending) => {
      let permission: Permission = { kind: 'go', inMs: 0 };
      await change(to, (accounts, byRates, now) => {
        const asked = askToSend(accounts, sending, byRates, now);
        permission = asked.permission;
        return asked.accounts;
      });
      return permission;
    },
    count: (to) =>
      change(to, (accounts, byRates, now) => askToSend(accounts, 'answer', byRates, now).accounts),
    pause: (to, seconds) =>
      change(to, (accounts, _rates, now) => pauseSends(accounts, { placeId: to.id, seconds, now })),
  };
}

function applyAll(batch: readonly Change[], book: AccountBook, rates: SendRates, now: number): void {
  for (const { to, apply } of batch) {
    const [placeKey, tenantKey] = keysOf(to);
    const { place, tenant } = apply({ place: book.read(placeKey), tenant: book.read(tenantKey) }, rates, now);
    book.write(placeKey, place);
    book.write(tenantKey, tenant);
  }
}

function keysOf({ id, tenantId }: Addressee): [SendAccountKey, SendAccountKey] {
  return [
    { kind: 'place', id },
    { kind: 'tenant', id: tenantId },
  ];
}
