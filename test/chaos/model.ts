import type { Evidence, Known, Post } from './evidence.ts';

/** What a run is worth: how much was done, and what must not be. */
export interface Verdict {
  figures: Record<string, number>;
  /** Empty where every promise was kept. */
  broken: string[];
}

/** A bot that was killed, or lost its database, so soon after Teams took a post may not have kept that. */
const UNKEPT_WITHIN_MS = 1500;

/** Compares what a run left behind with what was promised. Pure. */
export function judge(evidence: Evidence): Verdict {
  const { lost, doubled, unexplained } = judgePosts(evidence);
  const broken = [
    ...lost.map((what) => `lost: ${what}`),
    ...unexplained.map((what) => `doubled without a reason: ${what}`),
    ...judgeReminders(evidence),
    ...judgeWrites(evidence),
    ...judgeCards(evidence),
    ...judgeStore(evidence),
    ...evidence.leaked.map((text) => `told to somebody without a role: ${text}`),
    ...unexpectedErrors(evidence).map((line) => `an error in the log: ${line.slice(0, 600)}`),
    ...evidence.problems,
  ];
  return {
    figures: {
      deals: evidence.deals.length,
      'deals told by a digest, by place': new Set(evidence.named.map(keyOf)).size,
      'cards that wait for a form': evidence.heldBack.length,
      'messages about deals': evidence.posts.length,
      'reminders pushed': evidence.known.filter(({ occasion }) => occasion.startsWith('expiry:')).length,
      'writes to Partner Center': evidence.writes.length,
      lost: lost.length,
      'doubled, Teams’ answer was lost': doubled.answerLost,
      'doubled, the bot was killed or lost its database in between': doubled.unkept,
    },
    broken,
  };
}

function judgePosts(evidence: Evidence) {
  const { deals, places, posts, known } = evidence;
  const knownIds = new Set(known.map((one) => `${one.placeId} ${one.messageId}`));
  const cards = group(
    known.filter(({ occasion }) => occasion === 'new'),
    keyOf,
  );
  // A backlog that comes to light at once is told as one digest in place of a card each; where the last day's reminder
  // came first, that is the card.
  const reminded = known.filter(({ occasion }) => occasion.startsWith('expiry:'));
  const otherwise = new Set([...evidence.named, ...reminded].map(keyOf));
  const lost: string[] = [];
  for (const deal of deals) {
    for (const place of places) {
      const key = keyOf({ placeId: place.id, dealId: deal.id });
      const count = cards.get(key)?.length ?? 0;
      if (count > 1 || (count === 0 && !otherwise.has(key)))
        lost.push(`${deal.name} in ${place.kind} ${place.id.slice(0, 12)}: ${count} cards`);
    }
  }
  const stored = new Set(posts.map((one) => `${one.placeId} ${one.messageId}`));
  for (const one of known) {
    const isOfDeal = deals.some(({ id }) => id === one.dealId);
    if (
      isOfDeal &&
      places.some(({ id }) => id === one.placeId) &&
      !stored.has(`${one.placeId} ${one.messageId}`)
    )
      lost.push(`what the store knows of, and Teams does not have: ${one.occasion} ${one.messageId}`);
  }
  const orphans = posts.filter((post) => !knownIds.has(`${post.placeId} ${post.messageId}`));
  const doubled = { answerLost: 0, unkept: 0 };
  const unexplained: string[] = [];
  for (const orphan of orphans) {
    if (orphan.isLost) doubled.answerLost += 1;
    else if (mayBeUnkept(evidence, orphan)) doubled.unkept += 1;
    else
      unexplained.push(
        `${nameOf(evidence, orphan.dealId)} ${orphan.messageId}, ${nearest(evidence, orphan)}: ${orphan.text.slice(0, 120)}`,
      );
  }
  return { lost, doubled, unexplained };
}

/** For whoever looks for the reason. */
function nearest({ killedAt, databaseLostAt }: Evidence, { at }: Post): string {
  const after = (moments: number[]) =>
    Math.min(...moments.map((moment) => moment - at).filter((ms) => ms >= 0));
  return `killed ${after(killedAt)} ms, database lost ${after(databaseLostAt)} ms later`;
}

function mayBeUnkept({ killedAt, databaseLostAt }: Evidence, { at }: Post): boolean {
  const isSoonAfter = (moment: number) => moment >= at - 50 && moment <= at + UNKEPT_WITHIN_MS;
  return killedAt.some(isSoonAfter) || databaseLostAt.some(isSoonAfter);
}

/** A deal seen only after its step was due gets the card alone, which says so. */
function judgeReminders({ deals, places, known }: Evidence): string[] {
  const pushed = group(
    known.filter(({ occasion }) => occasion.startsWith('expiry:24h:')),
    keyOf,
  );
  return deals.flatMap((deal) => {
    const isDue = deal.remindedAt !== null && deal.firstSeenAt !== null && deal.firstSeenAt < deal.remindedAt;
    return places.flatMap((place) => {
      const count = pushed.get(keyOf({ placeId: place.id, dealId: deal.id }))?.length ?? 0;
      const wanted = isDue ? 1 : 0;
      return count === wanted ? [] : [`reminder of ${deal.name}: ${count} in place of ${wanted}`];
    });
  });
}

function judgeWrites(evidence: Evidence): string[] {
  const { writes, clicks, decided } = evidence;
  const twice = [...group(writes, ({ dealId, substatus }) => `${dealId} ${substatus}`)]
    .filter(([key, list]) => list.length > 1 && !key.endsWith('unchanged'))
    .map(([key, list]) => `written ${list.length} times: ${key}`);
  const inVain = clicks
    .filter(({ isDone }) => isDone)
    .filter(({ dealId, personId, verb }) => {
      const substatus = verb === 'accept' ? 'Accepted' : 'Declined';
      const of = (one: { dealId: string; personId: string; substatus: string }) =>
        one.dealId === dealId && one.personId === personId && one.substatus === substatus;
      return !writes.some(of);
    })
    .map(({ dealId, verb }) => `answered as done and never written: ${verb} ${nameOf(evidence, dealId)}`);
  const unattributed = writes
    .filter(
      ({ dealId, personId }) => !decided.some((one) => one.dealId === dealId && one.personId === personId),
    )
    .map(({ dealId, substatus }) => `written by nobody’s decision: ${substatus} ${nameOf(evidence, dealId)}`);
  return [...twice, ...inVain, ...unattributed];
}

const SAYS: Record<string, RegExp> = {
  'New/Pending': /New/,
  'Active/Accepted': /Accepted/,
  'Closed/Declined': /Declined/,
  'Closed/Won': /Won/,
  'Closed/Lost': /Lost/,
};

/** What stands in Teams says what is so, with the name of who did it here. */
function judgeCards(evidence: Evidence): string[] {
  const { deals, known, posts, writes, people, places, heldBack } = evidence;
  const texts = new Map(posts.map((post) => [`${post.placeId} ${post.messageId}`, post.text]));
  const kinds = new Map(places.map(({ id, kind }) => [id, kind]));
  const forms = new Set(heldBack.map(({ messageId }) => messageId));
  const byId = new Map(deals.map((deal) => [deal.id, deal]));
  return known
    .filter(({ occasion, messageId }) => occasion === 'new' && !forms.has(messageId))
    .flatMap((card) => {
      const deal = byId.get(card.dealId);
      const text = texts.get(`${card.placeId} ${card.messageId}`);
      if (!deal || text === undefined) return [];
      const wrong = (what: string) => [
        `${deal.name} (${deal.truth}) in ${kinds.get(card.placeId)}: ${what}: ${text}`,
      ];
      if (!SAYS[deal.truth]?.test(text)) return wrong('the card says another state');
      const [, substatus] = deal.truth.split('/');
      const writer = writes.find((one) => one.dealId === deal.id && one.substatus === substatus)?.personId;
      const name = people.find(({ id }) => id === writer)?.name;
      if (name && !text.includes(name)) return wrong(`the card does not name ${name}`);
      const shown = deal.dealValue.toLocaleString('en-US');
      return kinds.get(card.placeId) === 'personal' && !text.includes(shown)
        ? wrong(`no value ${shown}`)
        : [];
    });
}

function judgeStore({ deals, open, dead }: Evidence): string[] {
  return [
    ...deals
      .filter(({ truth, stored }) => truth !== stored)
      .map(({ name, truth, stored }) => `${name} is ${truth}, the store says ${stored}`),
    ...(open.deliveries > 0 ? [`${open.deliveries} deliveries still wait`] : []),
    ...(open.decisions > 0 ? [`${open.decisions} decisions still wait`] : []),
    ...(dead > 0 ? [`${dead} deliveries are dead`] : []),
  ];
}

interface LogLine {
  time: string;
  err?: { type?: string };
}

/** While the database is away the log may say so, and when Partner Center did not answer. */
function unexpectedErrors({ errors, databaseLostAt }: Evidence): string[] {
  return errors.filter((line) => {
    const { time, err } = JSON.parse(line) as LogLine;
    const at = Date.parse(time);
    if (err?.type === 'ReferralServiceError') return false;
    return !databaseLostAt.some((moment) => at >= moment - 200 && at <= moment + 8000);
  });
}

function keyOf({ placeId, dealId }: Pick<Known, 'placeId' | 'dealId'>): string {
  return `${placeId} ${dealId}`;
}

function group<T>(list: readonly T[], key: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return groups;
}

function nameOf({ deals }: Evidence, dealId: string): string {
  return deals.find(({ id }) => id === dealId)?.name ?? dealId;
}
