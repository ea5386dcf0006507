import type { Evidence } from './evidence.ts';
import { judgeEvents } from './judge-events.ts';
import { judgeLog } from './judge-log.ts';
import { judgePosts } from './judge-posts.ts';
import { judgeReminders } from './judge-reminders.ts';
import { countTakenForOurs, judgeWrites } from './judge-writes.ts';

/** What a run is worth: how much was done, and what must not be. */
export interface Verdict {
  figures: Record<string, number>;
  /** Empty where every promise was kept. */
  broken: string[];
}

/** Compares what a run left behind with what was promised. Pure. */
export function judge(evidence: Evidence): Verdict {
  const { lost, doubled, unkeptAfterMs, broken: ofPosts } = judgePosts(evidence);
  const { lateMs, broken: ofReminders } = judgeReminders(evidence);
  const ofEvents = judgeEvents(evidence);
  const keeping = keepingTimes(evidence);
  const broken = [
    ...ofPosts,
    ...ofReminders,
    ...ofEvents.broken,
    ...judgeWrites(evidence),
    ...judgeCards(evidence),
    ...judgeStore(evidence),
    ...judgeAnswers(evidence),
    ...judgeLog(evidence),
    ...evidence.leaked.map((text) => `told to somebody without a role: ${text}`),
    ...evidence.problems,
  ];
  return {
    figures: {
      deals: evidence.deals.length,
      'deals named by a digest, by place': new Set(
        evidence.named.map(({ placeId, dealId }) => `${placeId} ${dealId}`),
      ).size,
      'cards that wait for a form': evidence.heldBack.length,
      'messages posted': evidence.posts.length,
      'reminders pushed': lateMs.length,
      'a reminder after its moment, ms: half of them within': share(lateMs, 0.5),
      'all of them within': share(lateMs, 1),
      'writes to Partner Center': evidence.writes.length,
      'clicks answered as done': evidence.clicks.filter(({ isDone }) => isDone).length,
      'done in Partner Center by a colleague, and taken for a write whose answer was lost':
        countTakenForOurs(evidence),
      lost,
      'doubled, Teams’ answer was lost': doubled.answerLost,
      'doubled, the bot that posted was killed before it kept that': doubled.unkept,
      'that kill after Teams’ answer, ms, at most': share(unkeptAfterMs, 1),
      'from Teams’ answer until it is kept, ms: half of them within': share(keeping, 0.5),
      '99 of 100 within': share(keeping, 0.99),
      'all of them kept within': share(keeping, 1),
      ...ofEvents.figures,
    },
    broken,
  };
}

/** The window in which a kill doubles a message: from Teams' answer to the commit, for each message. */
function keepingTimes({ posts, kept }: Evidence): number[] {
  const keptAt = new Map<string, number>();
  // The first time: a card that is clicked after the bot came back is kept once more.
  for (const { messageId, at } of kept) keptAt.set(messageId, Math.min(at, keptAt.get(messageId) ?? at));
  return posts.flatMap(({ messageId, made }) => {
    const at = keptAt.get(messageId);
    return at === undefined || made.answeredAt === null ? [] : [Math.max(0, at - made.answeredAt)];
  });
}

function share(list: readonly number[], part: number): number {
  const sorted = list.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
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
      const deal = byId.get(card.subject);
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
    ...(open.namedDeals > 0 ? [`${open.namedDeals} deals that events named still wait`] : []),
    ...(dead > 0 ? [`${dead} deliveries are dead`] : []),
  ];
}

/** However often Teams sends a message, it is answered once. */
function judgeAnswers({ answers }: Evidence): string[] {
  return answers
    .filter(({ count }) => count > 1)
    .map(({ messageId, count }) => `answered ${count} times: message ${messageId}`);
}
