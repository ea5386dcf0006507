import { randomUUID } from 'node:crypto';
import type { Clock, Log } from '../services.ts';
import type { Store } from '../store/database.ts';
import {
  giveBackLease,
  inheritFromDead,
  takeLease,
  tellAlive,
  tellEnded,
  wakeHolder,
  WATCHER,
} from '../store/leases.ts';
import { every, type Repeating } from '../watch/every.ts';
import { createSharedClock } from './shared-clock.ts';

/** How often a bot renews what it holds, and looks whether it may take over. */
const BEAT_SECONDS = 1;
/** A watcher that does not renew is replaced after this long. */
const WATCHER_SECONDS = 5;
/** We stop earlier than others may begin. */
const MARGIN_MS = 1000;
/** A bot that is not heard of for so long is dead. Longer than a busy machine keeps a program waiting. */
const ALIVE_SECONDS = 8;
/** Who could not reach the database itself for a while does not judge who was silent meanwhile. */
const BEATS_BEFORE_JUDGING = 3;

/** Told while the bot is one of several. */
export interface ReplicaListener {
  /** From now on this bot is the one that watches. */
  becameWatcher(): void;
  /** Somebody asks the watcher, which is us, to look now. */
  woken(): void;
  /** What we tell the others while we watch. */
  says(): string;
  /** What the watcher, another bot, says. */
  heard(says: string): void;
  /** Bots have died, and what they had in hand is anybody's again. */
  inherited(): void;
}

/** This running bot among those that share its store. */
export interface Replica {
  /** Its name in leases and decisions, new at each start. */
  readonly owner: string;
  /** The database's clock where bots share one; null: the machine's own will do. */
  readonly clock: Clock | null;
  begin(listener: ReplicaListener): void;
  /** Aborted as soon as another bot may watch; null: another one does. */
  watching(): AbortSignal | null;
  /** Has the watcher, whoever it is, look now. Comes back at once. */
  wakeWatcher(): void;
  /** Another bot may watch. To be called when what watches here has ended. */
  stopWatching(): Promise<void>;
  /** After all else. */
  stop(): Promise<void>;
}

/** A file has one owner; a database may have many, of which one watches. */
export async function openReplica(store: Store, log: Log): Promise<Replica> {
  return store.engine === 'sqlite' ? onlyReplica() : oneOfMany(store, log);
}

function onlyReplica(): Replica {
  const ended = new AbortController();
  let listener: ReplicaListener | null = null;
  return {
    owner: randomUUID(),
    clock: null,
    begin: (given) => {
      listener = given;
      listener.becameWatcher();
    },
    watching: () => ended.signal,
    wakeWatcher: () => listener?.woken(),
    stopWatching: async () => ended.abort(),
    stop: async () => undefined,
  };
}

async function oneOfMany({ db }: Store, log: Log): Promise<Replica> {
  const owner = randomUUID();
  const clock = createSharedClock();
  let watch: Watch | null = null;
  let listener: ReplicaListener | null = null;
  let mayWatch = true;
  let beats = 0;
  let wakes = 0;

  const tell = async () => {
    const askedAt = performance.now();
    const now = await tellAlive(db, owner, ALIVE_SECONDS);
    clock.heard(now, askedAt, performance.now());
  };

  const watchOn = async () => {
    const askedAt = performance.now();
    const says = watch?.isHeld() ? (listener?.says() ?? null) : null;
    const sight = await takeLease(db, { name: WATCHER, owner, seconds: WATCHER_SECONDS, says });
    const isWoken = sight.wakes !== wakes;
    wakes = sight.wakes;
    if (sight.isHeld && !mayWatch) return giveBackLease(db, WATCHER, owner);
    if (!sight.isHeld) {
      watch?.end();
      watch = null;
      if (sight.says !== null) listener?.heard(sight.says);
      return;
    }
    if (watch?.isHeld()) {
      watch.extend(askedAt);
      if (isWoken) listener?.woken();
      return;
    }
    watch = beginWatch(askedAt);
    log.info({ owner }, 'this bot watches');
    listener?.becameWatcher();
  };

  const beat = async () => {
    try {
      await tell();
      if (mayWatch) await watchOn();
      beats += 1;
      if (!watch?.isHeld() || beats < BEATS_BEFORE_JUDGING) return;
      const dead = await inheritFromDead(db, owner);
      if (dead.length === 0) return;
      log.warn({ dead }, 'bots have died: their work is taken over');
      listener?.inherited();
    } catch (error) {
      beats = 0;
      throw error;
    }
  };

  await tell();
  let beating: Repeating | null = null;
  return {
    owner,
    clock,
    begin: (given) => {
      listener = given;
      beating = every(BEAT_SECONDS, 'replica', beat, log);
    },
    watching: () => (watch?.isHeld() ? watch.signal : null),
    wakeWatcher: () => {
      if (watch?.isHeld()) return listener?.woken();
      wakeHolder(db, WATCHER).catch((error: unknown) =>
        log.warn({ err: error }, 'the watcher could not be woken'),
      );
    },
    stopWatching: async () => {
      mayWatch = false;
      watch?.end();
      watch = null;
      await giveBackLease(db, WATCHER, owner).catch(() => undefined);
    },
    stop: async () => {
      await beating?.stop();
      watch?.end();
      await tellEnded(db, owner).catch(() => undefined);
    },
  };
}

interface Watch {
  signal: AbortSignal;
  isHeld(): boolean;
  /** Renewed by a request that went out at this moment of `performance.now()`. */
  extend(askedAt: number): void;
  end(): void;
}

/** Ours until shortly before the lease runs out, by a clock that nobody sets; a renewal that hangs does not help. */
function beginWatch(askedAt: number): Watch {
  const held = new AbortController();
  let timer: NodeJS.Timeout;
  const extend = (from: number) => {
    clearTimeout(timer);
    const left = from + WATCHER_SECONDS * 1000 - MARGIN_MS - performance.now();
    timer = setTimeout(() => held.abort(), Math.max(0, left));
  };
  extend(askedAt);
  return {
    signal: held.signal,
    isHeld: () => !held.signal.aborted,
    extend,
    end: () => {
      clearTimeout(timer);
      held.abort();
    },
  };
}
