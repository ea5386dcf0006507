import { z } from 'zod';
import type { EventRegistration } from '../referrals/events/event-registrations.ts';
import type { Db } from './database.ts';
import { findSettings, saveSetting } from './settings.ts';

const SCOPE = 'events';
const NAME = 'formerRegistration';

const kept = z.object({
  webhookUrl: z.string(),
  events: z.array(z.string()),
  inMsHeader: z.boolean().nullable(),
});

/** Who was registered for events before this bot took it over, to be given back; null: nobody. */
export async function findFormerRegistration(db: Db): Promise<EventRegistration | null> {
  const { [NAME]: json } = await findSettings(db, SCOPE);
  return json ? kept.parse(JSON.parse(json)) : null;
}

export async function saveFormerRegistration(db: Db, former: EventRegistration | null): Promise<void> {
  await saveSetting(db, SCOPE, NAME, former && JSON.stringify(former));
}
