/** US dollars for one unit. Round, invented figures: Microsoft converts at Reuters' monthly rates. */
const USD_PER_UNIT = new Map([
  ['USD', 1],
  ['EUR', 1.1],
  ['GBP', 1.25],
  ['CHF', 1.15],
  ['JPY', 0.0067],
  ['SEK', 0.095],
  ['NOK', 0.095],
  ['DKK', 0.15],
  ['CAD', 0.73],
  ['AUD', 0.65],
  ['PLN', 0.25],
  ['INR', 0.012],
  ['AED', 0.27],
  ['BRL', 0.18],
]);

/** NaN for no amount and for a currency outside the table, so that no threshold is ever met by it. */
export function toUsd(amount: string | number | null, currency: string | null): number {
  return amount === null ? Number.NaN : Number(amount) * (USD_PER_UNIT.get(currency ?? '') ?? Number.NaN);
}
