import type { Locale } from '../services/people/person.ts';
import { strings } from './strings.ts';

/** What a sign-in card offers. */
export interface SignInOffer {
  /** The OAuth connection of the bot under which Teams is to sign in. */
  connectionName: string;
  /** The sign-in page. */
  link: string;
  /** With it Teams exchanges its own token, without anybody pressing anything; null: by the button only. */
  exchange: { id: string; uri: string | null; providerId: string | null } | null;
}

/** The content of an OAuth card: the one card that Teams can sign people in with. */
export interface SignInCard {
  text: string;
  connectionName: string;
  tokenExchangeResource?: { id: string; uri?: string; providerId?: string };
  buttons: readonly { type: 'signin'; title: string; text: string; value: string }[];
}

export interface SignInAttachment {
  contentType: 'application/vnd.microsoft.card.oauth';
  content: SignInCard;
}

export function signInCard({ connectionName, link, exchange }: SignInOffer, locale: Locale): SignInCard {
  const t = strings(locale);
  const title = t('button.signIn');
  return {
    text: t('oauth.text'),
    connectionName,
    ...(exchange && {
      tokenExchangeResource: {
        id: exchange.id,
        ...(exchange.uri !== null && { uri: exchange.uri }),
        ...(exchange.providerId !== null && { providerId: exchange.providerId }),
      },
    }),
    buttons: [{ type: 'signin', title, text: title, value: link }],
  };
}

export function signInAttachment(content: SignInCard): SignInAttachment {
  return { contentType: 'application/vnd.microsoft.card.oauth', content };
}
