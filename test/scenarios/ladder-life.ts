import { deliverAll } from '../bot/deliver-all.ts';
import { DEFAULT_LADDER, type ReminderRules } from '../../services/deals/ladder.ts';
import { recordDeal } from '../../services/deals/record-deal.ts';
import { DEFAULT_QUIET_HOURS } from '../../services/deals/working-time.ts';
import type { Deal } from '../../services/deals/deal.ts';
import type { Place } from '../../services/people/place.ts';
import type { Store } from '../../services/store/database.ts';
import { releaseLeases, wantDeliveries } from '../../services/store/deliveries.ts';
import { saveMembers } from '../../services/store/members.ts';
import { findPlace, savePlace } from '../../services/store/places.ts';
import { findPostedByActivity } from '../../services/store/posted-cards.ts';
import { type SmallApp, smallApp } from '../bot/small-app.ts';
import { DEAL_ID, inbound } from '../services/deals/inbound.ts';
import { sampleChannel, samplePlace } from '../services/deals/sample-place.ts';
import { saveReadAll, setStage, watcherSees } from '../services/deals/stage.ts';

/** What happens to one deal and to the places that follow it; moments are ISO 8601. */
export interface Life {
  /** Fields of the deal that differ; `expiresAt` is its deadline. */
  deal?: Partial<Deal>;
  /** Default: one channel in Paris, which joined long before. `joins`: when it is greeted. */
  places?: (Partial<Place> & { joins?: string })[];
  /** Default 7d and 3d in the digest at nine, 24h and 4h single, quiet from 19 to 8 and on weekends. */
  rules?: Partial<ReminderRules>;
  /** When the deal is first recorded. */
  seen: string;
  /** In order of time. */
  events?: readonly Event[];
  until: string;
}

export type Event = { at: string } & (
  | { deal: Partial<Deal> }
  | { place: string; is: Partial<Place> }
  | { members: readonly string[]; of: string }
  /** The program is not running until `downUntil`. */
  | { downUntil: string }
  /** The clock, and with it the world, goes forward at once. */
  | { jumpTo: string }
);

/** One post to Teams, as people see it come. */
export interface Post {
  /** In UTC to the minute: `2026-11-12T09:31`. */
  at: string;
  place: string;
  /** `new`, `24h`, `4h`, `digest`, `digest: expired`. */
  what: string;
}

const HOUR_MS = 60 * 60 * 1000;
/** Deliveries are carried out when they are due, and this often at the least. */
const STEP_MS = 12 * HOUR_MS;

/** Lives one life on a real store with the real deliveries, a small Teams and a clock moved step by step. */
export async function live(store: Store, life: Life): Promise<{ posts: Post[]; app: SmallApp }> {
  const first = inbound({ createdAt: new Date(life.seen), updatedAt: new Date(life.seen), ...life.deal });
  const stage = setStage(store, [first]);
  stage.reminders = {
    ladder: DEFAULT_LADDER,
    quietHours: DEFAULT_QUIET_HOURS,
    digestHour: 9,
    ...life.rules,
  };
  const goTo = (moment: Date) =>
    stage.clock.pass(Math.max(0, moment.getTime() - stage.clock.now().getTime()));
  stage.clock.pass(new Date(life.seen).getTime() - HOUR_MS - stage.clock.now().getTime());
  await saveReadAll(stage);
  const app = smallApp(stage);
  const posts: Post[] = [];
  const seenPosts = { count: 0 };

  const carryOut = async () => {
    await deliverAll(app, { owner: 'bot' });
    for (const sent of app.messenger.sent.slice(seenPosts.count)) {
      if (sent.how !== 'post') continue;
      const at = stage.clock.now().toISOString().slice(0, 16);
      const posted = await findPostedByActivity(store.db, sent.conversationId, sent.activityId ?? '');
      posts.push({ at, place: sent.conversationId, what: whatIs(posted?.occasion ?? '', sent.message.card) });
    }
    seenPosts.count = app.messenger.sent.length;
  };
  const passTo = async (moment: Date) => {
    await carryOut();
    while (stage.clock.now() < moment) {
      const step = new Date(stage.clock.now().getTime() + STEP_MS);
      const due = await nextDueAt(store);
      const next = [step, moment, ...(due && due > stage.clock.now() ? [due] : [])].reduce((a, b) =>
        a < b ? a : b,
      );
      goTo(next);
      await carryOut();
    }
  };

  for (const { joins, ...changes } of life.places ?? [{ kind: 'channel' }])
    if (!joins) await savePlace(store.db, placeOf(changes));
  const joining = (life.places ?? []).flatMap(({ joins, ...changes }) =>
    joins ? [{ at: joins, joins: placeOf({ ...changes, joinedAt: new Date(joins) }) }] : [],
  );
  const events = [...joining, { at: life.seen, seen: true as const }, ...(life.events ?? [])].toSorted(
    (one, other) => Date.parse(one.at) - Date.parse(other.at),
  );

  for (const event of events) {
    await passTo(new Date(event.at));
    if ('seen' in event) await watcherSees(stage, first);
    else if ('joins' in event) {
      await savePlace(store.db, event.joins);
      const greeting = { subject: 'place', occasion: 'greeting', dueAt: stage.clock.now(), wantedVersion: 1 };
      await wantDeliveries(store.db, [{ placeId: event.joins.id, ...greeting }], stage.clock.now());
    } else if ('deal' in event)
      await recordDeal(app, stage.referrals.change({ ...stage.referrals.deal(DEAL_ID), ...event.deal }));
    else if ('place' in event) {
      const place = await findPlace(store.db, event.place);
      if (place) await savePlace(store.db, { ...place, ...event.is });
    } else if ('members' in event) await saveMembers(store.db, event.of, event.members.map(member));
    else if ('downUntil' in event) {
      goTo(new Date(event.downUntil));
      await releaseLeases(store.db, null);
    } else goTo(new Date(event.jumpTo));
  }
  await passTo(new Date(life.until));
  return { posts, app };
}

function placeOf(changes: Partial<Place>): Place {
  const known = { joinedAt: new Date('2026-01-05T09:00:00Z'), ...changes };
  const place = changes.kind === 'personal' ? samplePlace(known) : sampleChannel(known);
  const id = changes.id ?? place.kind;
  return { ...place, id, conversationId: id };
}

function member(personId: string) {
  return { personId, userId: `29:${personId}`, name: personId, email: null };
}

function whatIs(occasion: string, card: unknown): string {
  const [kind, step = ''] = occasion.split(':');
  if (kind === 'expiry') return step;
  return kind === 'digest' && JSON.stringify(card).includes('have expired') ? 'digest: expired' : `${kind}`;
}

/** When the next wish is due, to the last millisecond; null: nothing is planned. */
async function nextDueAt({ db }: Store): Promise<Date | null> {
  const { due } = await db
    .selectFrom('deliveries')
    .select((row) => row.fn.min('due_at').as('due'))
    .executeTakeFirstOrThrow();
  return due === null ? null : new Date(due);
}
