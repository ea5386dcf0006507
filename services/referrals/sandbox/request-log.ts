/** One request to the API (not to the sandbox's own control). */
export interface LoggedRequest {
  /** By the sandbox's clock. */
  at: string;
  method: string;
  /** With the query. */
  path: string;
  /** What was answered, or would have been where the answer was lost; null where the caller left before. */
  status: number | null;
  /** The local token, such as `local.ann`; `other` for a bearer token of another kind, null for none. */
  caller: string | null;
  ifMatch: string | null;
  /** Parsed JSON, or the text where it is none; null without a body. */
  body: unknown;
  answerLost: boolean;
}

const KEPT = 10_000;

export interface RequestLog {
  add(request: LoggedRequest): void;
  all(): LoggedRequest[];
  clear(): void;
}

/** Remembers the last 10,000 requests. */
export function createRequestLog(): RequestLog {
  const requests: LoggedRequest[] = [];
  return {
    add(request) {
      requests.push(request);
      if (requests.length > KEPT) requests.shift();
    },
    all: () => [...requests],
    clear: () => void requests.splice(0),
  };
}
