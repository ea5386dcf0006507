import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { endAfterTest } from '../../support/ends.ts';

/** What a test looks at in an activity of the Playground. */
export interface HeardActivity {
  type: string;
  id: string;
  action?: string;
  text?: string;
  serviceUrl: string;
  from: { id: string; aadObjectId?: string };
  recipient: { id: string };
  conversation: { id: string; conversationType?: string };
  value?: { action: { verb: string; data: Record<string, unknown> } };
}

export interface EchoBot {
  /** For activities. */
  url: string;
  heard: HeardActivity[];
}

/** A bot without any library: answers a text with a card, and Action.Execute with another one. */
export async function startEchoBot(): Promise<EchoBot> {
  const heard: HeardActivity[] = [];
  const server = createServer((request, response) => {
    void answer(request, heard).then((body) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(body === null ? undefined : JSON.stringify(body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  endAfterTest(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`, heard };
}

async function answer(request: IncomingMessage, heard: HeardActivity[]): Promise<unknown> {
  // The Playground asks HEAD first, to see whether anybody is there.
  if (request.method !== 'POST') return null;
  const activity = JSON.parse((await request.toArray()).join('')) as HeardActivity;
  heard.push(activity);
  if (activity.type === 'invoke') {
    const value = card(`Done: ${JSON.stringify(activity.value?.action.data)}`);
    return { statusCode: 200, type: CARD, value };
  }
  if (activity.text !== undefined) await post(activity, card(`You said: ${activity.text}`));
  return null;
}

const CARD = 'application/vnd.microsoft.card.adaptive';

async function post({ serviceUrl, conversation, id }: HeardActivity, content: unknown): Promise<void> {
  const path = `/v3/conversations/${encodeURIComponent(conversation.id)}/activities/${encodeURIComponent(id)}`;
  await fetch(`${serviceUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'message', attachments: [{ contentType: CARD, content }] }),
  });
}

function card(text: string): unknown {
  const choices = [
    { title: 'Too late', value: '1' },
    { title: 'Other', value: '8' },
  ];
  return {
    type: 'AdaptiveCard',
    version: '1.5',
    body: [
      { type: 'TextBlock', text, wrap: true },
      { type: 'Input.Text', id: 'note', label: 'Note' },
      { type: 'Input.Number', id: 'value', label: 'Value' },
      { type: 'Input.Date', id: 'close', label: 'Close date' },
      { type: 'Input.ChoiceSet', id: 'reason', label: 'Reason', choices },
      { type: 'Input.ChoiceSet', id: 'solutions', label: 'Solutions', isMultiSelect: true, choices },
      { type: 'Input.Toggle', id: 'sure', label: 'Sure', title: 'I am sure' },
    ],
    actions: [{ type: 'Action.Execute', title: 'Run', verb: 'deal.accept', data: { dealId: 'd1' } }],
  };
}
