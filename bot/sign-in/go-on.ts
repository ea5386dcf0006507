import type { SignInWay } from '../../services/auth/sign-in-way.ts';
import { type AskedMessage, takeAskedMessages } from '../../services/store/asked-messages.ts';
import { listInbound } from '../../services/deals/list-inbound.ts';
import type { PersonKey } from '../../services/people/person.ts';
import { isWatched } from '../../services/stewards/steward-reader.ts';
import { signedInAgain } from '../../services/stewards/volunteer.ts';
import { findPersonalPlace, findPlace } from '../../services/store/places.ts';
import { findSignIn, saveSignIn, type SignInRecord, takeSignInCard } from '../../services/store/sign-ins.ts';
import type { Envelope } from '../activity.ts';
import type { App } from '../app.ts';
import { catchUpPlace } from '../redraw-place.ts';
import type { Turn } from '../turn.ts';
import { removeSignInCard, SIGN_IN_WITHIN_MS } from './ask-in-chat.ts';

/** Answers a message as if it had just come. */
export type AnswerAgain = (app: App, envelope: Envelope, signedIn: SignInWay) => Promise<void>;

/** Who signed in, and with what Teams told it. */
export type SignedIn = Pick<Turn, 'envelope' | 'person'>;

/** Of more messages that wait, only the latest are answered. */
const MOST_ANSWERED = 5;

/**
 * Somebody has signed in: what they asked goes on, and their own chat is shown what was kept from it. All but the note
 * of it happens behind the answer.
 */
export async function goOn(
  app: App,
  turn: SignedIn,
  way: SignInWay,
  answerAgain: AnswerAgain,
): Promise<void> {
  const { db } = app.store;
  const before = await findSignIn(db, turn.person);
  await saveSignIn(db, turn.person, { signedInAt: app.clock.now(), withheld: false });
  app.background('after a sign-in', allThatWaited(app, turn, { way, before, answerAgain }));
}

async function allThatWaited(
  app: App,
  turn: SignedIn,
  { way, before, answerAgain }: { way: SignInWay; before: SignInRecord; answerAgain: AnswerAgain },
): Promise<void> {
  const { db } = app.store;
  const { person } = turn;
  const card = await takeSignInCard(db, person);
  if (card) await removeSignInCard(app, card);
  const since = app.clock.now().getTime() - SIGN_IN_WITHIN_MS;
  const asked = (await takeAskedMessages(db, person)).filter(({ askedAt }) => askedAt.getTime() >= since);
  for (const message of asked.slice(-MOST_ANSWERED)) {
    const envelope = await envelopeOf(app, turn, message);
    if (envelope) await answerAgain(app, envelope, way);
  }
  await backToWatching(app, person);
  const chat = await findPersonalPlace(db, person);
  if (!chat || (before.signedInAt !== null && !before.withheld)) return;
  await catchUpPlace(app, chat);
  app.wakeDeliveries();
}

/**
 * A steward watches again at once. Where nobody does, a first look at what this person may see says whether they could,
 * and then they are asked (`noteRole`).
 */
async function backToWatching(app: App, person: PersonKey): Promise<void> {
  if (await signedInAgain(app, person)) app.wakeWatching();
  else if (!(await isWatched(app))) await listInbound(app, person);
}

/** The message as it came; null where its place is gone. */
async function envelopeOf(app: App, { envelope }: SignedIn, asked: AskedMessage): Promise<Envelope | null> {
  const place = await findPlace(app.store.db, asked.placeId);
  if (!place || place.retiredAt) return null;
  return {
    ...envelope,
    type: 'message',
    name: null,
    action: null,
    activityId: null,
    tenantId: place.tenantId,
    serviceUrl: place.serviceUrl,
    conversationId: place.conversationId,
    teamId: place.teamId,
    thread: asked.thread,
    kind: place.kind,
    botId: place.botId,
    text: asked.text,
    value: asked.submitted,
    replyToId: asked.replyToId,
  };
}
