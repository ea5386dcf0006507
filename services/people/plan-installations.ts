/** Somebody on the team of an open deal, in a place that wants them to have the app. */
export interface TeamMember {
  personId: string;
  /** Did they ever have a chat with the bot? Whoever left it wants none. */
  hadChat: boolean;
  /** What became of an earlier attempt (`InstallRecord`); null: none yet. */
  record: string | null;
}

/**
 * What is kept of an attempt to install the app for a person: `installed`, `refused`, `gone` (not reachable although it
 * was installed, so they took it away), or `unknown <when>`.
 */
export type InstallRecord = 'installed' | 'refused' | 'gone' | `unknown ${string}`;

/** The person's setting that keeps it. */
export const TEAMS_APP = 'teamsApp';

export interface InstallStep {
  /** `openChat`: it was installed, but Teams never told us of the chat. */
  kind: 'install' | 'openChat';
  personId: string;
}

/** An attempt whose end nobody knows is made again after so long. */
const AGAIN_AFTER_MS = 24 * 60 * 60 * 1000;

/** Whom to install the app for next, once each: never for whoever had it before. Pure. @param limit steps at a time */
export function planInstallations(members: readonly TeamMember[], now: Date, limit: number): InstallStep[] {
  const people = [...new Map(members.map((member) => [member.personId, member])).values()];
  return people
    .filter(({ hadChat }) => !hadChat)
    .flatMap(({ personId, record }): InstallStep[] => {
      if (record === null || isOver(record, now)) return [{ kind: 'install', personId }];
      return record === 'installed' ? [{ kind: 'openChat', personId }] : [];
    })
    .slice(0, limit);
}

function isOver(record: string, now: Date): boolean {
  const [word, at = ''] = record.split(' ');
  return word === 'unknown' && now.getTime() - new Date(at).getTime() >= AGAIN_AFTER_MS;
}
