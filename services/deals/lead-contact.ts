import type { Deal } from './deal.ts';

const FADES_AFTER_MS = 72 * 60 * 60 * 1000;

/**
 * The flame of a lead whose customer asks to be contacted: it weakens after 72 hours, though the lead stays active
 * (EXP-06). null: no flame.
 */
export type ContactWish = 'fresh' | 'faded';

type Wishing = Pick<Deal, 'contactRequested' | 'createdAt' | 'status'>;

export function contactWish(deal: Wishing, now: Date): ContactWish | null {
  if (deal.contactRequested !== true || deal.status === 'Closed') return null;
  const fadesAt = wishFadesAt(deal);
  return fadesAt && fadesAt > now ? 'fresh' : 'faded';
}

/** When it weakens; null: it has no flame, or Partner Center does not say since when. */
export function wishFadesAt({ contactRequested, createdAt }: Omit<Wishing, 'status'>): Date | null {
  return contactRequested && createdAt ? new Date(createdAt.getTime() + FADES_AFTER_MS) : null;
}
