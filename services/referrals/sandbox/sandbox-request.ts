/** A request, read to the end. */
export interface SandboxRequest {
  method: string;
  /** Without query and trailing slashes. */
  path: string;
  query: URLSearchParams;
  /** Of one header, any case; null when absent. */
  header(name: string): string | null;
  /** Of the address that the caller used: `http://127.0.0.1:3979`. */
  origin: string;
  /** The body as JSON; throws a 400 where it is none. */
  json(): unknown;
}

export interface SandboxAnswer {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON; left out: no body. */
  body?: unknown;
}
