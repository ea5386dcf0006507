import { askedPeople } from './asked-people.ts';
import type { Deal } from './deal.ts';
import type { Services } from '../services.ts';

/** A manager, and those of their people who were asked about a deal: names. */
export interface ManagerOfAsked {
  personId: string;
  reports: string[];
}

const WITHIN_MS = 5000;

/** The managers of those who were asked about a deal, as far as the directory knows; nobody who was asked themselves. */
export async function managersOfAsked(
  services: Pick<Services, 'store' | 'people'>,
  deal: Deal,
): Promise<ManagerOfAsked[]> {
  const asked = await askedPeople(services, deal);
  const signal = AbortSignal.timeout(WITHIN_MS);
  const found = new Map<string, string[]>();
  for (const { who, name } of asked) {
    const superior = await services.people.reportsTo(who, signal);
    if (superior) found.set(superior.personId, [...(found.get(superior.personId) ?? []), name]);
  }
  for (const { who } of asked) found.delete(who);
  return [...found].map(([personId, reports]) => ({ personId, reports }));
}
