import type { Check } from '../check.ts';
import { fault, good } from '../finding.ts';

/** Can Teams' tokens be checked? Without the keys every activity is refused. */
export const signingKeys: Check = {
  name: 'Keys of the Bot Framework',
  look: async ({ config, fetch }) => {
    const address = config.addresses.botOpenIdMetadata;
    try {
      const response = await fetch(address, { signal: AbortSignal.timeout(10_000), redirect: 'error' });
      const document = (await response.json()) as { jwks_uri?: unknown };
      if (response.ok && typeof document.jwks_uri === 'string') return [good('Teams can be authenticated')];
    } catch {
      // Said below.
    }
    return [
      fault(
        `${new URL(address).host} does not give the keys that Teams signs with`,
        'let the bot reach it, or unset BOT_OPENID_METADATA_URL',
      ),
    ];
  },
};
