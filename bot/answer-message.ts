import { z } from 'zod';
import { isVerb, unpackAction } from '../cards/card-action.ts';
import { noticeCard } from '../cards/notice-card.ts';
import type { SignInWay } from '../services/auth/sign-in-way.ts';
import type { Locale } from '../services/people/person.ts';
import { firstSeen } from '../services/store/turns.ts';
import { runAction } from './actions.ts';
import type { Envelope } from './activity.ts';
import { answerInPlace, answerWithCard } from './answer.ts';
import type { App } from './app.ts';
import { parseCommand, suggestCommands } from './commands.ts';
import { dealCommand } from './commands/deal.ts';
import { greetPlace } from './join.ts';
import { type Asked, askedBy } from './pace.ts';
import type { AnswerAgain } from './sign-in/go-on.ts';
import { isOutsider } from './sign-in/outsider.ts';
import { redeemTyped } from './sign-in/typed-code.ts';
import { openTurn, type Turn } from './turn.ts';

const submitValue = z.looseObject({ verb: z.unknown().optional() });

/** An id alone means: show me that deal. */
const LOOKS_LIKE_AN_ID = /^(?=.*\d)[0-9a-f]{6,8}(-[0-9a-f-]+)?$/i;

/** Answers what a person typed, or the Submit fallback of an old client (teams.md 1.1). Each message once. */
export async function answerMessage(app: App, envelope: Envelope): Promise<void> {
  const { conversationId, activityId } = envelope;
  if (!envelope.person) return;
  // A card alone, as from the message extension, asks for nothing.
  if (envelope.bringsCard && !envelope.text) return;
  if (activityId && !(await firstSeen(app.store.db, conversationId, activityId, app.clock.now()))) return;
  await answer(app, envelope, null);
}

/** Answers a message that had to wait for its person's sign-in. */
export const answerAgain: AnswerAgain = answer;

async function answer(app: App, envelope: Envelope, signedIn: SignInWay | null): Promise<void> {
  const { person } = envelope;
  if (!person) return;
  const submitted = submitValue.safeParse(envelope.value);
  const parsed = submitted.success ? null : parseCommand(envelope.text ?? '');
  const turn: Turn = {
    ...(await openTurn(app, envelope, person, parsed ? spokenBy(parsed.language) : undefined)),
    ...(signedIn && { signedIn }),
  };
  if (isOutsider(app, person))
    return answerWithCard(app, turn, noticeCard({ kind: 'outsider' }, turn.reader));
  // That it was installed there was never heard.
  if (turn.isFirst && turn.place.kind === 'personal') await greetPlace(app, turn.place, null);
  const pace = app.pace.take(person, askedIn(submitted.data), app.clock.now());
  if (pace === 'tell') return answerWithCard(app, turn, noticeCard({ kind: 'tooFast' }, turn.reader));
  if (pace === 'wait') return;
  if (submitted.success) return answerSubmit(app, turn, submitted.data);
  return parsed ? parsed.command.run(app, turn, parsed.argument) : answerOddText(app, turn);
}

/** @param submitted what a button of an old client sent; absent: something was typed */
function askedIn(submitted: Record<string, unknown> | undefined): Asked {
  const verb = submitted?.['verb'];
  return isVerb(verb) ? askedBy(verb) : 'question';
}

/** What begins with no word of ours: a sign-in's code, a deal's id, or something to make suggestions for. */
async function answerOddText(app: App, turn: Turn): Promise<void> {
  const text = turn.envelope.text ?? '';
  if (await redeemTyped(app, turn, text, answerAgain)) return;
  if (LOOKS_LIKE_AN_ID.test(text)) return dealCommand(app, turn, text);
  const suggestions = suggestCommands(text, turn.reader.locale);
  return answerWithCard(
    app,
    turn,
    noticeCard({ kind: 'unknownCommand', args: { suggestions } }, turn.reader),
  );
}

/**
 * A French word asks for French; an English one only for what Teams says, because everybody types 'help'. What is no
 * command (an id, a typing error) changes nothing.
 */
function spokenBy(language: Locale): Locale | null {
  return language === 'en' ? null : language;
}

/** A Submit cannot be answered with a card in place, so the clicked message is edited where it is ours, else answered. */
async function answerSubmit(app: App, turn: Turn, value: Record<string, unknown>): Promise<void> {
  const unpacked = unpackAction(value['verb'], value);
  const given = unpacked.ok ? runAction(app, turn, unpacked.action) : null;
  if (given) return answerInPlace(app, turn, await given);
  return answerWithCard(
    app,
    turn,
    noticeCard({ kind: 'unknownCommand', args: { suggestions: [] } }, turn.reader),
  );
}
