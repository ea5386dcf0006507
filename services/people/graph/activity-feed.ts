import type { FeedNotification } from '../people-directory.ts';
import type { GraphCalls } from './graph-calls.ts';

/** Graph shows and takes no more. */
const LONGEST_PREVIEW = 150;
const LONGEST_VALUE = 128;

/**
 * Sends one line into a person's activity feed (teams.md 2.6). It leads to the app's chat: the id of a message in a
 * bot's chat (`a:...`) is none that Teams clients know. @param teamsAppId the id in the manifest
 */
export function createActivityFeed(calls: GraphCalls, teamsAppId: string, tenantId: string) {
  const webUrl = `https://teams.microsoft.com/l/entity/${teamsAppId}/conversations?tenantId=${tenantId}`;

  return async (personId: string, notification: FeedNotification): Promise<true> => {
    const { type, deal, deadline, preview } = notification;
    const parameters = deadline === null ? { deal } : { deal, deadline };
    await calls.post(`/users/${encodeURIComponent(personId)}/teamwork/sendActivityNotification`, {
      topic: { source: 'text', value: deal.slice(0, LONGEST_VALUE), webUrl },
      activityType: type,
      previewText: { content: preview.slice(0, LONGEST_PREVIEW) },
      templateParameters: Object.entries(parameters).map(([name, value]) => ({
        name,
        value: value.slice(0, LONGEST_VALUE),
      })),
    });
    return true;
  };
}
