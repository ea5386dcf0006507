/**
 * Reasons for declining or losing a deal, by the code of Microsoft's bulk page (RSN-01). The API takes free
 * text (`statusReason`, RSN-03), so the English label is what is sent; what people read comes from `cards/strings`.
 */
export const REASONS = {
  1: 'Project budget inadequate',
  2: 'Customer did not respond',
  3: 'Customer chose another vendor',
  4: 'Customer requirement not met',
  5: 'Not a customer',
  6: 'Proposed timeline too short',
  7: 'Report as abuse, spam or phishing',
  8: 'Others',
} as const;

export type ReasonCode = keyof typeof REASONS;

/** Reads a reason code as a form sends it; null where it is none of RSN-01. */
export function parseReason(text: string | null | undefined): ReasonCode | null {
  const trimmed = text?.trim() ?? '';
  return /^[1-8]$/.test(trimmed) ? (Number(trimmed) as ReasonCode) : null;
}
