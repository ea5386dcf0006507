import { decodeJwt } from 'jose';
import { PERMISSIONS } from '../../../services/people/graph/feature-switch.ts';
import type { Check } from '../check.ts';
import { fault, type Finding, good, warning } from '../finding.ts';

/** Which permissions an admin has consented to: Entra writes them into the app's token. */
export const graphPermissions: Check = {
  name: 'Microsoft Graph',
  look: async ({ config, graphToken }) => {
    if (!config.graph) return [good('off (GRAPH): names, absences and the activity feed are not used')];
    let granted: Set<unknown>;
    try {
      const { roles } = decodeJwt(await graphToken());
      granted = new Set(Array.isArray(roles) ? roles : []);
    } catch {
      return [fault('Entra gives the bot no token for Graph', 'mend the bot identity first')];
    }
    return Object.entries(PERMISSIONS).map(
      ([feature, permissions]): Finding =>
        permissions.some((permission) => granted.has(permission))
          ? good(`${feature}: consented`)
          : warning(
              `${feature} is off: no consent to ${permissions.join(' or ')}`,
              'consent to it (services/people/README.md says what for), or do without',
            ),
    );
  },
};
