import type { Profile } from '../people/people-directory.ts';
import type { PersonKey } from '../people/person.ts';
import type { PatchOperation } from '../referrals/referral-service.ts';
import type { AcceptValues } from './accept-inputs.ts';
import type { Deal } from './deal.ts';
import { MOVES, type Move } from './lifecycle.ts';
import { REASONS, type ReasonCode } from './reasons.ts';

/** The person who decides. */
export interface Decider extends PersonKey {
  /** As Teams told it. */
  name: string | null;
}

/** The person who accepts, as Partner Center's team list wants one (FLD-08). */
export type Acceptor = Pick<Profile, 'firstName' | 'lastName' | 'email'>;

/** Whoever joins no team. */
export const NOBODY: Acceptor = { firstName: null, lastName: null, email: null };

/** Status and substatus always change together (partner-center-api.md 2.5). */
function move(verb: Move): PatchOperation[] {
  const { status, substatus } = MOVES[verb];
  return [
    { op: 'replace', path: '/status', value: status },
    { op: 'replace', path: '/substatus', value: substatus },
  ];
}

/**
 * The JSON Patch that accepts a deal: the gaps that the person filled, the person as team member where the deal has
 * none yet (FLD-08, FLD-17), and the move itself (LIFE-05).
 */
export function acceptPatch(deal: Deal, values: AcceptValues, acceptor: Acceptor): PatchOperation[] {
  const fields: [string, unknown][] = [
    ['/name', values.name],
    ['/details/dealValue', values.dealValue === undefined ? undefined : Number(values.dealValue)],
    ['/details/currency', values.currency],
    [
      '/details/closingDateTime',
      values.closingDate === undefined ? undefined : `${values.closingDate}T00:00:00Z`,
    ],
    ['/details/requirements/solutions', values.solutions?.map((id) => ({ id, type: 'Name' }))],
  ];
  const replaced = fields.filter(([, value]) => value !== undefined);
  const member = teamMember(acceptor);
  const isFirst = deal.team.length === 0 && Object.keys(member).length > 0;
  return [
    ...replaced.map(([path, value]): PatchOperation => ({ op: 'replace', path, value })),
    ...(isFirst ? [{ op: 'add', path: '/team/-', value: member } as const] : []),
    ...move('deal.accept'),
  ];
}

/** The JSON Patch that declines a deal (LIFE-06). */
export function declinePatch(reason: ReasonCode, note: string | null): PatchOperation[] {
  return [...move('deal.decline'), because(reason, note)];
}

/** The JSON Patch that marks an accepted deal as lost (LIFE-02). */
export function lostPatch(reason: ReasonCode, note: string | null): PatchOperation[] {
  return [...move('deal.lost'), because(reason, note)];
}

/** The JSON Patch that marks an accepted deal as won (WON-06). */
export function wonPatch(): PatchOperation[] {
  return move('deal.won');
}

function because(reason: ReasonCode, note: string | null): PatchOperation {
  return { op: 'replace', path: '/statusReason', value: reasonText(reason, note) };
}

/** Reason and note travel in the one free-text field there is (RSN-03). */
export function reasonText(reason: ReasonCode, note: string | null): string {
  return note ? `${REASONS[reason]}: ${note}` : REASONS[reason];
}

/** Only what we know, which may be nothing: Partner Center gets no invented phone number. */
function teamMember({ firstName, lastName, email }: Acceptor): Record<string, string> {
  return {
    ...(firstName && { firstName }),
    ...(lastName && { lastName }),
    ...(email && { email }),
  };
}
