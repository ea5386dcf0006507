import { randomUUID } from 'node:crypto';
import {
  type Activity,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type InvokeResponse,
  type TurnContext,
} from 'botbuilder';
import {
  type BotFrameworkAuthentication,
  ClaimsIdentity,
  type ConnectorClient,
} from 'botframework-connector';
import { noticeCard } from '../cards/notice-card.ts';
import { attachment } from '../cards/render.ts';
import type { AppTokens } from '../services/auth/app-tokens.ts';
import type { Log } from '../services/services.ts';
import { createAuthenticate } from './authenticate.ts';
import type { LiveConfig } from './config/live-config.ts';
import { withoutRetries } from './inner-pipeline.ts';
import { invokeError } from './invoke-answer.ts';
import { LiveAuthentication } from './live-authentication.ts';

export interface BotAdapter {
  /**
   * Authenticates and runs one turn. @returns the answer of an invoke, else undefined
   * @throws NotAuthenticated, KeysUnavailable (`authenticate.ts`)
   */
  run(
    authorization: string,
    activity: Activity,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeResponse | undefined>;
  /** The way out, for posts in and out of turns. */
  connectorFor(serviceUrl: string): Promise<ConnectorClient>;
}

class DealAdapter extends CloudAdapter implements BotAdapter {
  run(
    authorization: string,
    activity: Activity,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeResponse | undefined> {
    return this.processActivity(authorization, activity, logic);
  }

  /** One HTTP attempt a call: what is to be tried again is a row in `deliveries`, not a loop in a client. */
  async connectorFor(serviceUrl: string): Promise<ConnectorClient> {
    const factory = this.botFrameworkAuthentication.createConnectorFactory(
      new ClaimsIdentity([], 'anonymous'),
    );
    return withoutRetries(await factory.create(serviceUrl));
  }
}

/**
 * Local mode: no app id, which switches Bot Framework's authentication off. Only `config.ts` may let that happen,
 * and only for loopback addresses.
 */
export function createLocalAdapter(log: Log): BotAdapter {
  return createDealAdapter(new ConfigurationBotFrameworkAuthentication({}), log);
}

/** Live mode: who speaks is checked by us, and calls carry the bot's own token. */
export function createLiveAuthentication(
  config: Pick<LiveConfig, 'identity' | 'addresses'>,
  appTokens: AppTokens,
): LiveAuthentication {
  const { identity, addresses } = config;
  const authenticate = createAuthenticate({
    appId: identity.appId,
    openIdMetadataUrl: addresses.botOpenIdMetadata,
  });
  return new LiveAuthentication(config, authenticate, appTokens);
}

/**
 * What a surprise in a turn answers: a reference that finds it in the log. News of Teams itself, such as that the app was
 * added, has nobody to be told: it is answered as not taken in, so that Teams may send it again.
 */
export function createDealAdapter(authentication: BotFrameworkAuthentication, log: Log): BotAdapter {
  const adapter = new DealAdapter(authentication);
  adapter.onTurnError = async (context, error) => {
    const reference = randomUUID();
    log.error(
      { err: error, reference, activityType: context.activity.type, activityName: context.activity.name },
      'turn failed',
    );
    if (context.activity.type === 'invoke') {
      await context.sendActivity({
        type: 'invokeResponse',
        value: { status: 200, body: invokeError(500, reference) },
      });
    } else if (context.activity.type === 'message') {
      const reader = { locale: 'en', timeZone: 'UTC', redaction: 'redacted' } as const;
      const card = noticeCard({ kind: 'surprise', args: { reference } }, reader);
      await context.sendActivity({ attachments: [attachment(card)] }).catch(() => undefined);
    } else {
      throw error;
    }
  };
  return adapter;
}
