import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { inboundReferral, type WireReferral } from '../../support/partner-center.ts';
import { type BotOptions, type BotProcess, startBot } from '../../support/bot-process.ts';
import { endAfterTest } from '../../support/ends.ts';
import { freePort } from '../../support/free-port.ts';

/** The whole program with its own sandbox and its own Playground, as `npm start` runs it. */
export interface PlaygroundStage {
  bot: BotProcess;
  /** The page of its Playground. */
  playgroundUrl: string;
  /** A referral as anybody reads it in Partner Center. */
  referral(id: string): Promise<WireReferral>;
  /** A new inbound deal in Partner Center; gives back its id. */
  arrive(overrides: { name: string } & Record<string, unknown>): Promise<string>;
  /** Moves the time that the sandbox, and so the bot, goes by. */
  setClock(now: Date): Promise<void>;
  /** The sandbox's next answer to such a request. */
  fault(fault: Record<string, unknown>): Promise<void>;
  /** The writes that reached Partner Center, the oldest first. */
  patches(): Promise<PatchRequest[]>;
}

export interface PatchRequest {
  path: string;
  status: number;
  /** The bearer token: in local mode `local.` and the person's id. */
  caller: string;
  body: { op: string; path: string; value: unknown }[];
}

/** @param seed `demo`, or `empty` for a Partner Center in which only the test's own deals arrive */
export async function openPlaygroundStage(
  seed: 'demo' | 'empty',
  options: BotOptions = {},
): Promise<PlaygroundStage> {
  const port = String(await freePort());
  // It logs beside the developer's own one, which must stay.
  endAfterTest(async () => rmSync(join('data', `playground-${port}.log`), { force: true }));
  const env = {
    PLAYGROUND: 'on',
    PLAYGROUND_PORT: port,
    SANDBOX_SEED: seed,
    POLL_INTERVAL_SECONDS: '0.3',
  };
  const bot = await startBot(env, { readySeconds: 40, ...options });
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(new URL(path, bot.partnerCenterUrl), {
      method,
      headers: { authorization: 'Bearer local.watcher', 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    bot,
    playgroundUrl: playgroundUrl(bot.output()),
    referral: (id) => call('GET', `/v1.0/engagements/referrals/${id}`),
    arrive: async (overrides) => {
      const referral = inboundReferral(overrides);
      await call('PUT', `/sandbox/referrals/${referral.id}`, referral);
      return referral.id;
    },
    setClock: async (now) => {
      await call('POST', '/sandbox/clock', { now: now.toISOString() });
    },
    fault: async (fault) => {
      await call('POST', '/sandbox/faults', [fault]);
    },
    patches: async () => {
      const log = await call<(PatchRequest & { method: string })[]>('GET', '/sandbox/log');
      return log.filter(({ method }) => method === 'PATCH');
    },
  };
}

/** What the ready line says: the Playground takes another port where the wished one is busy. */
function playgroundUrl(output: string): string {
  const url = /"playground":"([^"]+)"/.exec(output)?.[1];
  if (url === undefined) throw new Error(`The bot started no Playground:\n${output}`);
  return url;
}
