import { subscribe } from 'node:diagnostics_channel';
import { existsSync, readFileSync, writeSync } from 'node:fs';
import type { ClientRequest } from 'node:http';

/**
 * Loaded into each bot of a run, before the bot (`--import`): every request says which process sent it, and the
 * machine's clock can be set, as an administrator or a time service may. Timers and `performance.now()` go on, as they
 * do then.
 */
const { CHAOS_BOT = '', CHAOS_CLOCK = '' } = process.env;
const caller = `${CHAOS_BOT}:${process.pid}`;

subscribe('http.client.request.created', (message) => {
  (message as { request: ClientRequest }).request.setHeader('x-caller', caller);
});
subscribe('undici:request:create', (message) => {
  (message as { request: { addHeader(name: string, value: string): void } }).request.addHeader(
    'x-caller',
    caller,
  );
});

const Machine = Date;
/** Milliseconds that this bot's clock is wrong. */
let wrong = 0;
const now = () => Machine.now() + wrong;

globalThis.Date = new Proxy(Machine, {
  construct: (target, given: unknown[]) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given) as Date,
  apply: () => new Machine(now()).toString(),
  get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
});

/** Also tells the log from where on its times are wrong. */
function setClock(): void {
  wrong = existsSync(CHAOS_CLOCK) ? Number(readFileSync(CHAOS_CLOCK, 'utf8')) : 0;
  writeSync(1, `${JSON.stringify({ msg: 'clock', caller, wrong })}\n`);
}

setClock();
process.on('SIGUSR2', setClock);
