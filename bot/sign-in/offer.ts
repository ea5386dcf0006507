import type { SignInOffer } from '../../cards/sign-in-card.ts';
import type { SignIn } from '../../services/auth/redeem.ts';
import type { SignInWay } from '../../services/auth/sign-in-way.ts';
import { type SignInConversation, UserTokenServiceError } from '../../services/auth/user-token-service.ts';
import type { Place } from '../../services/people/place.ts';
import type { Turn } from '../turn.ts';

/**
 * What a sign-in card offers. Its button always leads to the page with MFA: whoever has to press something gets the
 * sign-in that is good for everything. Silently means that Teams' own token is tried first.
 * @returns null where the user token service does not answer
 */
export async function signInOffer(
  { userTokens, connections }: SignIn,
  conversation: SignInConversation,
  way: SignInWay,
): Promise<SignInOffer | null> {
  const { silent, interactive } = connections;
  try {
    const [page, exchange] = await Promise.all([
      userTokens.signInResource(interactive, conversation),
      way === 'silent' ? userTokens.signInResource(silent, conversation) : null,
    ]);
    return exchange?.exchange
      ? { connectionName: silent, link: page.link, exchange: exchange.exchange }
      : { connectionName: interactive, link: page.link, exchange: null };
  } catch (error) {
    if (error instanceof UserTokenServiceError) return null;
    throw error;
  }
}

/** Where the sign-in page hands its code back to. */
export function signInConversation(
  { envelope, person }: Pick<Turn, 'envelope' | 'person'>,
  place: Pick<Place, 'serviceUrl' | 'conversationId' | 'botId'>,
): SignInConversation {
  return {
    serviceUrl: place.serviceUrl,
    conversationId: place.conversationId,
    botId: place.botId,
    userId: person.userId ?? '',
    activityId: envelope.activityId,
  };
}
