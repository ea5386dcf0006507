import {
  createSandbox,
  type Sandbox,
  type SandboxOptions,
} from '../../../../services/referrals/sandbox/sandbox.ts';

export const API = '/v1.0/engagements/referrals';

export interface Reply {
  status: number;
  headers: Headers;
  /** Parsed JSON; null without a body. */
  body: Record<string, unknown>;
}

export interface RunningSandbox extends Sandbox {
  call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply>;
}

const running: Sandbox[] = [];

/** A sandbox on a free port with a caller; `stopSandboxes` ends it. */
export async function startSandbox(options: Partial<SandboxOptions> = {}): Promise<RunningSandbox> {
  const sandbox = await createSandbox({ port: 0, seed: 'empty', ...options });
  running.push(sandbox);
  return {
    ...sandbox,
    async call(method, path, body, headers = {}) {
      const response = await fetch(sandbox.url + path, {
        method,
        headers: { Authorization: 'Bearer local.ann', 'Content-Type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const parsed = text === '' ? null : JSON.parse(text);
      return { status: response.status, headers: response.headers, body: parsed as Record<string, unknown> };
    },
  };
}

export async function stopSandboxes(): Promise<void> {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.stop()));
}

export const ID = '11111111-1111-4111-8111-111111111111';
export const ENGAGEMENT = '22222222-2222-4222-8222-222222222222';

/** An inbound referral that could be accepted as it is. */
export const completeReferral = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: ID,
  engagementId: ENGAGEMENT,
  name: 'Plant analytics',
  organizationId: '33333333-3333-4333-8333-333333333333',
  createdDateTime: '2026-11-02T09:15:22.1234567Z',
  updatedDateTime: '2026-11-02T09:15:22.1234567Z',
  expirationDateTime: '2026-11-16T00:00:00Z',
  status: 'New',
  substatus: 'Pending',
  type: 'Shared',
  direction: 'Incoming',
  favorite: false,
  customerProfile: { name: 'Sample GmbH', address: { country: 'DE' }, team: [], ids: [] },
  consent: { consentToContact: true, consentToShareReferralWithMicrosoftSellers: true },
  details: {
    notes: 'text',
    dealValue: 60000,
    currency: 'EUR',
    closingDateTime: '2027-03-01T00:00:00Z',
    requirements: { solutions: [{ id: 'SOL-00001-AAA', name: 'Example' }] },
  },
  team: [{ firstName: 'Ann', lastName: 'Lee', email: 'ann@partner.example' }],
  inviteContext: { invitedBy: { organizationId: 'msft', organizationName: 'Microsoft' } },
  registrations: [],
  eTag: '"e-1"',
  ...more,
});

export const move = (status: string, substatus: string): object[] => [
  { op: 'replace', path: '/status', value: status },
  { op: 'replace', path: '/substatus', value: substatus },
];

export const ACCEPT = move('Active', 'Accepted');
