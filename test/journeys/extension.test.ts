import assert from 'node:assert/strict';
import { inboundReferral } from '../support/partner-center.ts';
import type { Chat } from '../support/teams.ts';
import { openStage, type Stage, storedText, asks } from './stage.ts';

const TEMPLATE = 'https://partner.example/deals/{id}/overview';
const HARBOUR = '12345678-0000-4000-8000-000000000001';

interface Answered {
  composeExtension?: {
    type: string;
    text?: string;
    attachments?: {
      contentType: string;
      content: Record<string, unknown>;
      preview: { contentType: string; content: { title: string; text: string } };
    }[];
    suggestedActions?: unknown;
  };
  task?: { type: string; value: unknown };
}

describe('the message extension', () => {
  let stage: Stage;
  let ann: Chat;
  let group: Chat;

  before(async () => {
    stage = await openStage({
      env: { DEAL_URL_TEMPLATE: TEMPLATE },
      referrals: [
        inboundReferral({
          id: HARBOUR,
          name: 'Harbour <b>lights</b>',
          customerProfile: { name: 'Reederei Øst & Sons' },
        }),
        inboundReferral({ name: 'Mountain rail', customerProfile: { name: 'Bergbahn AG' } }),
        inboundReferral({ name: 'Old mill', status: 'Closed', substatus: 'Won' }),
      ],
    });
    await stage.watched();
    ann = await stage.join('Ann Keller');
    group = stage.teams.groupChat([ann.person]);
    await stage.teams.quiet();
  });
  after(() => stage.stop());

  async function asked(chat: Chat, invoke: string, value: unknown): Promise<Answered> {
    const { httpStatus, body } = await chat.invoke(`composeExtension/${invoke}`, value);
    assert.equal(httpStatus, 200);
    return body as Answered;
  }
  const query = (name: string, text: string, queryOptions = { skip: 0, count: 25 }) => ({
    commandId: 'searchDeals',
    parameters: [{ name, value: text }],
    queryOptions,
  });
  const results = ({ composeExtension }: Answered) => composeExtension?.attachments ?? [];

  it('finds deals by customer and name, with a preview each that is safe to show (NAV-03)', async () => {
    const [found, ...more] = results(await asked(group, 'query', query('q', 'REEDEREI øst')));
    assert.equal(more.length, 0);
    assert.equal(found?.contentType, 'application/vnd.microsoft.card.adaptive');
    assert.equal(found?.preview.contentType, 'application/vnd.microsoft.card.thumbnail');
    assert.equal(found?.preview.content.title, 'Reederei Øst & Sons');
    assert.match(found?.preview.content.text ?? '', /Harbour &lt;b>lights/);
  });

  it('searches for words whose parameter a client leaves without a name', async () => {
    const found = results(await asked(group, 'query', { parameters: [{ value: 'reederei' }] }));
    assert.deepEqual(
      found.map(({ preview }) => preview.content.title),
      ['Reederei Øst & Sons'],
    );
  });

  it('says what is missing in words: three characters, a role', async () => {
    const short = await asked(group, 'query', query('q', 'ab'));
    assert.equal(short.composeExtension?.type, 'message');
    assert.match(short.composeExtension?.text ?? '', /3 characters/);
    const eve = stage.teams.person({ name: 'Eve Norole' });
    stage.partnerCenter.fault({
      match: asks(eve),
      status: 403,
      times: Number.POSITIVE_INFINITY,
    });
    for (const value of [query('q', 'harbour'), query('initialRun', 'true')]) {
      const refused = await asked(group.as(eve), 'query', value);
      assert.equal(refused.composeExtension?.type, 'message');
      assert.doesNotMatch(JSON.stringify(refused), /Reederei|Bergbahn/);
    }
    assert.deepEqual(
      results(await asked(group.as(eve), 'queryLink', { url: TEMPLATE.replace('{id}', HARBOUR) })),
      [],
    );
  });

  it('shows favourites first, then open deals, before anything is typed; the rest by scrolling', async () => {
    await ann.say('favorite old mill');
    const first = results(await asked(group, 'query', query('initialRun', 'true')));
    assert.equal(first.length, 3);
    assert.match(first[0]?.preview.content.text ?? '', /Old mill/);
    const rest = results(await asked(group, 'query', query('initialRun', 'true', { skip: 2, count: 25 })));
    assert.equal(rest.length, 1);
    assert.deepEqual(
      results(await asked(group, 'query', query('q', 'harbour', { skip: 25, count: 25 }))),
      [],
    );
  });

  it('inserts a live card, redacted where it is not known who reads, and adopted at its first click', async () => {
    const [found] = results(await asked(group, 'query', query('q', 'mountain')));
    const json = JSON.stringify(found?.content);
    assert.match(json, /left out in this shared place/);
    assert.doesNotMatch(json, /unfollow/, 'nobody is told to stop what a colleague sends');
    assert.doesNotMatch(json, /60,?000|Please help/);
    assert.match(json, /deal.accept/);

    const [own] = results(await asked(ann, 'query', query('q', 'mountain')));
    assert.doesNotMatch(JSON.stringify(own?.content), /left out in this shared place/);
  });

  it('says nothing to a card that somebody sends in the own chat, but hears what is said with it', async () => {
    const [found] = results(await asked(ann, 'query', query('q', 'mountain')));
    assert.ok(found);
    const card = { contentType: found.contentType, content: found.content };
    const before = stage.teams.posts(ann.id).length;
    const message = { type: 'message', attachments: [card] };
    await ann.send({ ...message, text: '\n<span itemprop="cardId"></span>\n' });
    await stage.teams.quiet();
    assert.equal(stage.teams.posts(ann.id).length, before);
    await ann.send({ ...message, text: '<p>help</p><span itemprop="cardId"></span>' });
    await stage.teams.waitForPost(ann.id, 'Here is what you can ask');
  });

  it('previews a link to a deal afresh each time, and no other link', async () => {
    const url = TEMPLATE.replace('{id}', HARBOUR.toUpperCase());
    const preview = await asked(group, 'queryLink', { url });
    assert.equal(results(preview).length, 1);
    assert.match(JSON.stringify(preview.composeExtension?.suggestedActions), /setCachePolicy.*no-cache/);
    for (const other of [
      'https://partner.example/deals/',
      'https://evil.example/deals/x',
      TEMPLATE.replace('{id}', '99999999-0000-4000-8000-000000000000'),
      'not a link',
    ]) {
      assert.deepEqual(results(await asked(group, 'queryLink', { url: other })), [], other);
    }
    assert.deepEqual(results(await asked(group, 'anonymousQueryLink', { url })), []);
  });

  it('offers the deals that a message names, and inserts the one that is tapped', async () => {
    const message = (content: string) => ({
      commandId: 'dealsOfMessage',
      messagePayload: { body: { content } },
    });
    const byName = await asked(group, 'fetchTask', message('<p>Any news of <b>Bergbahn AG</b>?</p>'));
    assert.equal(byName.task?.type, 'continue');
    assert.match(JSON.stringify(byName), /Mountain rail/);
    assert.doesNotMatch(JSON.stringify(byName), /Reederei/);
    const byId = await asked(group, 'fetchTask', message(`see ${TEMPLATE.replace('{id}', HARBOUR)}`));
    assert.match(JSON.stringify(byId), /Reederei/);
    const none = await asked(group, 'fetchTask', message('lunch?'));
    assert.match(JSON.stringify(none.task), /continue.*names no open deal/);
    const unseen = { commandId: 'dealsOfMessage', data: { dealId: '99999999-0000-4000-8000-000000000000' } };
    const refused = await asked(group, 'submitAction', unseen);
    assert.match(JSON.stringify(refused.task), /message.*may not see this deal/);

    const inserted = await asked(group, 'submitAction', {
      commandId: 'dealsOfMessage',
      data: { dealId: HARBOUR },
    });
    assert.equal(results(inserted).length, 1);
  });

  it('makes no place of the chat that it is used in, so that nothing is ever posted there', async () => {
    const before = stage.teams.posts(group.id).length;
    stage.partnerCenter.put(inboundReferral({ name: 'Later deal' }));
    await stage.teams.waitForPost(ann.id, 'Later deal');
    await stage.teams.quiet();
    assert.equal(stage.teams.posts(group.id).length, before);
    assert.ok(!stage.teams.posts(group.id).some((post) => storedText(post).includes('Later deal')));
  });
});
