import { ActivityHandler, CloudAdapter } from '@microsoft/agents-hosting';
import express from 'express';
import { answer, attachment, port, ready } from './answer.mjs';

/** The Microsoft 365 Agents SDK, without authentication (`request.user` is what its own middleware would leave). */
class Bot extends ActivityHandler {
  constructor() {
    super();
    this.onMessage(async (context) => {
      await context.sendActivity({ type: 'message', attachments: [attachment] });
    });
  }

  async onInvokeActivity() {
    return { status: 200, body: answer };
  }
}

const adapter = new CloudAdapter();
const bot = new Bot();
const app = express();
app.use(express.json());
app.post('/api/messages', (request, response) =>
  adapter.process(request, response, (context) => bot.run(context)),
);
app.listen(port, '127.0.0.1', ready);
