import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { breakOff } from './break-off.ts';
import { fileProblem } from './teams-files.ts';
import { refusalBody, type ConnectorCall, type Faults, type Operation } from './teams-faults.ts';
import { callerOf, parseBody, readText, sendJson } from './teams-http.ts';
import type { TeamsLimits } from './teams-limits.ts';
import {
  addMessage,
  conversationIdOf,
  editMessage,
  findMessage,
  findRoom,
  openRoom,
  splitConversationId,
  type Room,
  type TeamsMemory,
  type TeamsPerson,
} from './teams-rooms.ts';
import { cardsOf, isJson, type Activity } from './teams-wire.ts';

/** A message may have about 100 KB in UTF-16, so half as many characters. */
const MESSAGE_LIMIT_BYTES = 100 * 1024;

class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

interface Call {
  memory: TeamsMemory;
  /** The path's parts, decoded. */
  parts: string[];
  query: URLSearchParams;
  body: unknown;
  serviceUrl: string;
  now: Date;
}

interface Answer {
  status: number;
  body?: unknown;
}

interface Route {
  operation: Operation;
  method: string;
  /** The groups are the conversation's id, then the activity's or the member's. */
  path: RegExp;
  run: (call: Call) => Answer;
}

const ROUTES: Route[] = [
  { operation: 'createConversation', method: 'POST', path: /^\/v3\/conversations$/, run: createConversation },
  { operation: 'post', method: 'POST', path: /^\/v3\/conversations\/([^/]+)\/activities$/, run: post },
  {
    operation: 'reply',
    method: 'POST',
    path: /^\/v3\/conversations\/([^/]+)\/activities\/([^/]+)$/,
    run: post,
  },
  {
    operation: 'update',
    method: 'PUT',
    path: /^\/v3\/conversations\/([^/]+)\/activities\/([^/]+)$/,
    run: update,
  },
  {
    operation: 'delete',
    method: 'DELETE',
    path: /^\/v3\/conversations\/([^/]+)\/activities\/([^/]+)$/,
    run: remove,
  },
  { operation: 'members', method: 'GET', path: /^\/v3\/conversations\/([^/]+)\/members$/, run: members },
  {
    operation: 'members',
    method: 'GET',
    path: /^\/v3\/conversations\/([^/]+)\/pagedmembers$/,
    run: pagedMembers,
  },
  {
    operation: 'member',
    method: 'GET',
    path: /^\/v3\/conversations\/([^/]+)\/members\/([^/]+)$/,
    run: member,
  },
  { operation: 'team', method: 'GET', path: /^\/v3\/teams\/([^/]+)$/, run: team },
  { operation: 'team', method: 'GET', path: /^\/v3\/teams\/([^/]+)\/conversations$/, run: channels },
];

function createConversation({ memory, body, serviceUrl, now }: Call): Answer {
  if (!isJson(body)) throw new Refusal(400, 'BadArgument', 'Missing conversation parameters');
  const channelData = isJson(body['channelData']) ? body['channelData'] : {};
  const activity = isJson(body['activity']) ? (body['activity'] as Activity) : null;
  const channel = channelData['channel'];
  if (isJson(channel)) {
    if (activity === null)
      throw new Refusal(400, 'BadArgument', 'A channel conversation needs its first activity');
    const room = roomWithBot(memory, String(channel['id']));
    const id = store(memory, room, null, activity, now);
    return { status: 201, body: { id: conversationIdOf(room, id), activityId: id, serviceUrl } };
  }
  const members = Array.isArray(body['members']) ? body['members'].filter(isJson) : [];
  const [first] = members;
  if (first === undefined || members.length > 1 || body['isGroup'] === true) {
    throw new Refusal(400, 'BadArgument', 'A bot opens a chat with exactly one person');
  }
  const tenant = isJson(channelData['tenant']) ? channelData['tenant']['id'] : body['tenantId'];
  if (typeof tenant !== 'string') throw new Refusal(400, 'BadArgument', 'Missing tenant');
  if (tenant !== memory.tenantId) {
    throw new Refusal(403, 'ForbiddenOperationException', 'The bot is not installed in this tenant');
  }
  const room = personalRoom(memory, String(first['id']));
  const activityId = activity === null ? undefined : store(memory, room, null, activity, now);
  return { status: 201, body: { id: room.id, activityId, serviceUrl } };
}

function personalRoom(memory: TeamsMemory, personId: string): Room {
  const person = memory.people.find((one) => isPerson(one, personId));
  if (person === undefined) throw new Refusal(400, 'BadArgument', 'Failed to decrypt pairwise id');
  const room =
    memory.rooms.find((one) => one.kind === 'personal' && one.people[0] === person) ??
    openRoom(memory, { kind: 'personal', people: [person] });
  if (!room.app.installed) {
    throw new Refusal(403, 'ForbiddenOperationException', "Bot isn't installed in user's personal scope");
  }
  return room;
}

function post({ memory, parts: [conversationId = '', replyToId], body, now }: Call): Answer {
  const activity = activityFrom(body);
  const room = roomWithBot(memory, conversationId);
  const { threadId } = splitConversationId(conversationId);
  if (threadId !== null && !room.messages.some((message) => message.threadId === threadId)) {
    throw new Refusal(404, 'ConversationNotFound', 'No such thread in the channel');
  }
  // A bot that answers an invoke names the invoke's own id, which is no message: Teams takes that.
  const repliedTo = replyToId === undefined ? undefined : findMessage(room, replyToId);
  if (activity.type !== 'message') return { status: 202, body: {} };
  const id = store(memory, room, threadId ?? repliedTo?.threadId ?? null, activity, now);
  return { status: 201, body: id === null ? {} : { id } };
}

/** Text beside cards becomes two messages, and Teams then gives no id at all. */
function store(
  memory: TeamsMemory,
  room: Room,
  threadId: string | null,
  activity: Activity,
  at: Date,
): string | null {
  checkSize(activity);
  checkFiles(memory, room, activity);
  const { text, attachments = [], ...rest } = activity;
  if (!text && attachments.length === 0) {
    throw new Refusal(400, 'BadArgument', 'A message needs a text or an attachment');
  }
  const split = Boolean(text) && attachments.length > 0;
  const whole = split
    ? [
        { ...rest, text },
        { ...rest, attachments },
      ]
    : [activity];
  let thread = threadId;
  let id: string | null = null;
  for (const part of whole) {
    const added = addMessage(memory, room, { threadId: thread, author: 'bot', activity: part, at });
    thread = added.threadId;
    id = added.id;
  }
  return split ? null : id;
}

function update({ memory, parts: [conversationId = '', activityId = ''], body, now }: Call): Answer {
  const activity = activityFrom(body);
  const room = roomWithBot(memory, conversationId);
  const message = messageIn(room, activityId);
  checkSize(activity);
  checkFiles(memory, room, activity);
  if (message.author !== 'bot' && cardsOf(message.activity).length === 0) {
    throw new Refusal(403, 'NotEnoughPermissions', 'A person wrote this message');
  }
  editMessage(room, message, activity, now);
  return { status: 200, body: { id: message.id } };
}

function remove({ memory, parts: [conversationId = '', activityId = ''] }: Call): Answer {
  const room = roomWithBot(memory, conversationId);
  const message = messageIn(room, activityId);
  if (message.author !== 'bot') throw new Refusal(403, 'NotEnoughPermissions', 'A person wrote this message');
  message.deleted = true;
  return { status: 200 };
}

function members({ memory, parts: [conversationId = ''] }: Call): Answer {
  return { status: 200, body: roomWithBot(memory, conversationId).people.map(memberAccount) };
}

function pagedMembers({ memory, parts: [conversationId = ''], query }: Call): Answer {
  const { people } = roomWithBot(memory, conversationId);
  const start = Number(query.get('continuationToken') ?? 0);
  const end = start + Number(query.get('pageSize') ?? 200);
  const continuationToken = end < people.length ? String(end) : undefined;
  return { status: 200, body: { members: people.slice(start, end).map(memberAccount), continuationToken } };
}

function member({ memory, parts: [conversationId = '', memberId = ''] }: Call): Answer {
  const person = roomWithBot(memory, conversationId).people.find((one) => isPerson(one, memberId));
  if (person === undefined) throw new Refusal(404, 'MemberNotFoundInConversation', 'No such member');
  return { status: 200, body: memberAccount(person) };
}

function team({ memory, parts: [teamId = ''] }: Call): Answer {
  const { team } = roomWithBot(memory, teamId);
  return { status: 200, body: { id: team?.id, name: team?.name, aadGroupId: team?.aadGroupId } };
}

/** Teams gives General no name here. */
function channels({ memory, parts: [teamId = ''] }: Call): Answer {
  const { team } = roomWithBot(memory, teamId);
  const conversations = team?.channels.map(({ id, name }) => (id === team.id ? { id } : { id, name }));
  return { status: 200, body: { conversations } };
}

function isPerson(person: TeamsPerson, id: string): boolean {
  return person.id === id || person.aadObjectId === id;
}

/** Teams calls the same id `objectId` and, in newer answers, `aadObjectId`. */
function memberAccount({ id, name, aadObjectId, email, tenantId }: TeamsPerson): unknown {
  const [givenName, ...surname] = name.split(' ');
  return {
    id,
    name,
    objectId: aadObjectId,
    aadObjectId,
    givenName,
    surname: surname.join(' '),
    email,
    userPrincipalName: email,
    tenantId,
    userRole: 'user',
  };
}

function roomWithBot(memory: TeamsMemory, conversationId: string): Room {
  const room = findRoom(memory, conversationId);
  if (room === undefined) throw new Refusal(404, 'ConversationNotFound', 'Conversation not found.');
  if (!room.app.installed) {
    throw new Refusal(403, 'BotNotInConversationRoster', 'The bot is not part of the conversation roster.');
  }
  return room;
}

function messageIn(room: Room, activityId: string): NonNullable<ReturnType<typeof findMessage>> {
  const message = findMessage(room, activityId);
  if (message === undefined) {
    throw new Refusal(404, 'ActivityNotFoundInConversation', 'The activity is not in the conversation.');
  }
  return message;
}

function activityFrom(body: unknown): Activity {
  if (!isJson(body) || typeof body['type'] !== 'string') {
    throw new Refusal(400, 'BadArgument', "Missing required property 'type'");
  }
  return body as Activity;
}

function checkSize(activity: Activity): void {
  if (JSON.stringify(activity).length * 2 > MESSAGE_LIMIT_BYTES) {
    throw new Refusal(413, 'MessageSizeTooBig', 'Message size too large.');
  }
}

function checkFiles({ oneDrive }: TeamsMemory, room: Room, { attachments = [] }: Activity): void {
  for (const attachment of attachments) {
    const problem = fileProblem(attachment, room.kind === 'personal', oneDrive.files);
    if (problem !== null) throw new Refusal(400, 'BadArgument', problem);
  }
}

/** Why a call of the bot is not taken. */
export interface Denial {
  status: number;
  body: unknown;
}

export interface ConnectorOptions {
  memory: TeamsMemory;
  faults: Faults;
  limits: TeamsLimits;
  calls: ConnectorCall[];
  clock: () => Date;
  /** Looks at the Authorization header; null: come in. Default: everybody may. */
  requireBotToken?: ((authorization: string | null) => Promise<Denial | null>) | undefined;
  /** Ends delays when the stand-in stops. */
  signal: AbortSignal;
}

/** The connector's REST API, below `/teams` as at Microsoft, or at the root. */
export function connectorServer(options: ConnectorOptions): Server {
  return createServer((request, response) => {
    serve(options, request, response).catch(() => response.destroy());
  });
}

async function serve(
  options: ConnectorOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { memory, faults, limits, calls, clock, signal, requireBotToken } = options;
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
  const path = url.pathname.replace(/^\/teams(?=\/)/, '');
  const route = ROUTES.find((one) => one.method === request.method && one.path.test(path));
  const parts = (route?.path.exec(path) ?? []).slice(1).map(decodeURIComponent);
  const body = parseBody(await readText(request));
  const call: ConnectorCall = {
    at: clock(),
    method: request.method ?? '',
    path: url.pathname,
    operation: route?.operation ?? null,
    conversationId: route?.operation === 'createConversation' ? channelOf(body) : (parts[0] ?? null),
    activityId: parts[1] ?? null,
    authorization: request.headers.authorization ?? null,
    caller: callerOf(request),
    body,
    status: null,
    answeredAt: null,
    fault: null,
    madeId: null,
    isLost: false,
  };
  calls.push(call);
  response.once('close', () => {
    call.isLost = !response.writableFinished;
  });
  const fault = faults.strike(call);
  call.fault = fault;
  if (fault?.delayMs) await pause(fault.delayMs, undefined, { signal });
  if (fault?.hangUp) {
    response.destroy();
    return;
  }
  const denial = (await requireBotToken?.(call.authorization)) ?? null;

  const refusedFor = limits.refuse(call, performance.now());
  const carryOut = () => {
    if (denial !== null) return denial;
    if (refusedFor !== null) return { status: 429, body: refusalBody(429) };
    if (route === undefined) return { status: 404, body: refusalBody(404, 'NotFound', 'No such operation') };
    const serviceUrl = `${url.origin}/teams/`;
    const done = answer(() =>
      route.run({ memory, parts, query: url.searchParams, body, serviceUrl, now: clock() }),
    );
    if (call.method === 'POST') call.madeId = madeBy(done);
    return done;
  };
  if (fault?.loseAnswer || fault?.halfAnswer) {
    const { status, body: unheard } = carryOut();
    if (fault.halfAnswer) breakOff(response, status, JSON.stringify(unheard ?? {}));
    else response.destroy();
    return;
  }
  const { status, body: answered } =
    fault?.status === undefined
      ? carryOut()
      : { status: fault.status, body: refusalBody(fault.status, fault.code) };
  if (fault?.answerDelayMs) await pause(fault.answerDelayMs, undefined, { signal });
  call.status = status;
  call.answeredAt = clock();
  const retryAfter =
    fault?.retryAfterSeconds ?? (fault?.status === undefined ? refusedFor : null) ?? undefined;
  sendJson(response, status, answered, retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) });
}

function answer(run: () => Answer): Answer {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refusal) {
      return { status: error.status, body: refusalBody(error.status, error.code, error.message) };
    }
    return { status: 500, body: refusalBody(500, 'ServiceError', String(error)) };
  }
}

function madeBy({ body }: Answer): string | null {
  const id = isJson(body) ? (body['activityId'] ?? body['id']) : null;
  return typeof id === 'string' ? id : null;
}

/** A thread is opened in a channel: faults for the channel strike that too. */
function channelOf(body: unknown): string | null {
  const channelData = isJson(body) ? body['channelData'] : undefined;
  const channel = isJson(channelData) ? channelData['channel'] : undefined;
  return isJson(channel) ? String(channel['id']) : null;
}
