import { cardsOf } from '../support/teams-wire.ts';
import type { Card, Chat, Message } from '../support/teams.ts';
import type { ChaosDeal, World } from './world.ts';

/** What has been posted about which deal, seen as it comes. */
export interface Sights {
  /** Deals that stand in all their places, and whose reminder, where one is planned, has come everywhere. */
  settled(): ChaosDeal[];
  /** Of those, the ones that nobody has answered. */
  untouched(): ChaosDeal[];
  /** Of those, the ones that were accepted and are not closed. */
  accepted(): ChaosDeal[];
  /** Id of the first message that is about this deal alone; null: none yet. */
  cardOf(place: Chat, deal: ChaosDeal): string | null;
  /** That card as it stood when it was first seen; null: none yet. */
  firstCardOf(place: Chat, deal: ChaosDeal): Card | null;
}

export function createSights(world: Pick<World, 'places' | 'deals' | 'partnerCenter'>): Sights {
  const read = new Map<string, number>();
  const seen = new Map<string, Message[]>();
  const firstCards = new Map<string, Card>();
  const open = new Set<ChaosDeal>();
  const settled: ChaosDeal[] = [];
  let known = 0;

  const key = (place: Chat, name: string) => `${place.id} ${name}`;
  const look = () => {
    for (const place of world.places) {
      const { messages } = place.room;
      for (const message of messages.slice(read.get(place.id) ?? 0)) {
        if (message.author !== 'bot') continue;
        const [card] = cardsOf(message.activity);
        for (const name of namesIn(message)) {
          if (card && !firstCards.has(key(place, name)) && namesIn(message).size === 1)
            firstCards.set(key(place, name), card);
          seen.set(key(place, name), [...(seen.get(key(place, name)) ?? []), message]);
        }
      }
      read.set(place.id, messages.length);
    }
    for (const deal of world.deals.slice(known)) open.add(deal);
    known = world.deals.length;
    for (const deal of open) {
      const isThere = (place: Chat) => {
        const messages = seen.get(key(place, deal.name)) ?? [];
        const alone = messages.filter((message) => namesIn(message).size === 1);
        return deal.remindedAt === null ? messages.length > 0 : alone.length > 1;
      };
      if (!world.places.every(isThere)) continue;
      open.delete(deal);
      settled.push(deal);
    }
  };

  return {
    settled: () => {
      look();
      return settled;
    },
    untouched: () => {
      look();
      return settled.filter(({ id }) => world.partnerCenter.referral(id).status === 'New');
    },
    accepted: () => {
      look();
      return settled.filter(({ id }) => world.partnerCenter.referral(id).status === 'Active');
    },
    cardOf: (place, deal) =>
      seen.get(key(place, deal.name))?.find((message) => namesIn(message).size === 1)?.id ?? null,
    firstCardOf: (place, deal) => firstCards.get(key(place, deal.name)) ?? null,
  };
}

/** A digest names several. */
export function namesIn({ activity }: Pick<Message, 'activity'>): Set<string> {
  return new Set(JSON.stringify(activity.attachments ?? []).match(/Deal \d{5}/g));
}
