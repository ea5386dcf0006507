import assert from 'node:assert/strict';
import { type BotProcess, startBot } from '../support/bot-process.ts';
import type { WireReferral } from '../support/partner-center.ts';
import { type Chat, type Message, type PersonOptions, startTeams, type Teams } from '../support/teams.ts';
import { waitFor } from '../support/wait.ts';
import { storedText } from './stage.ts';

/** Teams, and the program with a Partner Center of its own, whose clock moves on command. */
export interface Rehearsal {
  teams: Teams;
  bot: BotProcess;
  join(person: PersonOptions): Promise<Chat>;
  /** `POST /sandbox/clock`, as in the README. */
  clock(now: string): Promise<void>;
  /** Puts a whole referral, as if it had been changed in Partner Center's own pages. */
  put(referral: WireReferral): Promise<void>;
  /** The posts that name this, oldest first. */
  posts(chat: Chat, name: string): Message[];
  stop(): Promise<void>;
}

/** @param now where its clock begins */
export async function openRehearsal(now: string, env: Record<string, string> = {}): Promise<Rehearsal> {
  const teams = await startTeams();
  const bot = await startBot({ SANDBOX_SEED: 'empty', POLL_INTERVAL_SECONDS: '0.2', ...env });
  teams.connect(bot.messagesUrl);
  const control = async (method: string, path: string, body: unknown) => {
    const answer = await fetch(new URL(`/sandbox/${path}`, bot.partnerCenterUrl), {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.text()}`);
  };
  const clock = (moment: string) => control('POST', 'clock', { now: moment });
  const lists = async () => {
    const answer = await fetch(new URL('/sandbox/log', bot.partnerCenterUrl));
    const log = (await answer.json()) as { method: string; path: string; caller: string | null }[];
    return log.filter(({ method, path }) => method === 'GET' && path.includes('/referrals?')).length;
  };
  await clock(now);
  // What ended by that is known when the second pass from here begins.
  const before = await lists();
  await waitFor(async () => (await lists()) >= before + 2, { what: 'a whole pass of the watcher' });
  return {
    teams,
    bot,
    join: async (person) => {
      const chat = teams.personalChat(teams.person(person));
      await chat.install();
      await teams.waitForPost(chat.id);
      return chat;
    },
    clock,
    put: (referral) => control('PUT', `referrals/${referral.id}`, referral),
    posts: (chat, name) => teams.posts(chat.id).filter((post) => storedText(post).includes(name)),
    stop: async () => {
      await bot.stop();
      await teams.stop();
    },
  };
}

/** Words that are wrong an hour later: no stored card may say them. */
export const RELATIVE_TIME =
  /\b(in|dans) (about |environ )?\d+|\b(tomorrow|today at|tonight|yesterday|demain|hier|days left|ago|il y a)\b/i;
