import { statusOfForged } from '../support/microsoft-cloud/signed-event.ts';
import type { SentEvent } from './event-post.ts';
import type { Evidence } from './evidence.ts';
import { isDatabaseAway } from './judge-log.ts';

const TAKEN = 202;
/** Partner Center is to try again. */
const NOT_NOW = 503;

export interface EventsVerdict {
  broken: string[];
  figures: Record<string, number>;
}

/** Is each event answered as it deserves, and does each one lead to what it may, and to nothing else? */
export function judgeEvents(evidence: Evidence): EventsVerdict {
  const { events, changes } = evidence;
  const asked = new Set(evidence.askedInVain);
  const genuine = events.filter(({ kind }) => kind === 'genuine');
  const told = new Set(genuine.map(({ dealId, changedAt }) => `${dealId} ${changedAt}`));
  const count = (which: (event: SentEvent) => boolean) => events.filter(which).length;
  return {
    broken: [
      ...events.flatMap((event) => judgeAnswer(evidence, event)),
      ...events
        .filter((event) => event.kind === 'unknownDeal' && event.status === TAKEN && !asked.has(event.dealId))
        .map((event) => `an event was taken, and its deal never read: ${describe(event)}`),
      ...events
        .filter((event) => (event.kind === 'old' || event.kind === 'forged') && asked.has(event.dealId))
        .map((event) => `a deal was read for an event that nobody may believe: ${describe(event)}`),
    ],
    figures: {
      'events sent': events.length,
      'of them sent before': genuine.filter(isRepeat).length,
      'of a change before one that was told already': genuine.filter(isOutOfOrder).length,
      'of deals that do not exist': count(({ kind }) => kind === 'unknownDeal'),
      'too old to be news': count(({ kind }) => kind === 'old'),
      'forged, and refused': count(({ kind, status }) => kind === 'forged' && status !== null),
      'to a bot that was down': count(({ status }) => status === null),
      'not taken, because the database was away': count(({ status }) => status === NOT_NOW),
      'changes that no event told of': changes.filter(({ dealId, at }) => !told.has(`${dealId} ${at}`))
        .length,
    },
  };
}

function judgeAnswer(evidence: Evidence, event: SentEvent): string[] {
  const { kind, forgery, status, sentAt, endedAt } = event;
  const wanted = forgery === null ? TAKEN : statusOfForged(forgery);
  if (status === wanted) return [];
  if (status === null)
    return wasDown(evidence, event)
      ? []
      : [`no answer to an event, of a bot that was up: ${describe(event)}`];
  if (status === NOT_NOW && kind !== 'forged' && isDatabaseAway(evidence, sentAt, endedAt)) return [];
  return [`an event was answered with ${status} in place of ${wanted}: ${describe(event)}`];
}

function wasDown({ down }: Evidence, { bot, sentAt, endedAt }: SentEvent): boolean {
  return down.some((one) => one.bot === bot && one.from <= endedAt && (one.to === null || one.to >= sentAt));
}

function isRepeat({ name, dealId, changedAt }: SentEvent, index: number, all: readonly SentEvent[]): boolean {
  return all
    .slice(0, index)
    .some((one) => one.dealId === dealId && one.changedAt === changedAt && one.name === name);
}

function isOutOfOrder({ dealId, changedAt }: SentEvent, index: number, all: readonly SentEvent[]): boolean {
  return all.slice(0, index).some((one) => one.dealId === dealId && one.changedAt > changedAt);
}

function describe({ kind, forgery, name, dealId, bot, sentAt, endedAt, status }: SentEvent): string {
  const at = new Date(sentAt).toISOString();
  return `${forgery ?? kind} ${name} ${dealId} to bot ${bot} at ${at}, ${status ?? 'nothing'} after ${endedAt - sentAt} ms`;
}
