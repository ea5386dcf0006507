/**
 * Why Teams did not take a message (teams.md 2.5).
 * - `throttled`: later, see `retryAfterSeconds`
 * - `busy`: 412, another operation on this conversation; later
 * - `placeGone`: we may not write there any more
 * - `messageGone`: the message to be edited is not there
 * - `refused`: never again with this content
 * - `unanswered`: no clear answer; a post may have arrived
 */
export type DeliveryFailureKind =
  | 'throttled'
  | 'busy'
  | 'placeGone'
  | 'messageGone'
  | 'refused'
  | 'unanswered';

export class DeliveryFailure extends Error {
  readonly kind: DeliveryFailureKind;
  readonly status: number | null;
  readonly retryAfterSeconds: number | null;

  constructor(kind: DeliveryFailureKind, status: number | null, retryAfterSeconds: number | null = null) {
    super(`Teams: ${kind}${status === null ? '' : ` (HTTP ${status})`}`);
    this.name = 'DeliveryFailure';
    this.kind = kind;
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

interface ConnectorError {
  statusCode?: unknown;
  code?: unknown;
  details?: { error?: { code?: unknown } } | null;
  response?: { headers?: { get(name: string): string | undefined } };
}

/** Reads what the connector client throws; machine-readable codes only. */
export function toDeliveryFailure(error: unknown): DeliveryFailure {
  const thrown = error as ConnectorError;
  const status = typeof thrown?.statusCode === 'number' ? thrown.statusCode : null;
  const code = thrown?.details?.error?.code ?? thrown?.code;
  return new DeliveryFailure(kindOf(status, code), status, retryAfter(thrown));
}

const KIND_BY_STATUS: Record<number, DeliveryFailureKind> = {
  403: 'placeGone',
  408: 'unanswered',
  412: 'busy',
  429: 'throttled',
};

function kindOf(status: number | null, code: unknown): DeliveryFailureKind {
  if (status === 404) return code === 'ActivityNotFoundInConversation' ? 'messageGone' : 'placeGone';
  const known = status === null ? undefined : KIND_BY_STATUS[status];
  return known ?? (status !== null && status >= 400 && status < 500 ? 'refused' : 'unanswered');
}

function retryAfter(error: ConnectorError): number | null {
  const seconds = Number(error?.response?.headers?.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}
