import assert from 'node:assert/strict';
import type { Destination, Message, Messenger } from '../../../bot/messenger.ts';
import { forPlayground } from '../../../bot/playground/for-playground.ts';
import { noticeCard } from '../../../cards/notice-card.ts';

describe('forPlayground', () => {
  it('posts cards without the width that the Playground complains about, and with all else', async () => {
    const sent: Message[] = [];
    const messenger: Messenger = {
      post: async (_place, message) => String(sent.push(message)),
      update: async () => {},
      postSignIn: async () => null,
      postFile: async () => null,
      remove: async () => {},
      openChat: async () => '',
      members: async () => [],
    };
    const place: Destination = {
      id: 'p',
      tenantId: 't',
      serviceUrl: 'http://127.0.0.1:9',
      conversationId: 'c',
      botId: 'b',
    };
    const reader = { locale: 'en', timeZone: 'UTC', redaction: 'full' } as const;
    const entities = [{ type: 'mention' }];
    const card = {
      ...noticeCard({ kind: 'followed' }, reader),
      msteams: { width: 'Full', entities },
    } as const;
    assert.equal(await forPlayground(messenger).post(place, { card, summary: 's' }), '1');
    assert.deepEqual(sent, [{ card: { ...card, msteams: { entities } }, summary: 's' }]);
  });
});
