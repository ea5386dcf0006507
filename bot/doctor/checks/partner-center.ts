import type { Check } from '../check.ts';
import { fault, good } from '../finding.ts';

/** Is Partner Center there? Asked without a token, it must refuse: 401 or 403. */
export const partnerCenter: Check = {
  name: 'Partner Center',
  look: async ({ config, fetch }) => {
    const base = config.addresses.partnerCenter.replace(/(?<!\/)\/+$/, '');
    const { host } = new URL(base);
    try {
      const response = await fetch(`${base}/v1.0/engagements/referrals?$top=1`, {
        signal: AbortSignal.timeout(10_000),
        redirect: 'error',
      });
      await response.body?.cancel();
      if (response.status === 401 || response.status === 403) return [good(`${host} answers`)];
      return [
        fault(
          `${host} answers ${response.status} where it should ask for a sign-in`,
          'unset PARTNER_CENTER_URL: it is no Referrals API',
        ),
      ];
    } catch {
      return [
        fault(`${host} does not answer`, 'let the bot reach it; clicks and watching wait until it does'),
      ];
    }
  },
};
