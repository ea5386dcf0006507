import { randomBytes, sign } from 'node:crypto';
import type { EventCertificates } from './event-certificates.ts';

/** Names of Partner Center's events; it has more than these, about customers and subscriptions. */
export const EVENT_NAMES = [
  'test-created',
  'referral-created',
  'referral-updated',
  'related-referral-created',
  'related-referral-updated',
  'subscription-updated',
] as const;
export type EventName = (typeof EVENT_NAMES)[number];

/** As Partner Center writes it, with its own capitals. */
export interface EventBody {
  EventName: string;
  ResourceUri: string;
  ResourceName: string;
  AuditUri: string | null;
  ResourceChangeUtcDate: string;
}

/** An event as it goes over the wire. */
export interface WireEvent {
  /** What is signed is these bytes. */
  text: string;
  headers: Record<string, string>;
}

/** Events that are not what they seem: each name is what is wrong with one. */
export const EVENT_FORGERIES = [
  'noSignature',
  'noCertificateUrl',
  'noAlgorithm',
  'otherScheme',
  'otherAlgorithm',
  'sha1',
  'badSignature',
  'changedBody',
  'otherWhitespace',
  'strangerKey',
  'strangerRoot',
  'selfSigned',
  'otherOrganization',
  'expiredCertificate',
  'notYetValidCertificate',
  'shortKey',
  'authorityAsSigner',
  'otherHost',
  'userInfoHost',
  'fileAddress',
  'noCertificate',
  'movedCertificate',
  'endlessCertificate',
  'tooLong',
] as const;
export type EventForgery = (typeof EVENT_FORGERIES)[number];

/** Without one of the headers it is no event at all; all other things that are wrong are answered alike (API facts, 8.4). */
const STATUSES: Partial<Record<EventForgery, number>> = {
  noSignature: 400,
  noCertificateUrl: 400,
  noAlgorithm: 400,
  tooLong: 413,
};

/** The HTTP status with which a forged event is to be refused. */
export function statusOfForged(forgery: EventForgery): number {
  return STATUSES[forgery] ?? 401;
}

export function eventBody(name: EventName, resourceId: string, changedAt: Date): EventBody {
  const isTest = name === 'test-created';
  const path = isTest ? 'webhooks/v1/registration/validationEvents' : 'engagements/v1/referrals';
  return {
    EventName: name,
    ResourceUri: `https://api.partnercenter.microsoft.com/${path}/${resourceId}`,
    ResourceName: isTest ? 'test' : 'referral',
    AuditUri: null,
    ResourceChangeUtcDate: changedAt.toISOString().replace('Z', '4567+00:00'),
  };
}

export interface Signing {
  certificates: EventCertificates;
  /** Whether the signature goes into `x-ms-signature`. */
  inMsHeader: boolean;
}

/** Signs an event as Partner Center does. */
export async function signedEvent(
  body: EventBody,
  { certificates, inMsHeader }: Signing,
): Promise<WireEvent> {
  const text = JSON.stringify(body);
  const signature = (await certificates.certificate('genuine')).sign(text);
  return {
    text,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      [inMsHeader ? 'x-ms-signature' : 'authorization']: `Signature ${signature}`,
      'x-ms-certificate-url': certificates.urlOf('genuine'),
      'x-ms-signature-algorithm': 'rsa-sha256',
    },
  };
}

/** Signs it with one thing wrong. */
export async function forgedEvent(
  forgery: EventForgery,
  body: EventBody,
  signing: Signing,
): Promise<WireEvent> {
  const genuine = await signedEvent(body, { ...signing, inMsHeader: false });
  return FORGERS[forgery](genuine, signing.certificates);
}

type Forger = (event: WireEvent, certificates: EventCertificates) => WireEvent | Promise<WireEvent>;

const without =
  (name: string): Forger =>
  ({ text, headers }) => ({
    text,
    headers: Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name)),
  });

const withHeader = ({ text, headers }: WireEvent, changes: Record<string, string>): WireEvent => ({
  text,
  headers: { ...headers, ...changes },
});

/** Signed with the key of this certificate, which the event names. */
const signedWith =
  (kind: Parameters<EventCertificates['urlOf']>[0]): Forger =>
  async (event, certificates) => {
    const { privateKey } = await certificates.certificate(kind);
    const signature = sign('sha256', Buffer.from(event.text), privateKey).toString('base64');
    return withHeader(event, {
      authorization: `Signature ${signature}`,
      'x-ms-certificate-url': certificates.urlOf(kind),
    });
  };

/** Signed properly, but the certificate stands elsewhere. */
const certificateAt =
  (address: (certificates: EventCertificates) => string): Forger =>
  (event, certificates) =>
    withHeader(event, { 'x-ms-certificate-url': address(certificates) });

const FORGERS: Record<EventForgery, Forger> = {
  noSignature: without('authorization'),
  noCertificateUrl: without('x-ms-certificate-url'),
  noAlgorithm: without('x-ms-signature-algorithm'),
  otherScheme: (event) =>
    withHeader(event, {
      authorization: event.headers['authorization']?.replace('Signature', 'Bearer') ?? '',
    }),
  otherAlgorithm: (event) => withHeader(event, { 'x-ms-signature-algorithm': 'rsa-sha1' }),
  sha1: async (event, certificates) => {
    const { privateKey } = await certificates.certificate('genuine');
    const signature = sign('sha1', Buffer.from(event.text), privateKey).toString('base64');
    return withHeader(event, { authorization: `Signature ${signature}` });
  },
  badSignature: (event) =>
    withHeader(event, { authorization: `Signature ${randomBytes(256).toString('base64')}` }),
  changedBody: ({ text, headers }) => ({ headers, text: text.replace(/-(created|updated)"/, '-deleted"') }),
  // The same JSON, but other bytes: what a check of the parsed body would let through.
  otherWhitespace: ({ text, headers }) => ({ headers, text: JSON.stringify(JSON.parse(text), null, 1) }),
  strangerKey: async (event, certificates) => {
    const { privateKey } = await certificates.certificate('strangerRoot');
    const signature = sign('sha256', Buffer.from(event.text), privateKey).toString('base64');
    return withHeader(event, { authorization: `Signature ${signature}` });
  },
  strangerRoot: signedWith('strangerRoot'),
  selfSigned: signedWith('selfSigned'),
  otherOrganization: signedWith('otherOrganization'),
  expiredCertificate: signedWith('expired'),
  notYetValidCertificate: signedWith('notYetValid'),
  shortKey: signedWith('shortKey'),
  authorityAsSigner: signedWith('authority'),
  otherHost: certificateAt((certificates) => certificates.urlOf('genuine').replace('127.0.0.1', '127.0.0.2')),
  userInfoHost: certificateAt((certificates) =>
    certificates.urlOf('genuine').replace('://', '://3psostorageacct.blob.core.windows.net@'),
  ),
  fileAddress: certificateAt(() => 'file:///etc/ssl/cert.pem'),
  noCertificate: certificateAt(({ service }) => `${service.url}/cert/nothing.cer`),
  movedCertificate: certificateAt(({ service }) => `${service.url}/moved/genuine.cer`),
  endlessCertificate: certificateAt(({ service }) => `${service.url}/endless.cer`),
  tooLong: async (event, certificates) => {
    const text = event.text.replace(/}$/, `,"Padding":"${'x'.repeat(1_000_000)}"}`);
    const { privateKey } = await certificates.certificate('genuine');
    const signature = sign('sha256', Buffer.from(text), privateKey).toString('base64');
    return { ...withHeader(event, { authorization: `Signature ${signature}` }), text };
  },
};
