import assert from 'node:assert/strict';
import { createLocalAdapter } from '../../bot/adapter.ts';
import type { Log } from '../../services/services.ts';

const LOG = { error: () => undefined } as unknown as Log;

/** Nobody listens there: what a turn would say is lost. */
const activity = (type: string) =>
  ({
    type,
    id: '1',
    channelId: 'msteams',
    serviceUrl: 'http://127.0.0.1:1/',
    from: { id: '29:ann' },
    recipient: { id: '28:bot' },
    conversation: { id: 'a:ann' },
  }) as unknown as Parameters<ReturnType<typeof createLocalAdapter>['run']>[1];

const lost = new Error('the database is away');

function run(type: string) {
  return createLocalAdapter(LOG).run('', activity(type), () => Promise.reject(lost));
}

describe('a turn that ends in a surprise', () => {
  it('tells a person who clicked a reference, in an answer like any other', async () => {
    const answer = await run('invoke');
    const body: unknown = answer?.body;
    assert.equal(answer?.status, 200);
    assert.equal((body as { statusCode: number } | undefined)?.statusCode, 500);
  });

  it('tells Teams that news of its own was not taken in: where the bot came to, it would be silent for good', async () => {
    for (const type of ['installationUpdate', 'conversationUpdate']) await assert.rejects(run(type), lost);
  });
});
