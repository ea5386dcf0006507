import type { DealEvidence, Evidence, Kept, Post } from './evidence.ts';
import type { Stay } from './world.ts';

/** Who was answered so long before its end had kept what was answered; measured, it takes some milliseconds. */
const KEEPS_WITHIN_MS = 2000;
/** Requests on their way when their process was killed are read by a busy stand-in afterwards. */
const ON_ITS_WAY_MS = 2000;
/** While the database is away what Teams took is kept in memory, and tried for so long. */
const WITHOUT_DATABASE_MS = 8000;
/** A place that comes back is greeted with what is open then; what is answered within this time may be shown or not. */
const GREETED_WITHIN_MS = 90_000;
/** What comes so soon before the bot is taken away may have come too late. */
const SHOWN_WITHIN_MS = 90_000;
/** Rows of a digest; a button shows the rest. */
const MOST_IN_DIGEST = 10;

export interface PostsVerdict {
  broken: string[];
  lost: number;
  /** Messages that Teams has once too often, by why. */
  doubled: { answerLost: number; unkept: number };
  /** Between Teams' answer and the kill that made a second post, in milliseconds; 0: the kill came before the answer. */
  unkeptAfterMs: number[];
}

/** Is each deal shown in each place once, and is there nothing beside it? */
export function judgePosts(evidence: Evidence): PostsVerdict {
  const { deals, places, stays } = evidence;
  const kept = Map.groupBy(evidence.kept, keyOf);
  const lost: string[] = [];
  for (const place of places) {
    const ofPlace = stays.filter(({ placeId }) => placeId === place.id);
    for (const stay of ofPlace) {
      const isLast = stay === ofPlace.at(-1);
      for (const deal of deals) {
        const cards = (kept.get(`${place.id} ${deal.id}`) ?? []).filter(
          (one) => one.occasion === 'new' && isIn(stay, one.at),
        );
        const where = `${deal.name} in ${place.kind} ${place.id.slice(0, 12)}`;
        if (cards.length > 1) lost.push(`shown ${cards.length} times: ${where}`);
        if (cards.length > 0 && isGreetedWith(evidence, deal, stay))
          lost.push(`shown by a card and named by the digest of a greeting: ${where}`);
        if (cards.length === 0 && isWanted(deal, stay) && !isShownOtherwise(evidence, deal, stay, isLast))
          lost.push(`lost: ${where}`);
      }
    }
  }
  const orphans = judgeOrphans(evidence);
  return { ...orphans, broken: [...lost, ...missing(evidence), ...orphans.broken], lost: lost.length };
}

function isIn({ from, to }: Stay, at: number): boolean {
  return at >= from && (to === null || at <= to);
}

/** A digest of one day names again what has a card; the one that a place is greeted with does not. */
function isGreetedWith({ kept, posts }: Evidence, deal: DealEvidence, stay: Stay): boolean {
  const greetings = kept.filter(
    ({ placeId, occasion, at }) =>
      placeId === stay.placeId && occasion.startsWith('digest:joined') && isIn(stay, at),
  );
  const messages = new Set(greetings.map(messageKey));
  return posts.some((post) => messages.has(messageKey(post)) && post.dealIds.includes(deal.id));
}

/** Must the deal be shown during this stay? */
function isWanted({ cameAt, answeredAt }: DealEvidence, { from, to }: Stay): boolean {
  if (to !== null && to < Math.max(from, cameAt) + SHOWN_WITHIN_MS) return false;
  return cameAt >= from || answeredAt === null || answeredAt > from + GREETED_WITHIN_MS;
}

/**
 * By the reminder, where that came first; in the list of a digest that stands there; or by a message, card or digest, that
 * no bot kept, where the deal was answered before it could be posted once more.
 */
function isShownOtherwise(evidence: Evidence, deal: DealEvidence, stay: Stay, isLast: boolean): boolean {
  const ofPlace = evidence.kept.filter(({ placeId, at }) => placeId === stay.placeId && isIn(stay, at));
  if (ofPlace.some(({ subject, occasion }) => subject === deal.id && occasion.startsWith('expiry:')))
    return true;
  const ever = new Set(ofPlace.filter(isDelivery).map(({ messageId }) => messageId));
  if (
    deal.answeredAt !== null &&
    evidence.posts.some(
      (post) =>
        post.placeId === stay.placeId &&
        post.made.isDelivery &&
        isIn(stay, post.at) &&
        !ever.has(post.messageId) &&
        post.dealIds.includes(deal.id),
    )
  )
    return true;
  return ofPlace
    .filter(({ subject, occasion }) => subject === 'place' && occasion.startsWith('digest:'))
    .some((digest) => isNamedBy(evidence, deal, digest, isLast));
}

/** Does the message name the deal? Where its rows do not suffice, its button leads to it, and the store knows of it. */
function isNamedBy({ posts, named }: Evidence, deal: DealEvidence, digest: Kept, isLast: boolean): boolean {
  const post = posts.find(
    ({ placeId, messageId }) => placeId === digest.placeId && messageId === digest.messageId,
  );
  if (!post) return false;
  if (post.dealIds.includes(deal.id)) return true;
  if (post.dealIds.length < MOST_IN_DIGEST) return false;
  return (
    !isLast ||
    named.some(
      ({ placeId, occasion, dealId }) =>
        placeId === digest.placeId && occasion === digest.occasion && dealId === deal.id,
    )
  );
}

/** What the store believes to stand in Teams stands there. */
function missing({ known, posts, places }: Evidence): string[] {
  const stored = new Set(posts.map(messageKey));
  return known
    .filter(({ placeId }) => places.some(({ id }) => id === placeId))
    .filter((one) => !stored.has(messageKey(one)))
    .map(({ occasion, messageId }) => `known to the store, and not in Teams: ${occasion} ${messageId}`);
}

/** Messages of deliveries that no bot ever kept: each must have its reason in what the run did to this very post. */
function judgeOrphans(evidence: Evidence): Pick<PostsVerdict, 'broken' | 'doubled' | 'unkeptAfterMs'> {
  const ever = new Set([...evidence.kept.filter(isDelivery), ...evidence.heldBack].map(messageKey));
  const doubled = { answerLost: 0, unkept: 0 };
  const unkeptAfterMs: number[] = [];
  const broken: string[] = [];
  for (const post of evidence.posts.filter(({ made }) => made.isDelivery)) {
    if (ever.has(messageKey(post))) continue;
    const after = post.made.isAnswerLost ? null : unkeptAfter(evidence, post);
    if (post.made.isAnswerLost) doubled.answerLost += 1;
    else if (after !== null) {
      doubled.unkept += 1;
      unkeptAfterMs.push(after);
    } else broken.push(`doubled without a reason: ${describe(evidence, post)}`);
  }
  return { broken, doubled, unkeptAfterMs };
}

/** How long after Teams' answer the very bot that posted was killed; null: it was not, or had time enough to keep it. */
function unkeptAfter({ kills, databaseAway }: Evidence, { made }: Post): number | null {
  const answeredAt = made.answeredAt ?? made.askedAt;
  const away = databaseAway.filter(
    ({ from, to }) => to >= made.askedAt && from <= answeredAt + KEEPS_WITHIN_MS,
  );
  const until = Math.max(answeredAt + KEEPS_WITHIN_MS, ...away.map(({ to }) => to + WITHOUT_DATABASE_MS));
  const kill = kills.find(
    ({ caller, at }) =>
      caller === made.caller &&
      at >= made.askedAt - ON_ITS_WAY_MS &&
      (made.answeredAt === null || at <= until),
  );
  return kill ? Math.max(0, kill.at - answeredAt) : null;
}

/** For whoever looks for the reason. */
function describe(
  { kills, deals, databaseAway }: Evidence,
  { messageId, dealIds, made, text }: Post,
): string {
  const names = dealIds.map((id) => deals.find((deal) => deal.id === id)?.name).join(', ');
  const killed = kills.find(({ caller }) => caller === made.caller);
  const end = killed ? `killed ${killed.at - made.askedAt} ms after it asked` : 'never killed';
  const answered =
    made.answeredAt === null ? 'never answered' : `answered after ${made.answeredAt - made.askedAt} ms`;
  const away = databaseAway.map(({ from, to }) => `${from - made.askedAt}..${to - made.askedAt}`);
  const near = away.filter((span) => Math.abs(Number.parseInt(span, 10)) < 20_000).join(' ');
  return `${names} ${messageId} at ${new Date(made.askedAt).toISOString()} by ${made.caller} (${end}), ${answered}, database away ${near || 'never near'}: ${text.slice(0, 100)}`;
}

/** A copy is a message that somebody clicked: that makes it no delivery that was kept. */
function isDelivery({ occasion }: Kept): boolean {
  return !occasion.startsWith('copy:');
}

export function keyOf({ placeId, subject }: Pick<Kept, 'placeId' | 'subject'>): string {
  return `${placeId} ${subject}`;
}

function messageKey({ placeId, messageId }: Pick<Kept, 'placeId' | 'messageId'>): string {
  return `${placeId} ${messageId}`;
}
