import { setImmediate as nextTurnOfLoop, setTimeout as pause } from 'node:timers/promises';
import { ExponentialBackoff, handleAll, retry } from 'cockatiel';
import { claimDeliveries, type Delivery } from '../services/store/deliveries.ts';
import { nextOpening } from '../services/store/send-accounts.ts';
import type { App } from './app.ts';
import { type Carrier, deliver, wordOf } from './deliver.ts';

/** Longer than two attempts take, so that a lease never ends under somebody who still works. */
const LEASE_SECONDS = 30;
/** Places served at a time; within a place one delivery after the other. Enough for our whole pace at 0.4 s a post. */
const AT_ONCE = 16;
/** Looking through ten thousand that wait takes 20 ms: claims have a fifth of the time, and rest so long at most. */
const REST_FACTOR = 4;
const LONGEST_REST_MS = 200;
/** About six seconds, as a database needs to start again; together with the post shorter than the lease. */
const TRIES_TO_KEEP = 8;

/**
 * A pass that begins everything that is due, without waiting for its end: a place that answers late keeps nobody else
 * waiting. Each end wakes the next pass, and so does the moment when a place that had its share may be written to again.
 * @param owner names this process in the leases
 * @param triesToKeep how often a database that went away is tried again, to keep what Teams took. Default 8
 */
export function createDeliverDue(
  app: App,
  owner: string,
  triesToKeep: number = TRIES_TO_KEEP,
): (signal: AbortSignal) => Promise<void> {
  const backoff = new ExponentialBackoff({ initialDelay: 100, maxDelay: 1500 });
  const stubborn = retry(handleAll, { maxAttempts: triesToKeep, backoff });
  const carrier: Carrier = { app, owner, keep: (work) => stubborn.execute(work) };
  const inHand = new Set<Promise<unknown>>();
  let atOpening: NodeJS.Timeout | undefined;
  let mayClaimAt = 0;

  const begin = (delivery: Delivery) => {
    const occasion = wordOf(delivery);
    const attempt = () => deliver(carrier, delivery);
    const work = app.telemetry.measure('delivery', { occasion }, attempt, { done: String }).finally(() => {
      inHand.delete(work);
      app.wakeDeliveries();
    });
    inHand.add(work);
    app.background('delivery', work);
  };
  const claim = async (): Promise<Delivery[]> => {
    const restMs = mayClaimAt - performance.now();
    if (restMs > 0) await pause(restMs);
    const startedAt = performance.now();
    const limit = AT_ONCE - inHand.size;
    const wish = { now: app.clock.now(), leaseSeconds: LEASE_SECONDS, owner, limit };
    const claimed = await claimDeliveries(app.store.db, wish);
    const endedAt = performance.now();
    mayClaimAt = endedAt + Math.min(LONGEST_REST_MS, (endedAt - startedAt) * REST_FACTOR);
    return claimed;
  };
  const wakeAtOpening = async () => {
    const inMs = await nextOpening(app.store.db);
    clearTimeout(atOpening);
    if (inMs !== null) atOpening = setTimeout(() => app.wakeDeliveries(), inMs).unref();
  };
  return async (signal) => {
    while (!signal.aborted && inHand.size < AT_ONCE) {
      const claimed = await claim();
      if (claimed.length === 0) return wakeAtOpening();
      claimed.forEach(begin);
      // SQLite answers without waiting: a long row of deliveries with nothing to send would let nobody else speak.
      await nextTurnOfLoop();
    }
  };
}
