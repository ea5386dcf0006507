/**
 * Where a number stands that a double may not hold: 16 digits and more, or a large exponent. Ids hold the like in the
 * middle of texts, and being read with `keepLongNumbers` costs four times as much.
 */
const LONG_NUMBER = /(?:^|[:[,])\s*-?(?:[\d.]{16}|[\d.]+[eE][+-]?\d{3})/;

/** Like `JSON.parse`, but a number with more digits than a double holds comes as the text that was written. */
export function parseJson(text: string): unknown {
  return LONG_NUMBER.test(text) ? JSON.parse(text, keepLongNumbers) : JSON.parse(text);
}

function keepLongNumbers(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined) return value;
  const isLossy = source.replace(/\D/g, '').length > 15 || !Number.isFinite(value);
  return isLossy ? source : value;
}
