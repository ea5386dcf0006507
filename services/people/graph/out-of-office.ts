import { z } from 'zod';

const word = z.string().catch('');
const presence = z.object({
  activity: word,
  outOfOfficeSettings: z
    .object({ isOutOfOffice: z.boolean().catch(false) })
    .nullish()
    .catch(null),
});

/**
 * Out of office by Teams' presence. Who is only offline or idle is not away: a mention waits for them, and leaving
 * them out would hide the deal from the one who answers for it.
 */
export function isOutByPresence(value: unknown): boolean {
  const parsed = presence.safeParse(value).data;
  return parsed?.activity === 'OutOfOffice' || (parsed?.outOfOfficeSettings?.isOutOfOffice ?? false);
}

const moment = z.object({ dateTime: word, timeZone: word }).nullish().catch(null);
const replies = z.object({
  status: word,
  scheduledStartDateTime: moment,
  scheduledEndDateTime: moment,
});

/** Do automatic replies say 'out of office' now? Their moments are asked for in UTC. */
export function isOutByReplies(value: unknown, now: Date): boolean {
  const { success, data } = replies.safeParse(value);
  if (!success) return false;
  if (data.status === 'alwaysEnabled') return true;
  if (data.status !== 'scheduled') return false;
  const [from, to] = [inUtc(data.scheduledStartDateTime), inUtc(data.scheduledEndDateTime)];
  return from !== null && to !== null && from <= now && now < to;
}

/** Such as `2026-12-01T09:00:00.0000000` with `UTC`. */
function inUtc(at: z.output<typeof moment>): Date | null {
  if (at?.timeZone !== 'UTC') return null;
  const date = new Date(`${at.dateTime.replace(/(\.\d{3})\d*$/, '$1').replace(/Z$/, '')}Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}
