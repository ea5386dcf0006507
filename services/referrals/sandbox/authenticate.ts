import { Refusal } from './refusal.ts';

/** The local token of a request: `local.<person id>` or `local.watcher`; `other` for any other bearer, null for none. */
export function callerOf(authorization: string | undefined): string | null {
  if (!authorization) return null;
  return /^Bearer (local\.[\w.-]{1,200})$/i.exec(authorization)?.[1] ?? 'other';
}

/** 401 without a local token, 403 for someone without a Referrals role (PERM-06). */
export function checkCaller(caller: string | null, roleless: ReadonlySet<string>): void {
  if (caller === null || caller === 'other') {
    throw new Refusal(401, 'unauthenticated', 'A bearer token local.<person id> or local.watcher is needed', {
      'WWW-Authenticate': 'Bearer',
    });
  }
  if (roleless.has(caller.slice('local.'.length).toLowerCase())) {
    throw new Refusal(403, 'accessDenied', 'The caller has no Referrals role');
  }
}
