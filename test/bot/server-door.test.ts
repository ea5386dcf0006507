import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { BotAdapter } from '../../bot/adapter.ts';
import { answerActivity } from '../../bot/answer-activity.ts';
import { type Server, startServer } from '../../bot/server.ts';
import { freshStore, setStage } from '../services/deals/stage.ts';
import { smallApp } from './small-app.ts';

const LIMITS = { headersMs: 200, requestMs: 400, lookMs: 50, connections: 20 };

describe('the HTTP door, with clients that do not keep to HTTP', () => {
  const store = freshStore();
  let server: Server;
  let turns = 0;

  beforeEach(async () => {
    turns = 0;
    const adapter = { run: async () => void (turns += 1) } as unknown as BotAdapter;
    const app = smallApp(setStage(store()));
    const mode = { refuse: () => null };
    server = await startServer(
      {
        host: '127.0.0.1',
        takesEvents: false,
        log: app.log,
        health: app.health,
        behind: Promise.resolve({
          answerActivity: (request) => answerActivity(app, adapter, mode, request),
          answerEvent: async () => ({ status: 404 }),
          degraded: () => [],
        }),
      },
      0,
      LIMITS,
    );
  });
  afterEach(async () => {
    assert.equal(turns, 0, 'nobody was heard');
    assert.equal((await fetch(new URL('/healthz', server.url))).status, 200);
    await server.stop();
  });

  function open(): Socket {
    const { hostname, port } = new URL(server.url);
    return connect(Number(port), hostname).on('error', () => undefined);
  }

  /** Sends bytes and waits until the server closes; gives all that it said. */
  async function said(...parts: (string | Buffer)[]): Promise<string> {
    const socket = open();
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
    for (const part of parts) socket.write(part);
    await once(socket, 'close');
    return text;
  }

  const head = (...lines: string[]) =>
    [
      'POST /api/messages HTTP/1.1',
      'host: x',
      'connection: close',
      'content-type: application/json',
      ...lines,
      '',
      '',
    ].join('\r\n');
  const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);

  it('closes on who sends a head or a body letter by letter', async () => {
    assert.equal(statusOf(await said('POST /api/messages HTTP/1.1\r\nhost: x\r\nx-')), 408);
    assert.equal(statusOf(await said(head('content-length: 1000'), '{"type":')), 408);
    assert.equal(statusOf(await said(head('transfer-encoding: chunked'), '5\r\n{"typ\r\n')), 408);
  });

  it('refuses lengths that say two things, and chunks that lie', async () => {
    for (const answer of [
      await said(head('content-length: 2', 'content-length: 30'), '{}'),
      await said(head('content-length: 2', 'transfer-encoding: chunked'), '{}'),
      await said(head('content-length: 2, 2'), '{}'),
      await said(head('content-length: -1'), '{}'),
      await said(head('transfer-encoding: gzip'), '{}'),
      await said(head('transfer-encoding: chunked, identity'), '0\r\n\r\n'),
      await said(head('transfer-encoding: chunked'), 'zz\r\n{}\r\n0\r\n\r\n'),
      await said(head('transfer-encoding: chunked'), '2\r\n{}{}{}\r\n0\r\n\r\n'),
      await said(head('x: a\nb'), ''),
      await said(head('x : a'), ''),
      await said('POST /api/messages HTTP/1.1\r\ncontent-length: 0\r\n\r\n'),
    ])
      assert.equal(statusOf(answer), 400, answer);
  });

  it('refuses heads of more than 16 KB and bodies of more than 256 KB, chunked too', async () => {
    assert.equal(statusOf(await said(head(`x: ${'a'.repeat(20_000)}`))), 431);
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    assert.equal(statusOf(await said(head('transfer-encoding: chunked'), chunk.repeat(5), '0\r\n\r\n')), 413);
  });

  it('unpacks nothing: neither a bomb nor what is no archive ends the program', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    for (const [encoding, body] of [
      ['gzip', bomb],
      ['gzip', Buffer.from('no archive')],
      ['gzip', gzipSync('{}').subarray(0, 12)],
      ['deflate', Buffer.from('x')],
      ['br', Buffer.from('x')],
      ['gzip, gzip', bomb],
    ] as const)
      assert.equal(
        statusOf(await said(head(`content-length: ${body.length}`, `content-encoding: ${encoding}`), body)),
        415,
      );
  });

  it('keeps no files: other kinds of bodies are refused unread', async () => {
    const file = '--b\r\ncontent-disposition: form-data; name="f"; filename="x.txt"\r\n\r\nkept\r\n--b--\r\n';
    for (const type of [
      'multipart/form-data; boundary=b',
      'application/octet-stream',
      'text/plain',
      'application/x-www-form-urlencoded',
    ]) {
      const lines = [`content-length: ${file.length}`, 'connection: close', `content-type: ${type}`];
      const answer = await said(['POST /api/messages HTTP/1.1', 'host: x', ...lines, '', file].join('\r\n'));
      assert.equal(statusOf(answer), 400, type);
    }
  });

  it('lets so many stand at the door, and is open again when they go', async () => {
    const idle = Array.from({ length: 60 }, open);
    const ended = idle.map((socket) => once(socket, 'close'));
    await Promise.any(ended);
    for (const socket of idle) socket.destroy();
    await Promise.all(ended);
  });
});
