import { isDeepStrictEqual } from 'node:util';
import { decimalText } from '../decimal-text.ts';
import { wireMoment } from '../wire-moment.ts';
import { invalidRequest } from './refusal.ts';
import { isRecord, valueAt, type WireReferral } from './wire-referral.ts';

/** Set by the service, or fixed once the deal exists (FLD-15, partner-center-api.md 4.5 and 10.5). */
export const READ_ONLY: readonly string[] = [
  '/id',
  '/engagementId',
  '/organizationId',
  '/organizationName',
  '/createdDateTime',
  '/updatedDateTime',
  '/expirationDateTime',
  '/acceptedDateTime',
  '/closedDateTime',
  '/direction',
  '/mpnId',
  '/target',
  '/registrationStatus',
  '/trackingInfo',
  '/inviteContext/invitedBy',
  '/customerProfile/name',
  '/customerProfile/address',
  '/customerProfile/ids',
  '/customerProfile/isMatchingComplete',
  '/links',
  '/eTag',
];

export const covers = (path: string, target: string): boolean =>
  target === path || target.startsWith(`${path}/`);

/** Refuses a read-only path, whatever the value. */
export function checkPath(path: string): void {
  if (READ_ONLY.some((readOnly) => covers(readOnly, path))) throw invalidRequest(`${path} is read-only`);
}

/** Refuses a read-only field that was changed as part of something larger. */
export function checkReadOnly(before: WireReferral, after: WireReferral): void {
  for (const path of READ_ONLY) {
    const names = path.slice(1).split('/');
    if (!isDeepStrictEqual(valueAt(before, ...names) ?? null, valueAt(after, ...names) ?? null)) {
      throw invalidRequest(`${path} is read-only`);
    }
  }
}

const isText = (value: unknown): boolean => typeof value === 'string' && value.length <= 10_000;
const isListOfRecords = (value: unknown): boolean =>
  Array.isArray(value) && value.length <= 50 && value.every(isRecord);

/** What a field must look like; null is allowed everywhere. At most 50 members and 50 solutions (FLD-08, FLD-09). */
const SHAPES: readonly [path: string, isRight: (value: unknown) => boolean, what: string][] = [
  ['name', isText, 'text'],
  ['externalReferenceId', isText, 'text'],
  ['campaignId', isText, 'text'],
  ['statusReason', isText, 'text'],
  ['favorite', (value) => typeof value === 'boolean', 'true or false'],
  ['team', isListOfRecords, 'a list of at most 50 members'],
  ['details', isRecord, 'an object'],
  ['details/notes', isText, 'text'],
  ['details/dealValue', (value) => Number(decimalText(value) ?? -1) >= 0, 'a decimal number'],
  ['details/currency', (value) => /^[A-Z]{3}$/.test(String(value)), 'an ISO 4217 code'],
  ['details/closingDateTime', (value) => wireMoment(value) !== null, 'an ISO 8601 moment'],
  ['details/requirements', isRecord, 'an object'],
  ['details/requirements/solutions', isListOfRecords, 'a list of at most 50 solutions'],
];

/** Refuses a changed field of a wrong shape; what was odd before and stays so is left in peace. */
export function checkShapes(before: WireReferral, after: WireReferral): void {
  for (const [path, isRight, what] of SHAPES) {
    const names = path.split('/');
    const value = valueAt(after, ...names) ?? null;
    if (value === null || isDeepStrictEqual(value, valueAt(before, ...names))) continue;
    if (!isRight(value)) throw invalidRequest(`/${path} must be ${what}`);
  }
}

/** Samples write the deal value as text; the service keeps a number. */
export function withNumericValue(referral: WireReferral): WireReferral {
  const details = valueAt(referral, 'details');
  const value = valueAt(details, 'dealValue');
  if (!isRecord(details) || typeof value !== 'string') return referral;
  return { ...referral, details: { ...details, dealValue: Number(decimalText(value)) } };
}
