import type { DealKind } from './lifecycle.ts';
import { microsoftAnswer } from './plan-microsoft-news.ts';
import { REGISTRATION_STATES, type RegistrationState } from './registration-state.ts';

/** Deals that are alike in all of this, counted together. */
export interface DealCount {
  kind: Extract<DealKind, 'inbound' | 'outbound'>;
  /** yyyy-mm of creation, UTC; null: Partner Center does not say. */
  month: string | null;
  status: string;
  substatus: string;
  /** Does Partner Center say when it was accepted? */
  wasAccepted: boolean;
  currency: string | null;
  registration: RegistrationState | null;
  /** Status and sub-status of Microsoft's own referral; null: none was seen. */
  microsoft: { status: string; substatus: string } | null;
  count: number;
  /** Of all of them, in whole units of the currency. */
  value: number;
}

/** What became of the deals of a period: each is counted once, by where it stands now. */
export interface Insight {
  inbound: {
    received: number;
    waiting: number;
    accepted: number;
    declined: number;
    /** With nobody's answer (EXP-01). */
    expired: number;
    /** In a state that is none of these, such as Error (LIFE-03). */
    other: number;
  };
  outbound: number;
  /** Accepted ones, and our own. */
  ours: { open: number; won: number; lost: number };
  /** Deals of our own on which Microsoft was invited, by what it answered (EXP-05). */
  microsoft: {
    invited: number;
    waiting: number;
    accepted: number;
    declined: number;
    expired: number;
    other: number;
  };
  /** By currency, the most deals first; nothing is converted. */
  values: { currency: string; open: number; won: number }[];
  /** Of won deals; those without one are left out. */
  registrations: { state: RegistrationState; count: number }[];
  /** By month of creation, the earliest first; months without a deal in between are 0. */
  months: { month: string; inbound: number; outbound: number }[];
}

/** Puts the counts together. Pure. */
export function summarizeDeals(counts: readonly DealCount[]): Insight {
  const inbound = counts.filter(({ kind }) => kind === 'inbound');
  const outbound = counts.filter(({ kind }) => kind === 'outbound');
  const invited = outbound.filter(({ microsoft }) => microsoft !== null);
  const ours = [...inbound.filter((one) => fateOf(one) === 'accepted'), ...outbound];
  const fates = (fate: Fate) => total(inbound.filter((one) => fateOf(one) === fate));
  const answers = (answer: Answer) => total(invited.filter((one) => answerOf(one) === answer));
  return {
    inbound: {
      received: total(inbound),
      waiting: fates('waiting'),
      accepted: fates('accepted'),
      declined: fates('declined'),
      expired: fates('expired'),
      other: fates('other'),
    },
    outbound: total(outbound),
    ours: {
      open: total(ours.filter(isOpen)),
      won: total(ours.filter(({ substatus }) => substatus === 'Won')),
      lost: total(ours.filter(({ substatus }) => substatus === 'Lost')),
    },
    microsoft: {
      invited: total(invited),
      waiting: answers('waiting'),
      accepted: answers('accepted'),
      declined: answers('declined'),
      expired: answers('expired'),
      other: answers('other'),
    },
    values: valuesOf(ours),
    registrations: REGISTRATION_STATES.filter((state) => state !== 'none').flatMap((state) => {
      const count = total(counts.filter(({ registration }) => registration === state));
      return count > 0 ? [{ state, count }] : [];
    }),
    months: monthsOf(counts),
  };
}

type Fate = 'waiting' | 'accepted' | 'declined' | 'expired' | 'other';

/** Won and lost deals were accepted before (WON-01), whether Partner Center says when or not. */
function fateOf({ status, substatus, wasAccepted }: DealCount): Fate {
  if (status === 'New') return 'waiting';
  if (status === 'Active' || substatus === 'Won' || substatus === 'Lost') return 'accepted';
  if (substatus === 'Declined') return 'declined';
  if (substatus === 'Expired') return 'expired';
  return wasAccepted ? 'accepted' : 'other';
}

type Answer = 'waiting' | 'accepted' | 'declined' | 'expired' | 'other';

/** Whatever it won or lost later, Microsoft had accepted. */
function answerOf({ microsoft }: DealCount): Answer {
  if (!microsoft) return 'other';
  if (microsoft.status === 'New') return 'waiting';
  const answer = microsoftAnswer(microsoft);
  if (answer === 'declined' || answer === 'expired') return answer;
  return answer === null ? 'other' : 'accepted';
}

function isOpen({ status }: DealCount): boolean {
  return status === 'Active';
}

function total(counts: readonly DealCount[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}

function valuesOf(counts: readonly DealCount[]): Insight['values'] {
  const currencies = [...new Set(counts.map(({ currency }) => currency))].filter((code) => code !== null);
  return currencies
    .map((currency) => {
      const own = counts.filter((one) => one.currency === currency);
      const sum = (some: readonly DealCount[]) => some.reduce((all, { value }) => all + value, 0);
      const won = own.filter(({ substatus }) => substatus === 'Won');
      return { currency, deals: total(own), open: sum(own.filter(isOpen)), won: sum(won) };
    })
    .filter(({ open, won }) => open > 0 || won > 0)
    .sort((one, other) => other.deals - one.deals || (one.currency < other.currency ? -1 : 1))
    .map(({ currency, open, won }) => ({ currency, open, won }));
}

/** Charts of more months than this say nothing. */
const MOST_MONTHS = 24;

function monthsOf(counts: readonly DealCount[]): Insight['months'] {
  const named = counts.map(({ month }) => month).filter((month) => month !== null);
  const last = named.toSorted().at(-1);
  const first = named.toSorted()[0];
  if (!first || !last) return [];
  const months: string[] = [];
  for (let month = last; month >= first && months.length < MOST_MONTHS; month = before(month))
    months.unshift(month);
  return months.map((month) => {
    const own = counts.filter((one) => one.month === month);
    return {
      month,
      inbound: total(own.filter(({ kind }) => kind === 'inbound')),
      outbound: total(own.filter(({ kind }) => kind === 'outbound')),
    };
  });
}

function before(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 2, 1)).toISOString().slice(0, 7);
}

/** The middle of values that are in order, each with how often it occurs; of two in the middle their mean; null of none. */
export function medianOf(values: readonly { value: number; count: number }[]): number | null {
  const all = values.reduce((sum, { count }) => sum + count, 0);
  const at = (index: number): number => {
    let passed = 0;
    return values.find(({ count }) => (passed += count) > index)?.value ?? 0;
  };
  return all === 0 ? null : (at(Math.floor((all - 1) / 2)) + at(Math.floor(all / 2))) / 2;
}
