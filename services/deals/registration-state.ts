import type { Deal } from './deal.ts';

/**
 * What Partner Center calls a registration's state (RST-01 to RST-09); `received`: a registration is there
 * without a state; `other`: a word that we do not know.
 */
export const REGISTRATION_STATES = [
  'none',
  'pending',
  'approved',
  'reviewPending',
  'actionRequired',
  'passed',
  'failed',
  'validationPending',
  'validationPassed',
  'validationFailed',
  'closed',
  'received',
  'other',
] as const;
export type RegistrationState = (typeof REGISTRATION_STATES)[number];

/** The service's words, of the API, the CSV (RST-08) and the pages (RST-01 to RST-07, RST-09), without spaces and case. */
const WORDS: Readonly<Record<string, RegistrationState>> = {
  none: 'none',
  pending: 'pending',
  registrationpending: 'pending',
  approved: 'approved',
  reviewpending: 'reviewPending',
  inprogress: 'reviewPending',
  actionrequired: 'actionRequired',
  incomplete: 'actionRequired',
  updaterequired: 'actionRequired',
  passed: 'passed',
  reviewpassed: 'passed',
  failed: 'failed',
  rejected: 'failed',
  reviewfailed: 'failed',
  marketplacevalidationpending: 'validationPending',
  marketplacevalidationpassed: 'validationPassed',
  marketplacevalidationfailed: 'validationFailed',
  closed: 'closed',
};

/** The state of a deal's latest registration, with the service's own word and reason. */
export function registrationState(deal: Pick<Deal, 'registrationStatus' | 'registrations'>): {
  state: RegistrationState;
  word: string | null;
  reason: string | null;
} {
  const latest = deal.registrations.at(-1);
  const word = deal.registrationStatus ?? latest?.status ?? null;
  const useful = word !== null && word !== 'None' ? word : (latest?.status ?? word);
  const key = (useful ?? 'none').toLowerCase().replace(/[^a-z]/g, '');
  const known = Object.hasOwn(WORDS, key) ? (WORDS[key] ?? 'other') : 'other';
  const state = known === 'none' && latest ? 'received' : known;
  return { state, word: useful, reason: latest?.statusReason ?? null };
}

/** Each registration of a deal that has more than one, as ISV Connect beside IP co-sell (REG-10); none of a single one. */
export function registrationStates(
  deal: Pick<Deal, 'registrations'>,
): { state: RegistrationState; word: string | null }[] {
  if (deal.registrations.length < 2) return [];
  return deal.registrations.map((one) =>
    registrationState({ registrationStatus: null, registrations: [one] }),
  );
}

/** Does Partner Center show a registration? Pending alone is eligible, not yet registered (RST-01). */
export function isRegistered(deal: Pick<Deal, 'registrationStatus' | 'registrations'>): boolean {
  if (deal.registrations.length > 0) return true;
  const { state } = registrationState(deal);
  return state !== 'none' && state !== 'pending';
}
