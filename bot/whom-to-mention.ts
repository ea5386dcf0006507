import type { Mentioned } from '../cards/mentions.ts';
import type { Deal } from '../services/deals/deal.ts';
import type { Place } from '../services/people/place.ts';
import { type Asked, whomToAsk } from '../services/people/whom-to-ask.ts';
import { listAccessOfDeal } from '../services/store/access.ts';
import { listMembers, type Member } from '../services/store/members.ts';
import type { PostedCard, StandIns } from '../services/store/posted-cards.ts';
import type { App } from './app.ts';
import { ownersOf } from './roster.ts';

/** Most people whom one card mentions. */
const MOST_MENTIONED = 5;
/** Most people of a place who are looked at for somebody who is there. */
const MOST_LOOKED_AT = 60;

/** Who is called by a card. */
export interface Called {
  people: Mentioned[];
  /** Who was meant and is out of office. */
  away: Mentioned[];
  /** To be remembered with the message, where others stand in; null: as meant. */
  standIns: StandIns | null;
}

const NO_ONE: Called = { people: [], away: [], standIns: null };

/**
 * Whom a post in a channel mentions: the deal's own team as far as it is in the channel, else the owners of the place.
 * Who is out of office is left out; where all of them are, the next are asked: the owners, then everyone in the
 * channel. A message that stands keeps those it called.
 */
export async function whomToMention(
  app: App,
  place: Place,
  deal: Deal,
  posted: PostedCard | null,
): Promise<Called> {
  if (place.kind !== 'channel') return NO_ONE;
  const members = await listMembers(app.store.db, place.id);
  if (posted?.standIns) return asBefore(members, posted.standIns);
  const circles = [teamOf(deal, members), await ownersOf(app, place, members)];
  const [meant] = circles.filter(({ length }) => length > 0);
  if (!meant) return NO_ONE;
  // Who posted before is not asked for again: an edit calls nobody.
  if (posted) return called({ asked: meant, away: [] });

  const away = await whoIsAway(app, place, circles.flat());
  if (circles.flat().some(({ personId }) => !away.has(personId))) return called(whomToAsk(circles, away));
  const everyone = await everyoneElse(app, members, deal);
  const others = await whoIsAway(app, place, everyone);
  return called(whomToAsk([...circles, everyone], new Set([...away, ...others])));
}

function teamOf({ team }: Deal, members: readonly Member[]): Member[] {
  const emails = new Set(team.map(({ email }) => email?.toLowerCase()).filter(Boolean));
  return members.filter(({ email }) => email !== null && emails.has(email.toLowerCase()));
}

/** Who is known to see the deal first; who is known not to see it never. */
async function everyoneElse({ store }: App, members: readonly Member[], deal: Deal): Promise<Member[]> {
  const access = await listAccessOfDeal(store.db, deal.id);
  const maySee = new Map(access.map((one) => [one.personId, one.maySee]));
  const rank = ({ personId }: Member) => (maySee.get(personId) === true ? 0 : 1);
  return members
    .filter(({ personId }) => maySee.get(personId) !== false)
    .toSorted((one, other) => rank(one) - rank(other))
    .slice(0, MOST_LOOKED_AT);
}

function whoIsAway({ people }: App, { tenantId }: Place, members: readonly Member[]) {
  return people.whoIsAway(members.map(({ personId }) => ({ tenantId, personId })));
}

function called({ asked, away }: Asked<Member>): Called {
  const people = asked.slice(0, MOST_MENTIONED);
  const idsOf = (members: readonly Member[]) => members.map(({ userId }) => userId);
  return {
    people: people.map(toMentioned),
    away: away.map(toMentioned),
    standIns: away.length > 0 ? { asked: idsOf(people), away: idsOf(away) } : null,
  };
}

function asBefore(members: readonly Member[], standIns: StandIns): Called {
  const named = (ids: readonly string[]) =>
    members.filter(({ userId }) => ids.includes(userId)).map(toMentioned);
  return { people: named(standIns.asked), away: named(standIns.away), standIns };
}

function toMentioned({ userId, name }: Member): Mentioned {
  return { id: userId, name };
}
