import { type Evidence, UNCHANGED } from './evidence.ts';
import type { ClickVerb } from './world.ts';

const LEADS_TO: Record<ClickVerb, string> = {
  accept: 'Accepted',
  decline: 'Declined',
  won: 'Won',
  lost: 'Lost',
};

/** For so long a decision is tried, with readings in between. */
const TRIED_WITHIN_MS = 60_000;

interface ByPerson {
  dealId: string;
  personId: string | null;
  substatus: string;
}

/** Clicks, decisions, history and what Partner Center was sent say the same. */
export function judgeWrites(evidence: Evidence): string[] {
  return [...judgeClicks(evidence), ...judgeDecisions(evidence), ...judgeHistory(evidence)];
}

function judgeClicks(evidence: Evidence): string[] {
  const { writes, clicks } = evidence;
  const twice = [...Map.groupBy(writes, ({ dealId, substatus }) => `${dealId} ${substatus}`)]
    .filter(([key, list]) => list.length > 1 && !key.endsWith(UNCHANGED))
    .map(([key, list]) => `written ${list.length} times: ${key}`);
  const inVain = clicks
    .filter(({ isDone }) => isDone)
    .map(({ dealId, personId, verb }) => ({ dealId, personId, substatus: LEADS_TO[verb] }))
    .filter((click) => !writes.some((write) => lineOf(write) === lineOf(click)))
    .filter((click) => !isTakenForOurs(evidence, click))
    .map(
      (click) => `answered as done and never written: ${click.substatus} ${nameOf(evidence, click.dealId)}`,
    );
  return [...twice, ...inVain];
}

function decidedOf(evidence: Evidence): { dealId: string; personId: string; substatus: string }[] {
  return evidence.decided.flatMap(({ dealId, personId, verb }) => {
    const substatus = LEADS_TO[verb.replace(/^deal\./, '') as ClickVerb];
    return substatus === undefined ? [] : [{ dealId, personId, substatus }];
  });
}

/** Each decision that is done has its write, each write its decision. */
function judgeDecisions(evidence: Evidence): string[] {
  const decided = decidedOf(evidence);
  const writes = evidence.writes.filter(({ substatus }) => substatus !== UNCHANGED);
  return [
    ...without(writes, decided).map(
      (one) => `written by nobody’s decision: ${one.substatus} ${nameOf(evidence, one.dealId)}`,
    ),
    ...without(
      decided.filter((one) => !isTakenForOurs(evidence, one)),
      writes,
    ).map((one) => `decided, and never written: ${one.substatus} ${nameOf(evidence, one.dealId)}`),
  ];
}

/**
 * A colleague did the very same in Partner Center while the answer to this person's write was lost: nothing that can be
 * read tells the two apart, and the bot takes it for the person's.
 */
function isTakenForOurs(
  { unsure, portalMoves }: Evidence,
  { dealId, personId, substatus }: ByPerson,
): boolean {
  const theirs = portalMoves.find((move) => move.dealId === dealId && move.substatus === substatus);
  if (!theirs) return false;
  return unsure.some(
    (write) =>
      write.dealId === dealId &&
      write.personId === personId &&
      Math.abs(write.at - theirs.at) < TRIED_WITHIN_MS,
  );
}

/** How often that happened. */
export function countTakenForOurs(evidence: Evidence): number {
  return decidedOf(evidence).filter((one) => isTakenForOurs(evidence, one)).length;
}

/** The history tells each change of state once, in order, with who did it. */
function judgeHistory(evidence: Evidence): string[] {
  const portal = evidence.portalMoves.map((move) => {
    const ours = decidedOf(evidence).find(
      (one) =>
        one.dealId === move.dealId && one.substatus === move.substatus && isTakenForOurs(evidence, one),
    );
    return { ...move, personId: ours?.personId ?? null };
  });
  const happened: (ByPerson & { at: number })[] = [
    ...evidence.writes.filter(({ substatus }) => substatus !== UNCHANGED),
    ...portal,
  ].sort((one, other) => one.at - other.at);
  return evidence.deals.flatMap(({ id, name }) => {
    const really = storyOf(happened, id);
    const told = storyOf(evidence.history, id);
    return really === told ? [] : [`history of ${name}: it tells '${told}', it was '${really}'`];
  });
}

function storyOf(list: readonly ByPerson[], dealId: string): string {
  return list
    .filter((one) => one.dealId === dealId)
    .map(({ substatus, personId }) => `${substatus} by ${personId ?? 'Partner Center'}`)
    .join(', ');
}

/** Those of the first list that the second one lacks, each counted. */
function without<T extends ByPerson>(list: readonly T[], others: readonly ByPerson[]): T[] {
  const left = others.map(lineOf);
  return list.filter((one) => {
    const at = left.indexOf(lineOf(one));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function lineOf({ dealId, personId, substatus }: ByPerson): string {
  return `${dealId} ${personId} ${substatus}`;
}

function nameOf({ deals }: Evidence, dealId: string): string {
  return deals.find(({ id }) => id === dealId)?.name ?? dealId;
}
