import { UserTokenServiceError } from '../../../services/auth/user-token-service.ts';
import type { Check, Surroundings } from '../check.ts';
import { fault, type Finding, good, warning } from '../finding.ts';

/** The two OAuth connections of the bot registration. A made-up conversation asks for their sign-in page. */
export const connections: Check = {
  name: 'OAuth connections',
  look: async (around) => {
    const { silent, interactive } = around.config.connections;
    return [
      await findConnection(around, silent, 'PARTNER_CENTER_SSO_CONNECTION', true),
      await findConnection(around, interactive, 'PARTNER_CENTER_SIGN_IN_CONNECTION', false),
    ];
  },
};

/** Is there an OAuth connection of this name? @param name the setting that names it @param exchanges must it know silent sign-in? */
export async function findConnection(
  { userTokens, config }: Surroundings,
  connection: string,
  name: string,
  exchanges: boolean,
): Promise<Finding> {
  try {
    const resource = await userTokens.signInResource(connection, {
      serviceUrl: 'https://smba.trafficmanager.net/teams/',
      conversationId: 'a:doctor',
      botId: `28:${config.identity.appId}`,
      userId: '29:doctor',
      activityId: null,
    });
    if (exchanges && !resource.exchange)
      return warning(
        `${connection} knows no silent sign-in: everybody will see the sign-in page`,
        'set the Token Exchange URL of the connection to the Application ID URI (api://botid-<app id>)',
      );
    return good(`${connection} is there`);
  } catch (error) {
    if (!(error instanceof UserTokenServiceError)) throw error;
    const isUnknown = error.status === 404 || error.status === 400;
    return isUnknown
      ? fault(
          `the bot registration has no OAuth connection named ${connection}`,
          `make it in the Azure Bot (Configuration, OAuth connection settings), or set ${name} to its name`,
        )
      : fault(
          `the user token service does not answer for ${connection}${error.status ? ` (HTTP ${error.status})` : ''}`,
          'mend the bot identity first; is BOT_TOKEN_SERVICE_URL reachable from here?',
        );
  }
}
