import { recordGone } from '../deals/record-gone.ts';
import { isReferralError } from '../referrals/errors.ts';
import type { Services } from '../services.ts';
import { type ReadingOutcome, settleFailure, settleWell } from '../stewards/settle-reading.ts';
import { isWatched, type StewardReader, whoIsBelieved, whoReads } from '../stewards/steward-reader.ts';
import { tellWhoCouldHelp } from '../stewards/tell-people.ts';
import { findOpenInboundDue } from '../store/deals.ts';
import { idsOutOfSight, stewardsWhoSee } from '../store/sightings.ts';
import { atMost } from './at-most.ts';
import { readAgain, readAsSteward } from './read-as-steward.ts';

/** Stewards who read at the same time. */
const AT_ONCE = 3;
/** For how long after its deadline a deal that still says New is read again in each pass. */
const OVERDUE_MS = 10 * 60 * 1000;
/** Overdue deals read again in one pass, at most. */
const MOST_REREAD = 20;

/**
 * One pass that looks for new and changed deals with the eyes of all stewards: each sees a part (PERM-02, PERM-03), and
 * the failure of one is nobody else's. Two passes at once, of two bots, record the same things once.
 * @throws what failed, where no reading went well; a surprise in any case
 */
export async function watchDeals(services: Services, signal: AbortSignal): Promise<void> {
  const reread = new Set<string>();
  const readings = await atMost(AT_ONCE, await whoReads(services), (reader) =>
    settled(services, reader, async () => {
      await readAsSteward(services, reader, signal);
      await lookAtOverdue(services, reader, reread, signal);
    }),
  );
  await closeOutOfSight(services);
  if (!(await isWatched(services))) await tellWhoCouldHelp(services);
  report(services, readings);
}

interface Settled {
  reader: StewardReader;
  outcome: ReadingOutcome;
  error: unknown;
}

async function settled(
  services: Services,
  reader: StewardReader,
  work: () => Promise<void>,
): Promise<Settled> {
  try {
    await work();
    return { reader, outcome: await settleWell(services, reader), error: null };
  } catch (error) {
    const outcome = isReferralError(error) ? await settleFailure(services, reader, error) : 'failed';
    return { reader, outcome, error };
  }
}

function report({ log }: Services, readings: readonly Settled[]): void {
  const failures = readings.filter(({ outcome }) => outcome === 'failed').map(({ error }) => error);
  const fatal = failures.find((error) => !isReferralError(error));
  if (fatal !== undefined) throw fatal;
  if (failures.length > 0 && !readings.some(({ outcome }) => outcome === 'well')) throw failures[0];
  for (const { reader, outcome, error } of readings)
    if (outcome !== 'well')
      log.warn({ err: error, steward: reader.name, outcome }, 'a steward could not read');
}

/** Deals past their deadline that still say New: expiry need not show in the list of changes (EXP-01). */
async function lookAtOverdue(
  services: Services,
  reader: StewardReader,
  reread: Set<string>,
  signal: AbortSignal,
): Promise<void> {
  const now = services.clock.now();
  // Later than that, the full reading now and then is enough.
  const overdue = { after: new Date(now.getTime() - OVERDUE_MS), until: now };
  for (const { deal } of await findOpenInboundDue(services.store.db, overdue)) {
    const seers = await stewardsWhoSee(services.store.db, deal.id);
    if (!seers.includes(reader.name) || reread.has(deal.id) || reread.size >= MOST_REREAD) continue;
    reread.add(deal.id);
    await readAgain(services, reader, deal.id, signal);
  }
}

/** Gone is a deal only on a 404 to a steward who had seen it, and only when none of the others sees it. */
async function closeOutOfSight(services: Services): Promise<void> {
  const ids = await idsOutOfSight(services.store.db, await whoIsBelieved(services));
  for (const id of ids) await recordGone(services, id);
}
