/** What the connector is asked to do; a name for each route. */
export type Operation =
  | 'createConversation'
  | 'post'
  | 'reply'
  | 'update'
  | 'delete'
  | 'conversation'
  | 'members'
  | 'member'
  | 'team';

export interface ConnectorCall {
  at: Date;
  method: string;
  path: string;
  operation: Operation | null;
  conversationId: string | null;
  activityId: string | null;
  authorization: string | null;
  /** Which program calls, by its header `x-caller`; null: it does not say. */
  caller: string | null;
  body: unknown;
  /** Null while not answered, and where the answer was lost. */
  status: number | null;
  /** When the answer went out; null as `status`. */
  answeredAt: Date | null;
  /** What struck it; null: nothing. */
  fault: Fault | null;
  /** The message that this call made; null: none. */
  madeId: string | null;
  /** Did the connection break before the caller had the whole answer? */
  isLost: boolean;
}

export interface Fault {
  /** Which calls: fields that must be equal (a channel's id stands for its threads too), or a question. Default: all calls. */
  match?:
    | { operation?: Operation; method?: string; conversationId?: string; activityId?: string }
    | ((call: ConnectorCall) => boolean);
  /** Answered instead of carrying the call out. Default: the call is carried out. */
  status?: number;
  /** Default: what Teams says with that status. */
  code?: string;
  /** Sent as the Retry-After header. Default: no header. */
  retryAfterSeconds?: number;
  /** How many calls it strikes. Default 1. */
  times?: number;
  /** Waits before all else. Default 0. */
  delayMs?: number;
  /** Carries the call out, then waits before it answers. Default 0. */
  answerDelayMs?: number;
  /** Breaks the connection before the call is carried out. */
  hangUp?: boolean;
  /** Carries the call out, then breaks the connection instead of answering. */
  loseAnswer?: boolean;
  /** Carries the call out, then breaks the connection in the middle of the answer. */
  halfAnswer?: boolean;
}

export interface SetFault {
  /** Calls struck so far. */
  readonly struck: number;
  clear(): void;
}

export class Faults {
  readonly #faults: { fault: Fault; left: number; struck: number }[] = [];

  set(fault: Fault): SetFault {
    const entry = { fault, left: fault.times ?? 1, struck: 0 };
    this.#faults.push(entry);
    return {
      get struck() {
        return entry.struck;
      },
      clear: () => {
        entry.left = 0;
      },
    };
  }

  /** The oldest fault that strikes this call; counts it. */
  strike(call: ConnectorCall): Fault | null {
    const entry = this.#faults.find(({ fault, left }) => left > 0 && strikes(fault, call));
    if (entry === undefined) return null;
    entry.left -= 1;
    entry.struck += 1;
    return entry.fault;
  }

  clear(): void {
    this.#faults.length = 0;
  }
}

function strikes({ match }: Fault, call: ConnectorCall): boolean {
  if (match === undefined) return true;
  if (typeof match === 'function') return match(call);
  const { conversationId, operation, method, activityId } = match;
  const conversationFits =
    conversationId === undefined ||
    call.conversationId === conversationId ||
    (call.conversationId?.startsWith(`${conversationId};`) ?? false);
  return (
    conversationFits &&
    (operation === undefined || call.operation === operation) &&
    (method === undefined || call.method === method) &&
    (activityId === undefined || call.activityId === activityId)
  );
}

const USUAL_CODES: Record<number, string> = {
  400: 'BadArgument',
  401: 'BotNotRegistered',
  403: 'BotNotInConversationRoster',
  404: 'ConversationNotFound',
  412: 'PreconditionFailed',
  413: 'MessageSizeTooBig',
  429: 'Throttled',
  500: 'ServiceError',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'GatewayTimeout',
};

/** The body of a refusal. `MessageWritesBlocked` comes in the older shape, where the code sits in a text. */
export function refusalBody(status: number, code?: string, message = 'Refused by the stand-in'): unknown {
  if (code === 'MessageWritesBlocked') {
    return { errorCode: 209, message: JSON.stringify({ subCode: code, details: message, errorCode: null }) };
  }
  return { error: { code: code ?? USUAL_CODES[status] ?? 'ServiceError', message } };
}
