import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseActivity } from '../../bot/activity.ts';

const RECORDED = join(import.meta.dirname, '../fixtures/activities');

function recorded(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(RECORDED, `${name}.json`), 'utf8')) as Record<string, unknown>;
}

const BOT = { id: '28:bot', name: 'Deals' };
const MENTION = { type: 'mention', mentioned: BOT, text: '<at>Deals</at>' };

/** A message of Teams with nothing that may be left out. */
function message(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    type: 'message',
    serviceUrl: 'http://127.0.0.1:1/',
    from: { id: '29:ann' },
    conversation: { id: 'a:1' },
    ...changes,
  };
}
const textOf = (text: unknown, entities: unknown = [MENTION]) =>
  parseActivity(message({ text, entities, recipient: BOT }))?.text;

describe('parsing activities', () => {
  it('reads every activity that the Playground was recorded to send', () => {
    const names = readdirSync(RECORDED).filter((name) => name.endsWith('.json'));
    assert.ok(names.length > 0);
    for (const name of names) assert.ok(parseActivity(recorded(name.replace('.json', ''))), name);
  });

  it('reads where a recorded message was said, and what', () => {
    const said = ['personal', 'group', 'channel'].map((where) =>
      parseActivity(recorded(`playground-${where}-message`)),
    );
    assert.deepEqual(
      said.map((envelope) => envelope?.kind),
      ['personal', 'groupChat', 'channel'],
    );
    for (const envelope of said) {
      assert.ok(envelope?.person?.personId);
      assert.ok(envelope.text);
      assert.ok(!envelope.text.includes('<at>'), envelope.text);
    }
  });

  it('knows from recorded activities whether it came or went itself', () => {
    assert.equal(parseActivity(recorded('playground-group-members-added'))?.botAdded, true);
    assert.equal(parseActivity(recorded('playground-group-members-removed'))?.botRemoved, true);
    assert.equal(parseActivity(recorded('playground-group-person-removed'))?.botRemoved, false);
    assert.equal(parseActivity(recorded('playground-personal-installed'))?.action, 'add');
    assert.equal(parseActivity(recorded('playground-personal-uninstalled'))?.action, 'remove');
  });

  it('knows a recorded message that brings a card and says nothing', () => {
    const inserted = parseActivity(recorded('playground-personal-inserted-card'));
    assert.deepEqual([inserted?.bringsCard, inserted?.text], [true, '']);
    assert.equal(parseActivity(recorded('playground-personal-message'))?.bringsCard, false);
  });

  it('reads beside a card in one go over the text, also where it is nothing but signs', () => {
    const card = { contentType: 'application/vnd.microsoft.card.adaptive' };
    const message = { ...(recorded('playground-personal-message') as object), attachments: [card] };
    // A look at the whole rest from every sign on would outlast the time-out of this test.
    assert.equal(parseActivity({ ...message, text: '<'.repeat(250_000) })?.text?.length, 250_000);
    assert.equal(parseActivity({ ...message, text: 'a<b <i>c</i>' })?.text, 'a<b c');
  });

  it('keeps the data of a recorded button', () => {
    for (const name of ['playground-personal-execute', 'playground-personal-submit']) {
      const envelope = parseActivity(recorded(name));
      assert.ok(envelope?.value, name);
      assert.ok(envelope.replyToId, name);
    }
  });

  it('fills what a client leaves out', () => {
    const envelope = parseActivity(message(), 1200);
    assert.deepEqual(envelope && { ...envelope, teamId: null }, {
      type: 'message',
      activityId: null,
      arrivedAt: 1200,
      sentAt: null,
      name: null,
      action: null,
      serviceUrl: 'http://127.0.0.1:1/',
      tenantId: 'local',
      conversationId: 'a:1',
      teamId: null,
      thread: 'a:1',
      kind: 'personal',
      botId: '',
      person: null,
      locale: null,
      timeZone: null,
      text: null,
      bringsCard: false,
      value: undefined,
      replyToId: null,
      botAdded: false,
      botRemoved: false,
    });
  });

  it('takes null, and what has the wrong type, for left out', () => {
    const names = [
      'id',
      'name',
      'action',
      'channelData',
      'entities',
      'locale',
      'localTimezone',
      'text',
      'attachments',
    ];
    for (const wrong of [null, 7, true])
      for (const name of [...names, 'replyToId', 'membersAdded', 'membersRemoved'])
        assert.ok(parseActivity(message({ [name]: wrong })), `${name}: ${wrong}`);
  });

  it('refuses what it could never answer', () => {
    const { conversation: _, ...homeless } = message();
    for (const body of [
      null,
      'text',
      [],
      {},
      homeless,
      message({ type: '' }),
      message({ from: null }),
      message({ conversation: { id: '' } }),
      message({ serviceUrl: 'nowhere' }),
      message({ conversation: { id: 'x'.repeat(5000) } }),
    ])
      assert.equal(parseActivity(body), null, JSON.stringify(body)?.slice(0, 80));
  });

  it('takes the channel for the place and keeps the thread to answer in', () => {
    const id = '19:abc@thread.tacv2;messageid=17';
    const envelope = parseActivity(message({ conversation: { id, conversationType: 'channel' } }));
    assert.deepEqual(
      [envelope?.kind, envelope?.conversationId, envelope?.thread],
      ['channel', '19:abc@thread.tacv2', id],
    );
  });

  it('takes an unknown kind of conversation for a chat of several: redacted, never personal', () => {
    for (const conversationType of ['meeting', 'constructor', ''])
      assert.equal(
        parseActivity(message({ conversation: { id: 'a', conversationType } }))?.kind,
        'groupChat',
      );
  });

  it('takes the chat of two people for a shared one, though Teams calls it personal', () => {
    const conversation = { id: '19:ann_ben@unq.gbl.spaces', conversationType: 'personal' };
    assert.equal(parseActivity(message({ conversation }))?.kind, 'groupChat');
    assert.equal(parseActivity(message({ conversation: { ...conversation, id: 'a:1' } }))?.kind, 'personal');
  });

  it('names the tenant of the conversation before that of the channel data', () => {
    const channelData = { tenant: { id: 't-2' } };
    assert.equal(parseActivity(message({ channelData }))?.tenantId, 't-2');
    const conversation = { id: 'a:1', tenantId: 't-1' };
    assert.equal(parseActivity(message({ channelData, conversation }))?.tenantId, 't-1');
  });

  it('knows a person by tenant and object id only', () => {
    assert.equal(parseActivity(message())?.person, null);
    const from = { id: '29:ann', aadObjectId: 'ann', name: 'Ann Lee' };
    assert.deepEqual(parseActivity(message({ from }))?.person, {
      tenantId: 'local',
      personId: 'ann',
      userId: '29:ann',
      name: 'Ann Lee',
    });
  });

  it('takes people of a shared channel for people of their own tenant', () => {
    const conversation = { id: '19:abc@thread.tacv2', conversationType: 'channel', tenantId: 't-1' };
    const from = { id: '29:eve', aadObjectId: 'eve', tenantId: 't-2' };
    const envelope = parseActivity(message({ conversation, from }));
    assert.deepEqual([envelope?.tenantId, envelope?.person?.tenantId], ['t-1', 't-2']);
    for (const tenantId of [undefined, null, '', 7]) {
      const silent = parseActivity(message({ conversation, from: { ...from, tenantId } }));
      assert.equal(silent?.person?.tenantId, 't-1');
    }
  });

  it('reads the language of the client where it is one of ours', () => {
    const locales = ['fr-CA', 'FR', 'en-GB', 'de-DE', '', null].map(
      (locale) => parseActivity(message({ locale }))?.locale,
    );
    assert.deepEqual(locales, ['fr', 'fr', 'en', null, null, null]);
  });

  it('reads the time zone of the client, from either place where Teams says it', () => {
    const entities = [MENTION, null, 'x', { type: 'clientInfo', timezone: 'Europe/Paris' }];
    assert.equal(parseActivity(message({ entities, localTimezone: 'UTC' }))?.timeZone, 'Europe/Paris');
    assert.equal(parseActivity(message({ localTimezone: 'Asia/Tokyo' }))?.timeZone, 'Asia/Tokyo');
    assert.equal(parseActivity(message({ entities: [{ type: 'clientInfo' }] }))?.timeZone, null);
  });

  it('takes every mention of the bot out of the text, and no other', () => {
    assert.equal(textOf('<at>Deals</at> accept 123 <at>Deals</at>'), 'accept 123');
    const ben = { type: 'mention', mentioned: { id: '29:ben' }, text: '<at>Ben</at>' };
    assert.equal(textOf('<at>Deals</at> hi <at>Ben</at>', [MENTION, ben]), 'hi <at>Ben</at>');
    assert.equal(textOf('hi', [{ ...MENTION, text: null }]), 'hi');
    assert.equal(textOf('hi', null), 'hi');
  });

  it('takes signs of a mention literally', () => {
    const odd = { ...MENTION, text: '<at>Deals (.*)</at>' };
    assert.equal(textOf('<at>Deals (.*)</at> help', [odd]), 'help');
  });

  it('reads spaces of every kind as one, and accents however they are written', () => {
    assert.equal(textOf('  deal\u00a0&nbsp;\n\t1 '), 'deal 1');
    assert.equal(textOf('rec\u0327ues'), 're\u00e7ues');
    assert.equal(textOf(''), '');
  });
});
