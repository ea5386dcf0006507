/** Longest text that is still an amount: more digits than this are taken for nonsense. */
const MAX_LENGTH = 60;

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * A JSON number or numeric text as decimal text without exponent or grouping: `60000`, `1234.50`, `-0.5`.
 * Digits are moved as text, so nothing is rounded; trailing zeros stay as they were given.
 * `null` for everything that is no plain number.
 */
export function decimalText(wire: unknown): string | null {
  if (typeof wire !== 'number' && typeof wire !== 'string') return null;
  const match = DECIMAL.exec(String(wire).trim());
  if (!match) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (whole + fraction === '' || Math.abs(Number(exponent)) > MAX_LENGTH) return null;
  const text = shift(whole, fraction, Number(exponent));
  if (text.length > MAX_LENGTH) return null;
  return sign === '-' && /[1-9]/.test(text) ? `-${text}` : text;
}

function shift(whole: string, fraction: string, places: number): string {
  const digits = whole + fraction;
  const point = whole.length + places;
  const padded =
    point > digits.length
      ? digits.padEnd(point, '0')
      : digits.padStart(digits.length - Math.min(point, 0), '0');
  const at = Math.max(point, 0);
  const integer = padded.slice(0, at).replace(/^0+/, '') || '0';
  const rest = padded.slice(at);
  return rest === '' ? integer : `${integer}.${rest}`;
}
