/**
 * US dollars for one unit, rounded. Partner Center converts at Reuters' monthly rates (REG-06), which nobody gives us:
 * so a threshold is only 'reached' or 'missed' where the amount is clearly beyond it.
 */
const USD_PER_UNIT: Readonly<Record<string, number>> = {
  USD: 1,
  EUR: 1.12,
  GBP: 1.3,
  CHF: 1.18,
  JPY: 0.0067,
  SEK: 0.1,
  NOK: 0.096,
  DKK: 0.15,
  CAD: 0.72,
  AUD: 0.65,
  NZD: 0.59,
  PLN: 0.26,
  CZK: 0.045,
  INR: 0.012,
  AED: 0.272,
  BRL: 0.18,
  SGD: 0.76,
  ZAR: 0.055,
};

/** How far a rate may have moved from the table, as a part of one. US dollars do not move. */
const MARGIN = 0.2;

export type Compared = 'above' | 'equal' | 'below' | 'unknown';

/** How an amount stands to a sum in US dollars; `unknown` near it, and for currencies that the table lacks. */
export function compareToUsd(amount: number, currency: string | null, usd: number): Compared {
  if (currency === 'USD') return amount > usd ? 'above' : amount < usd ? 'below' : 'equal';
  const rate = Object.hasOwn(USD_PER_UNIT, currency ?? '') ? USD_PER_UNIT[currency ?? ''] : undefined;
  if (rate === undefined || Number.isNaN(amount)) return 'unknown';
  if (amount * rate * (1 - MARGIN) > usd) return 'above';
  return amount * rate * (1 + MARGIN) < usd ? 'below' : 'unknown';
}

/** Is one amount surely greater than another, whatever today's rates are? */
export function isSurelyMore(
  one: { amount: number; currency: string },
  other: { amount: number; currency: string },
): boolean {
  if (one.currency === other.currency) return one.amount > other.amount;
  const [rate, otherRate] = [USD_PER_UNIT[one.currency], USD_PER_UNIT[other.currency]];
  if (rate === undefined || otherRate === undefined) return false;
  return one.amount * rate * (1 - MARGIN) > other.amount * otherRate * (1 + MARGIN);
}
