import type { PersonKey } from '../../../services/people/person.ts';
import { ReferralServiceError } from '../../../services/referrals/errors.ts';
import { createPartnerCenter } from '../../../services/referrals/partner-center.ts';
import type { Services } from '../../../services/services.ts';
import { startWatching } from '../../../services/stewards/volunteer.ts';
import type { Store } from '../../../services/store/database.ts';
import { savePlace } from '../../../services/store/places.ts';
import { watchDeals } from '../../../services/watch/watch-deals.ts';
import {
  inboundReferral,
  type PartnerCenter,
  startPartnerCenter,
  type WireReferral,
} from '../../support/partner-center.ts';
import { samplePlace } from '../deals/sample-place.ts';
import { setStage, type TestClock } from '../deals/stage.ts';

export const ANN: PersonKey = { tenantId: 't-1', personId: 'ann' };
export const BEN: PersonKey = { tenantId: 't-1', personId: 'ben' };
export const CLEO: PersonKey = { tenantId: 't-1', personId: 'cleo' };

/** The product's services in live mode: people's own tokens, and a Partner Center that knows who asks and what they see. */
export interface StewardStage extends Services {
  clock: TestClock;
  partnerCenter: PartnerCenter;
  /** Locations (mpnId) that somebody's role is for; absent: the whole company. */
  locations: Map<string, string[]>;
  /** People without a sign-in. */
  signedOut: Set<string>;
  /** One pass of the watcher. */
  watch(): Promise<void>;
  /** They let the watcher read with their sign-in. */
  volunteer(...people: PersonKey[]): Promise<void>;
  /** A new deal of a location, made just now. */
  arrive(name: string, mpnId: string): WireReferral;
  /** Somebody's own chat with the bot, which follows. */
  joins(person: PersonKey): Promise<void>;
}

export async function setStewardStage(store: Store): Promise<StewardStage> {
  const stage = setStage(store);
  const locations = new Map<string, string[]>();
  const signedOut = new Set<string>();
  const partnerCenter = await startPartnerCenter({
    clock: () => stage.clock.now(),
    admit: (authorization) => {
      const who = authorization?.replace('Bearer ', '') ?? '';
      const own = locations.get(who);
      return { kind: 'admitted', who, sees: ({ mpnId }) => !own || own.includes(String(mpnId)) };
    },
  });
  const services: Services = {
    ...stage,
    watchedBy: 'stewards',
    referrals: createPartnerCenter({
      baseUrl: partnerCenter.url,
      accessTokens: async (caller) => {
        const person = caller.kind === 'person' ? caller.person : caller.steward;
        if (!person || signedOut.has(person.personId)) throw new ReferralServiceError('unauthorized');
        return person.personId;
      },
      fetch,
      sleep: async () => undefined,
    }),
  };
  return {
    ...services,
    clock: stage.clock,
    partnerCenter,
    locations,
    signedOut,
    watch: () => watchDeals(services, new AbortController().signal),
    volunteer: async (...people) => {
      for (const person of people) await startWatching(services, person);
    },
    arrive: (name, mpnId) => {
      const now = stage.clock.now();
      const createdDateTime = now.toISOString();
      const expirationDateTime = new Date(now.getTime() + 14 * 24 * 60 * 60 * 1000).toISOString();
      return partnerCenter.put(inboundReferral({ name, mpnId, createdDateTime, expirationDateTime }, now));
    },
    joins: async ({ tenantId, personId }) => {
      const joinedAt = stage.clock.now();
      const id = `place-${personId}`;
      await savePlace(
        store.db,
        samplePlace({ id, tenantId, personId, conversationId: `a:${personId}`, joinedAt }),
      );
    },
  };
}
