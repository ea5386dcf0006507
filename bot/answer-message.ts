import { z } from 'zod';
import { unpackAction } from '../cards/card-action.ts';
import { noticeCard } from '../cards/notice-card.ts';
import type { Locale } from '../services/people/person.ts';
import { firstSeen } from '../services/store/turns.ts';
import { runAction } from './actions.ts';
import type { Envelope } from './activity.ts';
import { answerInPlace, answerWithCard } from './answer.ts';
import type { App } from './app.ts';
import { parseCommand, suggestCommands } from './commands.ts';
import { dealCommand } from './commands/deal.ts';
import { openTurn } from './turn.ts';

const submitValue = z.looseObject({ verb: z.unknown().optional() });

/** An id alone means: show me that deal. */
const LOOKS_LIKE_AN_ID = /^(?=.*\d)[0-9a-f]{6,8}(-[0-9a-f-]+)?$/i;

/** Answers what a person typed, or the Submit fallback of an old client (teams.md 1.1). Each message once. */
export async function answerMessage(app: App, envelope: Envelope): Promise<void> {
  if (!envelope.person) return;
  const { conversationId, activityId } = envelope;
  if (activityId && !(await firstSeen(app.store.db, conversationId, activityId, app.clock.now()))) return;
  const submitted = submitValue.safeParse(envelope.value);
  await (submitted.success
    ? answerSubmit(app, envelope, envelope.person, submitted.data)
    : answerText(app, envelope, envelope.person));
}

type Key = NonNullable<Envelope['person']>;

async function answerText(app: App, envelope: Envelope, key: Key): Promise<void> {
  const text = envelope.text ?? '';
  const parsed = parseCommand(text);
  const turn = await openTurn(app, envelope, key, parsed ? spokenBy(parsed.language) : undefined);
  if (parsed) return parsed.command.run(app, turn, parsed.argument);
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
async function answerSubmit(
  app: App,
  envelope: Envelope,
  key: Key,
  value: Record<string, unknown>,
): Promise<void> {
  const turn = await openTurn(app, envelope, key);
  const unpacked = unpackAction(value['verb'], value);
  const answer = unpacked.ok ? runAction(app, turn, unpacked.action) : null;
  if (answer) return answerInPlace(app, turn, await answer);
  return answerWithCard(
    app,
    turn,
    noticeCard({ kind: 'unknownCommand', args: { suggestions: [] } }, turn.reader),
  );
}
