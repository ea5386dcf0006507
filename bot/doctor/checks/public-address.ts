import { publicAddress as addressOf } from '../../config/addresses.ts';
import type { Check, Surroundings } from '../check.ts';
import { fault, good, warning } from '../finding.ts';

/** Is the bot where Teams will look for it, and does it refuse strangers there? */
export const publicAddress: Check = {
  name: 'Public address',
  look: async (around) => {
    const { domain } = around.config;
    if (domain === null)
      return [
        warning('BOT_DOMAIN is not set: it cannot be seen from here whether Teams reaches the bot', 'set it'),
      ];
    const address = addressOf(domain);
    const ready = await publicStatus(around, `${address}/readyz`, 'GET');
    if (ready !== 200)
      return [
        fault(
          `${address} ${ready === null ? 'does not answer' : `is not ready (${ready})`}`,
          'start the bot; check DNS, certificate and ingress',
        ),
      ];
    const stranger = await publicStatus(around, `${address}/api/messages`, 'POST');
    return [
      good(`${address} answers`),
      stranger === 401 || stranger === 400
        ? good('strangers are refused there')
        : fault(
            `${address}/api/messages answers a stranger with ${stranger ?? 'nothing'}`,
            'another program answers there, or the path is taken off by the ingress',
          ),
    ];
  },
};

/** The status of an answer to a request of nobody's; null: none came. */
export async function publicStatus(
  { fetch }: Surroundings,
  address: string,
  method: 'GET' | 'POST',
): Promise<number | null> {
  try {
    const response = await fetch(address, {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(10_000),
      ...(method === 'POST' && { headers: { 'content-type': 'application/json' }, body: STRANGER }),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return null;
  }
}

const STRANGER = JSON.stringify({
  type: 'message',
  serviceUrl: 'https://smba.trafficmanager.net/teams/',
  channelId: 'msteams',
  from: { id: '29:stranger' },
  conversation: { id: 'a:stranger', tenantId: '00000000-0000-0000-0000-000000000000' },
});
