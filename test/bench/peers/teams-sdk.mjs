import { createServer } from 'node:http';
import express from 'express';
import { App, ExpressAdapter } from '@microsoft/teams.apps';
import { answer, attachment, port, ready } from './answer.mjs';

/** The Teams SDK (version 2), without authentication. */
const server = express();
const silent = { error() {}, warn() {}, info() {}, debug() {}, log() {}, child: () => silent };
const app = new App({
  httpServerAdapter: new ExpressAdapter(server),
  dangerouslyAllowUnauthenticatedRequests: true,
  logger: silent,
});
app.on('card.action', () => answer);
app.on('message', async ({ send }) => {
  await send({ type: 'message', attachments: [attachment] });
});
await app.initialize();
createServer(server).listen(port, '127.0.0.1', ready);
