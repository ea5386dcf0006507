import type { PersonKey } from '../people/person.ts';
import type { Services } from '../services.ts';
import type { Db } from '../store/database.ts';
import { findByEngagement, type StoredDeal } from '../store/deals.ts';
import { type Decision, lastDoneDecision } from '../store/decisions.ts';
import { wantDeliveries } from '../store/deliveries.ts';
import { findPersonalPlace } from '../store/places.ts';
import type { Deal } from './deal.ts';
import { planRegistrationReminders } from './plan-registration.ts';
import { mayRegister } from './register-verb.ts';
import type { WantedDelivery } from './wanted-delivery.ts';

/**
 * What a recorded change means for registrations: reminders for whoever marked the deal as won (REG-14), news of a
 * registration's state (RST-01 to RST-09), and the offer once Microsoft's side has accepted after all (REG-04).
 * Told only in the chat of the one person whose deal it is; nobody is told of their own act.
 */
export async function registrationDeliveries(
  trx: Db,
  services: Pick<Services, 'reminders' | 'registration' | 'clock'>,
  {
    before,
    after,
    decision,
  }: { before: StoredDeal | null; after: StoredDeal; decision?: Decision | undefined },
): Promise<WantedDelivery[]> {
  const { deal, kind } = after;
  if (kind === 'sister') return offers(trx, services, before, deal);
  const wanted: WantedDelivery[] = [];
  if (decision?.verb === 'deal.won' && mayRegister(deal, kind)) {
    const wonAt = deal.closedAt ?? services.clock.now();
    wanted.push(...(await reminders(trx, services, decision, deal, day(wonAt), 'won')));
  }
  const isNews = before !== null && before.deal.registrationStatus !== deal.registrationStatus;
  if (isNews && decision?.verb !== 'deal.register') {
    const person = await whoseRegistration(trx, deal.id);
    wanted.push(...(await inChatOf(trx, person, deal.id, `registration:state:${after.version}`, services)));
  }
  return wanted;
}

/** The 60 days counted anew from the day of signature, for the person who fills in the form. */
export async function wantRegistrationReminders(
  services: Services,
  person: PersonKey,
  deal: Deal,
  signedDate: string,
): Promise<void> {
  const { db } = services.store;
  const wanted = await reminders(db, services, person, deal, signedDate, 'signed');
  await wantDeliveries(db, wanted, services.clock.now());
  services.wakeDeliveries();
}

/** Offers the registration of a won deal in this person's own chat: once, however often it is wanted. */
export async function wantRegistrationOffer(
  services: Services,
  person: PersonKey,
  dealId: string,
): Promise<void> {
  const { db } = services.store;
  const wanted = await inChatOf(db, person, dealId, 'registration:offer', services);
  await wantDeliveries(db, wanted, services.clock.now());
  services.wakeDeliveries();
}

async function reminders(
  db: Db,
  { reminders: rules, registration, clock }: Pick<Services, 'reminders' | 'registration' | 'clock'>,
  person: PersonKey,
  deal: Deal,
  since: string,
  basis: 'signed' | 'won',
): Promise<WantedDelivery[]> {
  const place = await findPersonalPlace(db, person);
  if (!place) return [];
  const plan = { deal, since, basis, freezes: registration.freezes, now: clock.now() };
  return planRegistrationReminders(plan, place, rules);
}

/** Microsoft's side has changed. At Accepted or Won, won deals of its engagement that waited for that may be registered. */
async function offers(
  trx: Db,
  services: Pick<Services, 'clock'>,
  before: StoredDeal | null,
  sister: Deal,
): Promise<WantedDelivery[]> {
  if (!sister.engagementId) return [];
  const engaged = await findByEngagement(trx, sister.engagementId);
  const waiting = engaged.filter(({ deal, kind }) => mayRegister(deal, kind));
  const becomesReady = isReady(sister) && !(before && isReady(before.deal));
  if (!becomesReady) return [];
  return (await Promise.all(waiting.map(({ deal }) => offer(trx, deal.id, services)))).flat();
}

function isReady({ substatus }: Deal): boolean {
  return substatus === 'Accepted' || substatus === 'Won';
}

async function offer(trx: Db, dealId: string, services: Pick<Services, 'clock'>): Promise<WantedDelivery[]> {
  const won = await lastDoneDecision(trx, dealId, 'deal.won');
  return inChatOf(trx, won, dealId, 'registration:offer', services);
}

async function whoseRegistration(trx: Db, dealId: string): Promise<PersonKey | null> {
  return (
    (await lastDoneDecision(trx, dealId, 'deal.register')) ??
    (await lastDoneDecision(trx, dealId, 'deal.won'))
  );
}

async function inChatOf(
  trx: Db,
  person: PersonKey | null,
  dealId: string,
  occasion: string,
  { clock }: Pick<Services, 'clock'>,
): Promise<WantedDelivery[]> {
  const place = person && (await findPersonalPlace(trx, person));
  if (!place) return [];
  return [{ placeId: place.id, subject: dealId, occasion, dueAt: clock.now(), wantedVersion: 1 }];
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10);
}
