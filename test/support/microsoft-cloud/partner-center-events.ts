import { randomUUID } from 'node:crypto';
import { postJson } from '../teams-http.ts';
import { isJson } from '../teams-wire.ts';
import type { CloudPerson } from './cloud-person.ts';
import { bearerOf, type CloudAnswer, type CloudRequest, CloudService } from './cloud-service.ts';
import type { EntraTokens } from './entra-tokens.ts';
import { EventCertificates } from './event-certificates.ts';
import { PARTNER_CENTER_EVENTS } from './resources.ts';
import {
  EVENT_NAMES,
  eventBody,
  type EventForgery,
  type EventName,
  forgedEvent,
  signedEvent,
  type WireEvent,
} from './signed-event.ts';

/** Who gets the events of the partner's account: one system at a time. */
export interface WebhookRegistration {
  SubscriberId: string;
  WebhookUrl: string;
  WebhookEvents: string[];
  SignatureTokenToMsSignatureHeader: boolean;
}

export interface EventsOptions {
  tokens: EntraTokens;
  partnerTenantId: string;
  personWith(oid: string): CloudPerson | undefined;
  clock: () => Date;
}

export interface SendOptions {
  /** Default: a genuine one. */
  forge?: EventForgery;
  /** Where to. Default: what is registered. */
  to?: string;
  /** When the change was. Default: now. */
  changedAt?: Date;
}

interface TestEvent {
  correlationId: string;
  callbackUrl: string;
  results: { responseCode: string; responseMessage: string; systemError: boolean; dateTimeUtc: string }[];
}

class EventsRefusal extends Error {
  readonly status: number;
  /** Partner Center's own number. */
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const PATH = '/webhooks/v1/registration';
const TESTS_A_MINUTE = 2;
const TIMEOUT_MS = 10_000;

/** Partner Center's API for webhooks, another one than the referrals', and the events that it sends (API facts, 8). */
export class PartnerCenterEvents {
  readonly service: CloudService;
  readonly certificates: EventCertificates;
  /** Null: nobody gets events. Set it where another system, such as a CRM connector, was first. */
  registration: WebhookRegistration | null = null;
  /** What is answered where nothing is registered; the documentation does not say. */
  nothingRegistered: CloudAnswer = { status: 404, body: flatError(600009, 'No registration found.') };
  readonly #options: EventsOptions;
  readonly #tests: (TestEvent & { at: number })[] = [];

  private constructor(options: EventsOptions, certificates: EventCertificates) {
    this.#options = options;
    this.certificates = certificates;
    const route = (
      method: string,
      path: RegExp,
      run: (request: CloudRequest, id: string) => CloudAnswer,
    ) => ({
      method,
      path,
      run: (request: CloudRequest, [id = '']: string[]) => this.#guarded(request, () => run(request, id)),
    });
    this.service = new CloudService({
      clock: options.clock,
      refusal: (status) => flatError(status, `HTTP ${status}`),
      routes: [
        route('GET', new RegExp(`^${PATH}$`), () => this.#read()),
        route('POST', new RegExp(`^${PATH}$`), (request) => this.#create(request)),
        route('PUT', new RegExp(`^${PATH}$`), (request) => this.#replace(request)),
        route('GET', new RegExp(`^${PATH}/events$`), () => ({ status: 200, body: EVENT_NAMES })),
        route('POST', new RegExp(`^${PATH}/validationEvents$`), () => this.#sendTest()),
        route('GET', new RegExp(`^${PATH}/validationEvents/([^/]+)$`), (_request, id) => this.#test(id)),
      ],
    });
  }

  static async start(options: EventsOptions): Promise<PartnerCenterEvents> {
    const events = new PartnerCenterEvents(options, await EventCertificates.start(options.clock));
    await events.service.start();
    return events;
  }

  /** An event ready to go, for sending it twice, late, or in another order. */
  event(name: EventName, referralId: string, { forge, changedAt }: SendOptions = {}): Promise<WireEvent> {
    const body = eventBody(name, referralId, changedAt ?? this.#options.clock());
    const inMsHeader = this.registration?.SignatureTokenToMsSignatureHeader ?? false;
    const signing = { certificates: this.certificates, inMsHeader };
    return forge === undefined ? signedEvent(body, signing) : forgedEvent(forge, body, signing);
  }

  /** Sends an event once. @returns the HTTP status of the answer */
  async send(name: EventName, referralId: string, options: SendOptions = {}): Promise<number> {
    return this.deliver(await this.event(name, referralId, options), options.to);
  }

  /** @returns the HTTP status of the answer */
  async deliver({ text, headers }: WireEvent, to = this.registration?.WebhookUrl): Promise<number> {
    if (to === undefined) throw new Error('Nobody is registered for events: say where to');
    return (await postJson(to, text, headers, TIMEOUT_MS)).status;
  }

  async stop(): Promise<void> {
    await Promise.all([this.service.stop(), this.certificates.service.stop()]);
  }

  async #guarded(request: CloudRequest, run: () => CloudAnswer): Promise<CloudAnswer> {
    try {
      await this.#admit(request);
      return run();
    } catch (error) {
      if (!(error instanceof EventsRefusal)) throw error;
      return { status: error.status, body: flatError(error.code, error.message) };
    }
  }

  /** Apps and people of the partner's tenant, with a token for this API; people need a role. */
  async #admit(request: CloudRequest): Promise<void> {
    const { tokens, partnerTenantId, personWith } = this.#options;
    const verdict = await tokens.verify(bearerOf(request), PARTNER_CENTER_EVENTS);
    if (verdict.kind === 'refused' && verdict.why === 'audience')
      throw new EventsRefusal(401, 900420, 'The audience of the token is not valid.');
    if (verdict.kind === 'refused') throw new EventsRefusal(401, 900401, 'Unauthorized.');
    const { tid, oid = '', scp } = verdict.claims;
    if (tid !== partnerTenantId) throw new EventsRefusal(403, 900308, 'Insufficient privileges.');
    if (scp === undefined) return;
    const person = personWith(oid);
    if (person?.mfaDemanded && !verdict.claims.amr?.includes('mfa'))
      throw new EventsRefusal(403, 900308, 'Multifactor authentication is required.');
    if (person?.role !== 'referralsAdmin') throw new EventsRefusal(403, 900308, 'Insufficient privileges.');
  }

  #read(): CloudAnswer {
    return this.registration === null
      ? this.nothingRegistered
      : { status: 200, body: shown(this.registration) };
  }

  #create({ body }: CloudRequest): CloudAnswer {
    if (this.registration !== null) throw new EventsRefusal(409, 600010, 'A registration exists already.');
    return this.#save(body, randomUUID());
  }

  #replace({ body }: CloudRequest): CloudAnswer {
    if (this.registration === null) throw new EventsRefusal(404, 600009, 'No registration found.');
    return this.#save(body, this.registration.SubscriberId);
  }

  #save(body: unknown, SubscriberId: string): CloudAnswer {
    const refused = new EventsRefusal(400, 600011, 'The registration is not valid.');
    if (!isJson(body)) throw refused;
    const { WebhookUrl, WebhookEvents, SignatureTokenToMsSignatureHeader = false } = body;
    const names = Array.isArray(WebhookEvents) ? WebhookEvents.map(String) : [];
    if (typeof WebhookUrl !== 'string' || !isReachable(WebhookUrl) || names.length === 0) throw refused;
    if (!names.every((name) => EVENT_NAMES.some((known) => known === name))) throw refused;
    if (typeof SignatureTokenToMsSignatureHeader !== 'boolean') throw refused;
    this.registration = { SubscriberId, WebhookUrl, WebhookEvents: names, SignatureTokenToMsSignatureHeader };
    return { status: 200, body: shown(this.registration) };
  }

  /** The event goes out behind the answer. */
  #sendTest(): CloudAnswer {
    const { registration } = this;
    if (registration === null || !registration.WebhookEvents.includes('test-created'))
      throw new EventsRefusal(400, 600012, 'Not registered for test-created.');
    const now = this.#options.clock().getTime();
    if (this.#tests.filter(({ at }) => at > now - 60_000).length >= TESTS_A_MINUTE)
      throw new EventsRefusal(429, 600013, 'Two test events a minute.');
    const correlationId = randomUUID();
    const test = { correlationId, callbackUrl: registration.WebhookUrl, results: [], at: now };
    this.#tests.push(test);
    void this.#carryOut(test);
    return { status: 200, body: { correlationId } };
  }

  async #carryOut(test: TestEvent): Promise<void> {
    const status = await this.send('test-created', test.correlationId, { to: test.callbackUrl }).catch(
      () => null,
    );
    test.results.push({
      responseCode: status === null ? 'SystemError' : (RESPONSE_CODES[status] ?? String(status)),
      responseMessage: '',
      systemError: status === null,
      dateTimeUtc: this.#options.clock().toISOString(),
    });
  }

  #test(id: string): CloudAnswer {
    const test = this.#tests.find(({ correlationId }) => correlationId === id);
    if (test === undefined) throw new EventsRefusal(404, 600014, 'No such test event.');
    const { correlationId, callbackUrl, results } = test;
    const status = results.length > 0 ? 'completed' : 'in-progress';
    return { status: 200, body: { correlationId, partnerId: randomUUID(), status, callbackUrl, results } };
  }
}

/** As .NET names them. */
const RESPONSE_CODES: Record<number, string> = {
  200: 'OK',
  202: 'Accepted',
  400: 'BadRequest',
  401: 'Unauthorized',
  404: 'NotFound',
  500: 'InternalServerError',
};

function shown({ SubscriberId, WebhookUrl, WebhookEvents }: WebhookRegistration): unknown {
  return { SubscriberId, WebhookUrl, WebhookEvents };
}

/** This API has another shape of errors than the referrals'. */
function flatError(code: number, description: string): unknown {
  return { code, description, data: [], source: 'PartnerApiServiceCore' };
}

/** https, or this machine, where the bot under test is. */
function isReachable(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1');
}
