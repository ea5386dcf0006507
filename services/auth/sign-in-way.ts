/**
 * How somebody signs in for Partner Center: `silent`, by exchanging Teams' own token, or `interactive`, on a sign-in
 * page with MFA.
 */
export type SignInWay = 'silent' | 'interactive';
