import { createServer, request } from 'node:http';
import { answer, attachment, port, ready } from './answer.mjs';

/** No framework at all: the least that a card-answering bot can do on Node. */
const server = createServer((incoming, response) => {
  let text = '';
  incoming.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  incoming.on('end', () => {
    const activity = JSON.parse(text);
    const send = (body) => {
      response.setHeader('content-type', 'application/json');
      response.end(body);
    };
    if (activity.type === 'invoke') return send(JSON.stringify(answer));
    const { serviceUrl, conversation, id } = activity;
    const address = `${serviceUrl}v3/conversations/${encodeURIComponent(conversation.id)}/activities/${id}`;
    const reply = JSON.stringify({ type: 'message', conversation, replyToId: id, attachments: [attachment] });
    const headers = { 'content-type': 'application/json' };
    request(address, { method: 'POST', headers }, (taken) => taken.resume().on('end', () => send(''))).end(
      reply,
    );
  });
});
server.listen(port, '127.0.0.1', ready);
