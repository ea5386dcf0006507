import type { InvokeResponse } from 'botbuilder';
import { type Envelope, parseActivity } from './activity.ts';
import type { BotAdapter } from './adapter.ts';
import type { App } from './app.ts';
import { KeysUnavailable, NotAuthenticated } from './authenticate.ts';
import { DealBot } from './deal-bot.ts';
import type { Mode } from './mode.ts';
import type { ActivityRequest, HttpAnswer } from './server.ts';
import { whatIsAsked } from './what-is-asked.ts';

/** Statuses as in the contract: not an activity 400, not authenticated 401, all else by the turn. */
export async function answerActivity(
  app: App,
  adapter: BotAdapter,
  mode: Pick<Mode, 'refuse'>,
  { authorization, body, arrivedAt }: ActivityRequest,
): Promise<HttpAnswer> {
  const envelope = parseActivity(body, arrivedAt);
  if (!envelope) return refusal(400, 'NotAnActivity');
  const refused = mode.refuse(envelope);
  if (refused) return refused;
  const labels = { what: whatIsAsked(envelope) };
  const run = () => runTurn(app, adapter, authorization, envelope, body);
  const answer = await app.telemetry.measure('turn', labels, run, { done: outcomeOf });
  if (answer.status === 401) return answer;
  app.log.info(
    { ...turnIds(envelope), ...labels, status: answer.status, ms: Math.round(performance.now() - arrivedAt) },
    'turn',
  );
  return answer;
}

async function runTurn(
  app: App,
  adapter: BotAdapter,
  authorization: string,
  envelope: Envelope,
  body: unknown,
): Promise<HttpAnswer> {
  type Activity = Parameters<BotAdapter['run']>[1];
  try {
    const answer: InvokeResponse | undefined = await adapter.run(authorization, body as Activity, (context) =>
      new DealBot(app, envelope).run(context),
    );
    return answer ? { status: answer.status, body: answer.body } : { status: 200 };
  } catch (error) {
    return notRun(app, error);
  }
}

/** The status that counts: an invoke's own one where it has any. */
export function outcomeOf({ status, body }: HttpAnswer): string {
  const own = (body as { statusCode?: unknown } | null | undefined)?.statusCode;
  return String(typeof own === 'number' ? own : status);
}

/** What a turn leaves in the log: ids only. */
function turnIds({ activityId, conversationId, person }: Envelope): object {
  return { activity: activityId, conversation: conversationId, person: person?.personId ?? null };
}

/** No turn was run: nobody knows who speaks. What was wrong is for the log alone. */
function notRun(app: App, error: unknown): HttpAnswer {
  if (error instanceof NotAuthenticated) {
    app.log.info({ reason: error.reason }, 'activity not authenticated');
    return refusal(401, 'NotAuthenticated');
  }
  if (!(error instanceof KeysUnavailable)) throw error;
  app.log.error({ err: error }, 'no activity can be authenticated');
  return refusal(503, 'NotAnswered');
}

function refusal(status: number, code: string): HttpAnswer {
  return { status, body: { error: { code } } };
}
