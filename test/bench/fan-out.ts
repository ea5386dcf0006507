import { performance } from 'node:perf_hooks';
import type { Place } from '../../services/people/place.ts';
import { openStore } from '../../services/store/database.ts';
import { savePlace } from '../../services/store/places.ts';
import { startBot } from '../support/bot-process.ts';
import { postgresGround } from '../support/databases.ts';
import { startLoadBalancer } from '../support/load-balancer.ts';
import { inboundReferral, startPartnerCenter } from '../support/partner-center.ts';
import { invokeActivity } from '../support/teams-activities.ts';
import { type Chat, startTeams, type Teams } from '../support/teams.ts';
import { waitFor } from '../support/wait.ts';
import { markdownTable } from './markdown-table.ts';
import { percentile } from './percentile.ts';

export interface FanOut {
  /** Chats that one deal goes to. */
  people: number;
  /** So many deals at once, to so many group chats. */
  deals: number;
  groups: number;
}

const BOTS = 3;
/** Our own budget (`services/pacing/rates.ts`): a tenant's, and a conversation's. */
const TENANT_A_SECOND = 40;
const PLACE_A_SECOND = 1000 / 667;
const BURST = { tenant: 8, place: 4 };
/** One click after the other, with so much between. */
const BETWEEN_CLICKS_MS = 50;
const CLICKS_BEFORE = 200;

interface Row {
  name: string;
  posts: number;
  seconds: number;
  budgetSeconds: number;
  refused: number;
  doubled: number;
  before: number[];
  meanwhile: number[];
}

/**
 * Three bots on PostgreSQL post through a Teams that keeps its limits, while one person clicks: how much of our own
 * budget is used, and whether anything is refused, lost or doubled.
 */
export async function runFanOut(
  { people, deals, groups }: FanOut,
  say: (line: string) => void,
): Promise<void> {
  const rows = [
    await measure(`1 deal to ${people} people`, { chats: people, kind: 'personal', deals: 1 }, say),
    await measure(
      `${deals} deals to ${groups} group chats`,
      { chats: groups, kind: 'groupChat', deals },
      say,
    ),
  ];
  say(
    markdownTable(
      [
        '',
        'posts',
        'seconds',
        'a second',
        'of our budget',
        '429',
        'doubled',
        'click p99 before, ms',
        'meanwhile',
      ],
      rows.map(toCells),
    ),
  );
}

async function measure(
  name: string,
  { chats, kind, deals }: { chats: number; kind: 'personal' | 'groupChat'; deals: number },
  say: (line: string) => void,
): Promise<Row> {
  const ground = await postgresGround();
  const teams = await startTeams();
  const partnerCenter = await startPartnerCenter({
    admit: (authorization) => ({
      kind: 'admitted',
      who: /local\.(.+)$/.exec(authorization ?? '')?.[1] ?? '',
      sees: () => true,
    }),
  });
  const env = {
    DATABASE_URL: ground.url,
    PARTNER_CENTER_URL: partnerCenter.url,
    POLL_INTERVAL_SECONDS: '1',
    QUIET_HOURS: 'none',
    TEAMS_PACE_PERCENT: '100',
  };
  const bots = [];
  for (let one = 0; one < BOTS; one += 1) bots.push(await startBot(env, { ownProcess: true }));
  const balancer = await startLoadBalancer(bots.map(({ url }) => url));
  teams.connect(`${balancer.url}/api/messages`);
  try {
    const ann = teams.personalChat(teams.person({ name: 'Ann Keller' }));
    await ann.install();
    const { id } = partnerCenter.put(inboundReferral({ name: 'Deal that is clicked' }));
    await teams.waitForPost(ann.id, 'Deal that is clicked', 30_000);
    await ann.say('unfollow');
    const places = await openPlaces(teams, ground.url, { chats, kind });
    await teams.quiet(2000);
    teams.keepLimits();

    const before: number[] = [];
    for (let click = 0; click < CLICKS_BEFORE; click += 1) before.push(await timeClick(teams, ann, id));
    const offered = Array.from({ length: deals }, (_, index) => inboundReferral({ name: `Offer ${index}.` }));
    const expected = chats * deals;
    const firstCall = teams.calls.length;
    for (const referral of offered) partnerCenter.put(referral);
    const posts = () => teams.calls.slice(firstCall).filter(isPost(places));
    const meanwhile: number[] = [];
    let toldAt = 0;
    while (posts().length < expected) {
      meanwhile.push(await timeClick(teams, ann, id));
      if (performance.now() - toldAt < 30_000) continue;
      say(`${name}: ${posts().length} of ${expected}`);
      toldAt = performance.now();
    }
    await waitFor(() => posts().every(({ status }) => status !== null), { what: 'the last answers' });
    await teams.quiet(2000);
    const moments = posts().map(({ at }) => at.getTime());
    const seconds = (Math.max(...moments) - Math.min(...moments)) / 1000;
    const perPlace = (deals - BURST.place) / PLACE_A_SECOND;
    const all = (expected - BURST.tenant) / TENANT_A_SECOND;
    return {
      name,
      posts: posts().length,
      seconds,
      budgetSeconds: Math.max(perPlace, all),
      refused: teams.calls.filter(({ status }) => status === 429).length,
      doubled: posts().length - expected,
      before,
      meanwhile,
    };
  } finally {
    for (const bot of bots) await bot.stop();
    await balancer.stop();
    await teams.stop();
    await partnerCenter.stop();
    await ground.remove();
  }
}

/** Places that have followed for long: what is measured is the posts, not the joining. */
async function openPlaces(
  teams: Teams,
  url: string,
  { chats, kind }: { chats: number; kind: 'personal' | 'groupChat' },
): Promise<ReadonlySet<string>> {
  const store = await openStore(url);
  const ids = new Set<string>();
  for (let one = 0; one < chats; one += 1) {
    const person = teams.person({ name: `Person ${one}` });
    const isPersonal = kind === 'personal';
    const { id } = isPersonal
      ? teams.personalChat(person, { installed: true })
      : teams.groupChat([person], { installed: true });
    const place: Place = {
      id: `place-${one}`,
      kind,
      tenantId: teams.tenantId,
      conversationId: id,
      serviceUrl: teams.serviceUrl,
      botId: teams.memory.bot.id,
      personId: isPersonal ? person.aadObjectId : null,
      locale: 'en',
      timeZone: 'Europe/Berlin',
      redaction: isPersonal ? 'full' : 'redacted',
      following: true,
      byDefault: isPersonal,
      teamId: null,
      joinedAt: new Date('2026-01-05T08:00:00Z'),
      retiredAt: null,
    };
    await savePlace(store.db, place);
    ids.add(id);
  }
  await store.stop();
  return ids;
}

function isPost(places: ReadonlySet<string>) {
  return ({ operation, conversationId, status }: Teams['calls'][number]) =>
    operation === 'post' && status !== 429 && places.has(conversationId ?? '');
}

/** In milliseconds, with the pause before it left out. */
async function timeClick(teams: Teams, { room, person }: Chat, dealId: string): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, BETWEEN_CLICKS_MS));
  const { memory, serviceUrl } = teams;
  const from = { memory, room, threadId: null, person, serviceUrl, now: new Date() };
  const action = { type: 'Action.Execute', verb: 'deal.show', data: { dealId, version: 1 } };
  const activity = invokeActivity(from, 'adaptiveCard/action', { action, trigger: 'manual' });
  const startedAt = performance.now();
  const { httpStatus } = await teams.deliver(activity);
  if (httpStatus !== 200) throw new Error(`A click was answered with ${httpStatus}`);
  return performance.now() - startedAt;
}

function toCells(row: Row): string[] {
  const { name, posts, seconds, budgetSeconds, refused, doubled, before, meanwhile } = row;
  return [
    name,
    posts.toLocaleString('en'),
    seconds.toFixed(1),
    (posts / seconds).toFixed(1),
    `${((100 * budgetSeconds) / seconds).toFixed(1)} %`,
    String(refused),
    String(doubled),
    p99(before),
    `${p99(meanwhile)} (${meanwhile.length})`,
  ];
}

function p99(times: readonly number[]): string {
  return percentile(times, 0.99).toFixed(0);
}
