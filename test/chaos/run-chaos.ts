import { askedInVain, gatherEvidence, openRows, type Evidence } from './evidence.ts';
import { perform, startAgain, type Run } from './perform.ts';
import { planChaos, type ChaosSize } from './plan.ts';
import { waitFor } from '../support/wait.ts';
import { createSights } from './sights.ts';
import { pause } from './pause.ts';
import { isAlive, openWorld, type World } from './world.ts';

/** Steps under way at a time. */
const AT_ONCE = 10;
/** From the last fault until all must be as if there had been none. */
const CALM_WITHIN_MS = 180_000;
const LOOK_EVERY_MS = 2000;
/** Longer than a postponed delivery of a short outage waits. */
const QUIET_LOOKS = 4;

export interface ChaosResult {
  evidence: Evidence;
  /** Steps that were carried out, by kind. */
  done: Record<string, number>;
  /** Steps that nobody could have taken just then. */
  notPossible: number;
}

/** Does all that is planned to the bots, lets them come to rest, and says what they left behind. */
export async function runChaos(
  size: ChaosSize,
  replicas: number | 'file',
  told: (line: string) => void = () => undefined,
): Promise<ChaosResult> {
  const world = await openWorld(size, replicas);
  try {
    const sights = createSights(world);
    const run: Run = {
      world,
      sights,
      busy: new Set(),
      killEverySeconds: size.killEverySeconds,
      mayKillAt: 0,
    };
    const { firstDay, steps } = planChaos(size);
    const done: Record<string, number> = {};
    let notPossible = 0;
    for (const step of firstDay) await perform(run, step);
    await waitFor(() => sights.settled().length === firstDay.length, { seconds: 120, what: 'the first day' });
    done['newDeal'] = firstDay.length;
    told(`${firstDay.length} deals stand in ${world.places.length} places; now ${steps.length} steps`);
    let next = 0;
    const work = async () => {
      for (let step = steps[next++]; step; step = steps[next++]) {
        const how = await perform(run, step);
        if (how === 'done') done[step.kind] = (done[step.kind] ?? 0) + 1;
        else notPossible += 1;
        if (next % 1000 === 0)
          told(`${next} of ${steps.length} steps, ${sights.settled().length} deals stand everywhere`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    told('all steps are taken; now until all is at rest');
    await comeToRest(world);
    // A file is looked into when its owner has stopped.
    if (world.postgresUrl === null) await stopAll(world);
    return { evidence: await gatherEvidence(world), done, notPossible };
  } finally {
    await world.stop();
  }
}

/** No fault any more, all clocks right, all bots up, no reminder to come, and nothing under way; else a problem. */
async function comeToRest(world: World): Promise<void> {
  world.teams.clearFaults();
  world.partnerCenter.clearFaults();
  await Promise.all(world.bots.filter((bot) => !isAlive(bot)).map(startAgain));
  await Promise.all(world.bots.map((_, bot) => world.setClock(bot, 0)));
  await world.events.arrived();
  const lastReminder = Math.max(0, ...world.deals.map(({ remindedAt }) => remindedAt?.getTime() ?? 0));
  const until = Date.now() + CALM_WITHIN_MS;
  let quietLooks = 0;
  let waiting: string | null = null;
  while (Date.now() < until) {
    const calls = world.teams.calls.length;
    await pause(LOOK_EVERY_MS);
    quietLooks = calls === world.teams.calls.length ? quietLooks + 1 : 0;
    waiting = await whatWaits(world, quietLooks, lastReminder);
    if (waiting === null) return;
    // Into a file was looked, which takes a stop and a start.
    if (world.bots.some((bot) => !isAlive(bot))) {
      await Promise.all(world.bots.map(startAgain));
      quietLooks = 0;
    }
  }
  world.happenings.problems.push(`not at rest ${CALM_WITHIN_MS / 1000} s after the last fault: ${waiting}`);
}

async function stopAll({ bots }: World): Promise<void> {
  await Promise.all(bots.filter(isAlive).map((bot) => bot.stop()));
}

/** null: nothing any more. Into a file nobody looks while a bot has it: that is stopped first. */
async function whatWaits(world: World, quietLooks: number, lastReminder: number): Promise<string | null> {
  if (quietLooks < QUIET_LOOKS) {
    const [last] = world.teams.calls.slice(-1);
    return `Teams is still written to (${last?.operation}, answered with ${last?.status})`;
  }
  if (Date.now() < lastReminder + LOOK_EVERY_MS) return 'a reminder is still to come';
  const unread = unreadOf(world);
  if (unread > 0) return `${unread} deals that events named are still to be read`;
  if (world.postgresUrl === null) await stopAll(world);
  const { deliveries, decisions, namedDeals } = await openRows(world);
  return deliveries + decisions + namedDeals === 0
    ? null
    : `${deliveries} deliveries, ${decisions} decisions and ${namedDeals} named deals wait`;
}

/** Of deals that do not exist nobody but an event can tell. */
function unreadOf(world: World): number {
  const asked = new Set(askedInVain(world));
  return world.events.sent.filter(
    ({ kind, status, dealId }) => kind === 'unknownDeal' && status === 202 && !asked.has(dealId),
  ).length;
}
