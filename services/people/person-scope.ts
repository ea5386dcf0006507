import type { PersonKey } from './person.ts';

/** The scope of a person's own settings. */
export function personScope({ tenantId, personId }: PersonKey): string {
  return `person:${tenantId}:${personId}`;
}
