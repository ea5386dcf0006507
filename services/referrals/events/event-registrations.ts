import { z } from 'zod';
import type { AccessTokens } from '../../auth/access-tokens.ts';
import type { PersonKey } from '../../people/person.ts';
import { type CallLog, callPartnerCenter } from '../call-partner-center.ts';
import { isReferralError, ReferralServiceError } from '../errors.ts';
import { wireMoment } from '../wire-moment.ts';

/** To whom Partner Center sends events. A partner account has one of these, for all of its systems (API-05). */
export interface EventRegistration {
  /** May hold a secret of the other system's: never shown or logged, but for its host. */
  webhookUrl: string;
  events: string[];
  /** Is the signature sent as `x-ms-signature`, and not as `authorization`? null: Partner Center does not say. */
  inMsHeader: boolean | null;
}

/** How a test event went. */
export interface EventTest {
  isCompleted: boolean;
  attempts: {
    /** What Partner Center got as an answer, such as `Accepted`, `202` or `NotFound`; text from outside. */
    answer: string;
    at: Date | null;
  }[];
}

/**
 * Partner Center's registration of webhooks, an API of its own beside the referrals (partner-center-api.md 8.1).
 * Everything happens under the rights of the person who asks. Throws `ReferralServiceError` only.
 */
export interface EventRegistrations {
  /** null: there is none. */
  find(person: PersonKey, signal?: AbortSignal): Promise<EventRegistration | null>;
  /** The names of all events that can be asked for. */
  eventNames(person: PersonKey, signal?: AbortSignal): Promise<string[]>;
  /** Takes the place of what is registered; @param isFirst: nothing is. */
  save(person: PersonKey, registration: EventRegistration, isFirst: boolean): Promise<EventRegistration>;
  /** Has a test event sent, which takes a registration for `test-created`; twice a minute at most. @returns its id */
  sendTest(person: PersonKey): Promise<string>;
  testResult(person: PersonKey, testId: string, signal?: AbortSignal): Promise<EventTest>;
}

const PATH = '/webhooks/v1/registration';
const TIMEOUT_SECONDS = 10;

const registration = z.object({
  WebhookUrl: z.string().min(1),
  WebhookEvents: z.array(z.string()).nullish(),
  SignatureTokenToMsSignatureHeader: z.boolean().nullish().catch(null),
});
const test = z.object({ correlationId: z.guid() });
const testResult = z.object({
  status: z.string().nullish(),
  results: z
    .array(
      z.object({
        responseCode: z.union([z.string(), z.number().transform(String)]).nullish(),
        systemError: z.boolean().nullish(),
        dateTimeUtc: z.string().nullish(),
      }),
    )
    .nullish(),
});

export interface EventRegistrationsOptions {
  /** `EVENTS_URL`. */
  baseUrl: string;
  /** For this API: it has an audience of its own. */
  accessTokens: AccessTokens;
  fetch: typeof globalThis.fetch;
  log?: CallLog;
}

export function createEventRegistrations(options: EventRegistrationsOptions): EventRegistrations {
  const base = options.baseUrl.replace(/(?<!\/)\/+$/, '') + PATH;

  const call = async (
    person: PersonKey,
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    { body, signal }: { body?: unknown; signal?: AbortSignal | undefined } = {},
  ): Promise<unknown> => {
    const answer = await callPartnerCenter(options, {
      method,
      url: new URL(base + path),
      caller: { kind: 'person', person },
      timeoutSeconds: TIMEOUT_SECONDS,
      signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return answer.body.kind === 'json' ? answer.body.value : null;
  };

  return {
    find: async (person, signal) => {
      try {
        const value = await call(person, 'GET', '', { signal });
        const read = registration.safeParse(value);
        return read.success ? toRegistration(read.data) : nothingOr(value);
      } catch (error) {
        if (isReferralError(error, 'notFound')) return null;
        throw error;
      }
    },
    eventNames: async (person, signal) =>
      readAs(z.array(z.string()), await call(person, 'GET', '/events', { signal })),
    save: async (person, wanted, isFirst) => {
      const { webhookUrl: WebhookUrl, events: WebhookEvents, inMsHeader } = wanted;
      const header = inMsHeader === null ? {} : { SignatureTokenToMsSignatureHeader: inMsHeader };
      const body = { WebhookUrl, WebhookEvents, ...header };
      const read = registration.safeParse(await call(person, isFirst ? 'POST' : 'PUT', '', { body }));
      return read.success ? toRegistration(read.data) : wanted;
    },
    sendTest: async (person) =>
      readAs(test, await call(person, 'POST', '/validationEvents')).correlationId.toLowerCase(),
    testResult: async (person, testId, signal) => {
      const path = `/validationEvents/${encodeURIComponent(testId)}`;
      const { status, results } = readAs(testResult, await call(person, 'GET', path, { signal }));
      return {
        isCompleted: status?.toLowerCase() === 'completed',
        attempts: (results ?? []).map(({ responseCode, dateTimeUtc }) => ({
          answer: (responseCode ?? '').slice(0, 60),
          at: wireMoment(dateTimeUtc),
        })),
      };
    },
  };
}

function toRegistration(wire: z.output<typeof registration>): EventRegistration {
  return {
    webhookUrl: wire.WebhookUrl,
    events: wire.WebhookEvents ?? [],
    inMsHeader: wire.SignatureTokenToMsSignatureHeader ?? null,
  };
}

/** What is said where nothing is registered is not documented: no content, null, {} and an empty URL are taken for it. */
function nothingOr(value: unknown): null {
  const isNothing =
    value === null || (typeof value === 'object' && !(value as { WebhookUrl?: unknown }).WebhookUrl);
  if (!isNothing) throw new ReferralServiceError('malformed', { status: 200 });
  return null;
}

function readAs<T>(schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value);
  if (!read.success) throw new ReferralServiceError('malformed', { status: 200 });
  return read.data;
}
