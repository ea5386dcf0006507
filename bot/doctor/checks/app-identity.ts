import type { Check } from '../check.ts';
import { fault, type Finding, good } from '../finding.ts';

/** What Entra's error numbers mean for the admin (AADSTS codes; their texts are never read). */
const MEANINGS: Record<string, [text: string, cure: string]> = {
  '7000215': [
    'the secret is wrong',
    'make a new client secret and set MicrosoftAppPassword to its value (not its id)',
  ],
  '7000222': ['the secret has expired', 'make a new client secret and set MicrosoftAppPassword'],
  '700027': [
    'the certificate does not fit the app',
    'upload the certificate to the app registration and set CertificateThumbprint and CertificatePrivateKey to the same one',
  ],
  '700016': ['the app is unknown in this tenant', 'check MicrosoftAppId and MicrosoftAppTenantId'],
  '90002': ['the tenant is unknown', 'check MicrosoftAppTenantId'],
};

/** Does Entra know the bot, and take what proves it? Without that token nothing can be posted. */
export const appIdentity: Check = {
  name: 'Bot identity in Entra',
  look: async ({ appTokens }): Promise<Finding[]> => {
    try {
      await appTokens('https://api.botframework.com/.default');
      return [good('Entra gives the bot its token')];
    } catch (error) {
      const { errorNo } = error as { errorNo?: unknown };
      const number = typeof errorNo === 'number' || typeof errorNo === 'string' ? String(errorNo) : '';
      const [text, cure] = MEANINGS[number] ?? [
        'Entra gives the bot no token',
        'check MicrosoftAppId, MicrosoftAppTenantId and the secret, certificate or managed identity; is Entra reachable from here?',
      ];
      return [fault(number ? `${text} (AADSTS${number})` : text, cure)];
    }
  },
};
