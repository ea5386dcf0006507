import { invalidRequest } from './refusal.ts';
import { valueAt, type WireReferral } from './wire-referral.ts';

/** What Partner Center's pages let people do (partner-center-api.md 4.2, LIFE-04). */
const STRICT = new Map<string, readonly string[]>([
  ['New', ['Active/Accepted', 'Closed/Declined', 'Closed/Error']],
  ['Active', ['Closed/Won', 'Closed/Lost', 'Closed/Error']],
]);

/** What the published table does not forbid (LIFE-01, LIFE-02). Nobody but the service itself expires a deal. */
const PUBLISHED = new Map<string, readonly string[]>([
  [
    'New',
    [
      'New/Pending',
      'New/Received',
      'Active/Accepted',
      'Closed/Won',
      'Closed/Lost',
      'Closed/Declined',
      'Closed/Error',
    ],
  ],
  ['Active', ['Active/Accepted', 'Closed/Won', 'Closed/Lost', 'Closed/Declined', 'Closed/Error']],
]);

export const stateOf = (referral: WireReferral): string =>
  [valueAt(referral, 'status'), valueAt(referral, 'substatus')].map(String).join('/');

export const isClosed = (referral: WireReferral): boolean => valueAt(referral, 'status') === 'Closed';

/** Refuses a move that the table does not know. Status and substatus are judged together, so one alone is refused too. */
export function checkMove(before: WireReferral, after: WireReferral, strict: boolean): void {
  const [from, to] = [stateOf(before), stateOf(after)];
  if (from === to) return;
  const table = strict ? STRICT : PUBLISHED;
  if (!table.get(String(valueAt(before, 'status')))?.includes(to)) {
    throw invalidRequest(`A referral in ${from} cannot become ${to}`);
  }
}
