import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { startMicrosoftCloud, type MicrosoftCloud } from '../support/microsoft-cloud/microsoft-cloud.ts';
import { inboundReferral } from '../support/partner-center.ts';
import { type Envelope, invokeActivity, messageActivity } from '../support/teams-activities.ts';

/** Deals to accept: each once, so an accept is always a write. */
export const TO_ACCEPT = 300;
const LISTED = 10;

/** One kind of activity, as many bodies as there are, and what a right answer holds. */
export interface Work {
  bodies: string[];
  /** In the bot's own answers. Peers answer the same card whatever is asked. */
  expected: string;
}

export interface BenchWorld {
  cloud: MicrosoftCloud;
  environment: Record<string, string>;
  /** Where Teams takes messages. */
  serviceUrl: string;
  /** The header with which Teams sends all these activities. Holds an hour, as Microsoft's do. */
  authorization: string;
  /** Another one. */
  authorizeAgain(): Promise<string>;
  forged: string;
  show: Work;
  accept: Work;
  inbound: Work;
  /** So many other people, each with turns of all kinds: most of them cheap, one in ten reads Partner Center. */
  crowd(people: number): Work;
  /** Messages that reached the connector since it was asked last, and the last of them. */
  posts(): { count: number; last: string };
  stop(): Promise<void>;
}

/** The cloud round the bot, one person who has signed in, and the activities that Teams would send for that person. */
export async function openBenchWorld(): Promise<BenchWorld> {
  const listed = Array.from({ length: LISTED }, (_, index) => inboundReferral({ name: `Plant ${index}` }));
  const cloud = await startMicrosoftCloud({
    signsIn: true,
    graph: false,
    partnerCenter: { referrals: listed },
  });
  const sink = await startSink();
  const fromPerson = (name: string, locale: string): Envelope => {
    const person = cloud.teams.person({ name, locale });
    const { room } = cloud.teams.personalChat(person, { installed: true });
    const { memory } = cloud.teams;
    return { memory, room, threadId: null, person, serviceUrl: sink.url, now: new Date() };
  };
  const from = fromPerson('Ann Lee', 'fr-FR');
  const click = (verb: string, dealId: string): string => clickOf(from, verb, { dealId, version: 1 });
  const toAccept = Array.from({ length: TO_ACCEPT }, (_, index) =>
    inboundReferral({ name: `Offer ${index}` }),
  );
  const tokenSource = { serviceUrl: sink.url };
  const authorizeAgain = async () => `Bearer ${await cloud.teamsToken(tokenSource)}`;
  return {
    cloud,
    serviceUrl: sink.url,
    environment: {
      ...cloud.environment(),
      ALLOWED_SERVICE_URL_HOSTS: new URL(sink.url).host,
      POLL_INTERVAL_SECONDS: '60',
      LOG_LEVEL: 'info',
      // One person stands for all: the pace of a single one is not what is measured.
      MOST_ASKED_A_MINUTE: '1000000',
    },
    authorization: await authorizeAgain(),
    authorizeAgain,
    forged: `Bearer ${await cloud.forgedToken('badSignature', tokenSource)}`,
    show: { bodies: listed.map(({ id }) => click('deal.show', id)), expected: 'Plant ' },
    accept: {
      get bodies() {
        // Put at the moment of use: the other cases have ten deals only.
        for (const referral of toAccept) cloud.partnerCenter.put(structuredClone(referral));
        return toAccept.map(({ id }) => click('deal.accept', id));
      },
      expected: 'Offer ',
    },
    inbound: {
      bodies: [JSON.stringify(messageActivity(from, 'TURN-NUMBER', 'inbound', false))],
      expected: '',
    },
    crowd: (people) => ({
      bodies: Array.from({ length: people }, (_, index) =>
        turnsOf(
          fromPerson(`Person ${index}`, index % 2 ? 'fr-FR' : 'en-US'),
          listed[index % LISTED]?.id ?? '',
        ),
      ).flat(),
      expected: '',
    }),
    posts: sink.posts,
    stop: async () => {
      await sink.stop();
      await cloud.stop();
    },
  };
}

function clickOf(from: Envelope, verb: string, data: Record<string, unknown>): string {
  const value = { action: { type: 'Action.Execute', verb, data }, trigger: 'manual' };
  return JSON.stringify({ ...invokeActivity(from, 'adaptiveCard/action', value), id: 'f:TURN-NUMBER' });
}

/** Ten turns of one person: settings looked at (the store and a card), a word typed (a post), a deal opened. */
function turnsOf(from: Envelope, dealId: string): string[] {
  const settings = clickOf(from, 'settings.save', {});
  return [
    ...Array.from({ length: 8 }, () => settings),
    JSON.stringify(messageActivity(from, 'TURN-NUMBER', 'help', false)),
    clickOf(from, 'deal.show', { dealId, version: 1 }),
  ];
}

/** The connector, as far as a benchmark needs it: every message is taken. */
async function startSink() {
  let count = 0;
  let last = '';
  const server = createServer((incoming, response) => {
    let text = '';
    incoming.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    incoming.on('end', () => {
      count += 1;
      last = text;
      response.setHeader('content-type', 'application/json');
      response.end(`{"id":"${count}"}`);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/teams/`,
    posts: () => {
      const taken = { count, last };
      count = 0;
      return taken;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
