import { z } from 'zod';
import type { SignInWay } from '../../services/auth/sign-in-way.ts';

/** The sign-in that a client sends along: Teams' own token to be exchanged, or the code of the sign-in page. */
export interface BroughtSignIn {
  way: SignInWay;
  /** Never logged. */
  secret: string;
}

const withToken = z.object({ authentication: z.object({ token: z.string().min(1).max(20_000) }) });
const withCode = z.object({ state: z.string().min(1).max(200) });

/** What Teams says in place of a code. */
export const CANCELLED = 'CancelledByUser';

/** @param value of an invoke @returns null where none is sent along */
export function broughtSignIn(value: unknown): BroughtSignIn | null {
  const token = withToken.safeParse(value).data?.authentication.token;
  if (token !== undefined) return { way: 'silent', secret: token };
  const code = withCode.safeParse(value).data?.state.trim();
  return code ? { way: 'interactive', secret: code } : null;
}
