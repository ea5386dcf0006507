import { type InvokeResponse, TeamsActivityHandler, type TurnContext } from 'botbuilder';
import { attachment } from '../cards/render.ts';
import type { Envelope } from './activity.ts';
import { answerMessage } from './answer-message.ts';
import type { App } from './app.ts';
import { answerInvoke } from './answer-invoke.ts';
import { answerExtension } from './extension.ts';
import { answerFileConsent } from './files/answer-file-consent.ts';
import { answerColleagueSearch } from './search-colleagues.ts';
import { answerSignIn } from './sign-in/answer-sign-in.ts';
import { clickAnswer, extensionAnswer, storeAwayCard } from './store-trouble.ts';
import { takeInNews } from './teams-news.ts';

/** Hands every kind of activity over to the function that answers it. */
export class DealBot extends TeamsActivityHandler {
  readonly #app: App;
  readonly #envelope: Envelope;

  /** One a turn: the envelope is the activity, parsed at the door. */
  constructor(app: App, envelope: Envelope) {
    super();
    this.#app = app;
    this.#envelope = envelope;
  }

  protected override async onMessageActivity(context: TurnContext): Promise<void> {
    try {
      await answerMessage(this.#app, this.#envelope);
    } catch (error) {
      const card = await storeAwayCard(this.#app, this.#envelope, error);
      await context.sendActivity({ attachments: [attachment(card)], summary: card.fallbackText });
    }
  }

  /** Edited and deleted messages are not run again. */
  protected override async onMessageUpdateActivity(): Promise<void> {}

  protected override async onMessageDeleteActivity(): Promise<void> {}

  protected override onInstallationUpdateActivity(): Promise<void> {
    return takeInNews(this.#app, this.#envelope);
  }

  protected override onConversationUpdateActivity(): Promise<void> {
    return takeInNews(this.#app, this.#envelope);
  }

  /** Teams' other invokes would be answered with 501 by botbuilder: no fault of ours, so no 5xx. */
  protected override async onInvokeActivity(): Promise<InvokeResponse> {
    if (this.#envelope.name === 'adaptiveCard/action')
      return {
        status: 200,
        body: await clickAnswer(this.#app, this.#envelope, answerInvoke(this.#app, this.#envelope)),
      };
    const answer =
      (await answerSignIn(this.#app, this.#envelope)) ??
      (await answerColleagueSearch(this.#app, this.#envelope)) ??
      (await answerFileConsent(this.#app, this.#envelope)) ??
      (await extensionAnswer(this.#app, this.#envelope, answerExtension(this.#app, this.#envelope)));
    return answer ?? { status: 400, body: { error: { code: 'NotSupported' } } };
  }
}
