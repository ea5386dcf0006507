import type { SendRates } from './rates.ts';
import { opensAt, type SendAccount, withOneSent } from './send-account.ts';

/** The accounts that one message is put on. */
export interface SendAccounts {
  place: SendAccount;
  tenant: SendAccount;
}

/**
 * - `push`: asks whether it may go
 * - `answer`: goes at once, and is only counted
 * - `call`: asks as a push does, but is no message: only the tenant counts
 */
export type Sending = 'push' | 'answer' | 'call';

/** `go`: wait so long, then send. `later`: nothing was counted, ask again after so long. */
export interface Permission {
  kind: 'go' | 'later';
  inMs: number;
}

/** What asks waits its turn for so long, and holds its moment meanwhile; beyond that it is put off. */
const LONGEST_TURN_MS = 1000;

/**
 * Whether something may be sent, and both accounts after that. A conversation that is closed costs the tenant nothing,
 * and the other way round. Where the tenant is busy, who asks is given the next free moment: so many bots that ask at
 * once send one after the other and need not ask again. Pure.
 */
export function askToSend(
  { place, tenant }: SendAccounts,
  sending: Sending,
  rates: SendRates,
  now: number,
): { permission: Permission; accounts: SendAccounts } {
  const sent = (at: number): SendAccounts => ({
    place: sending === 'call' ? place : withOneSent(place, rates.place, { at, now }),
    tenant: withOneSent(tenant, rates.tenant, { at, now }),
  });
  if (sending === 'answer') return { permission: { kind: 'go', inMs: 0 }, accounts: sent(now) };

  const placeOpensIn = sending === 'call' ? 0 : opensAt(place, rates.place, now) - now;
  const tenantOpensIn = Math.max(0, opensAt(tenant, rates.tenant, now) - now);
  if (placeOpensIn > 0 || tenantOpensIn > LONGEST_TURN_MS) {
    const inMs = Math.max(placeOpensIn, tenantOpensIn);
    return { permission: { kind: 'later', inMs }, accounts: { place, tenant } };
  }
  return { permission: { kind: 'go', inMs: tenantOpensIn }, accounts: sent(now + tenantOpensIn) };
}
