import { isJson, type Json } from '../teams-wire.ts';
import type { CloudPerson } from './cloud-person.ts';
import { badRequest } from './graph-call.ts';
import { GRAPH } from './resources.ts';

/** What the bot's manifest says, as far as Graph looks at it. */
export interface UploadedManifest {
  activityTypes: Set<string>;
  /** Resource-specific consent, given with each installation. */
  resourceSpecific: Set<string>;
}

/** A notification in somebody's activity feed. */
export interface FeedNotification {
  person: CloudPerson;
  activityType: string;
  previewText: string;
  parameters: Record<string, string>;
  topic: Json;
}

/** What `sendActivityNotification` takes; throws where Graph would refuse it. */
export function notificationIn(
  body: unknown,
  { activityTypes }: UploadedManifest,
): Omit<FeedNotification, 'person'> {
  if (!isJson(body) || !isJson(body['topic']) || !isJson(body['previewText']))
    throw badRequest("Properties 'topic', 'activityType' and 'previewText' are required.");
  const { topic, activityType, previewText, templateParameters = [] } = body;
  if (
    typeof activityType !== 'string' ||
    !(activityTypes.has(activityType) || activityType === 'systemDefault')
  )
    throw badRequest(`Activity type '${String(activityType)}' is not declared in the manifest.`);
  checkTopic(topic);
  const { content } = previewText;
  if (typeof content !== 'string' || content === '' || content.length > 150)
    throw badRequest('previewText must have 1 to 150 characters.');
  const entries = Array.isArray(templateParameters) ? templateParameters.filter(isJson) : [];
  const parameters = Object.fromEntries(entries.map(({ name, value }) => [String(name), String(value)]));
  return { activityType, previewText: content, parameters, topic };
}

/** `entityUrl` names a thing of Graph; `text` needs a deep link into Teams. */
function checkTopic({ source, value, webUrl }: Json): void {
  if (typeof value !== 'string' || value === '') throw badRequest("Property 'topic.value' is required.");
  if (source === 'entityUrl' && value.startsWith(`${GRAPH}/`)) return;
  if (source === 'text' && String(webUrl).startsWith('https://teams.microsoft.com/l/')) return;
  throw badRequest('The topic must be an entityUrl of Graph, or a text with a webUrl into Teams.');
}
