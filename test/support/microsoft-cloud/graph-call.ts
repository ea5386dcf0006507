import type { CloudPerson } from './cloud-person.ts';
import type { CloudRequest } from './cloud-service.ts';

/** The people whom the caller's tenant knows. */
export interface Directory {
  people: CloudPerson[];
}

/** A call of Graph, with what is known of its caller. */
export interface GraphCall {
  request: CloudRequest;
  parts: string[];
  directory: Directory;
  /** The application permissions in the caller's token. */
  roles: string[];
}

export function badRequest(message: string): GraphRefusal {
  return new GraphRefusal(400, 'BadRequest', message);
}

/** What Graph says no with. */
export class GraphRefusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
