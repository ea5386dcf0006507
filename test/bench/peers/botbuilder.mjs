import { CloudAdapter, ConfigurationBotFrameworkAuthentication, TeamsActivityHandler } from 'botbuilder';
import restify from 'restify';
import { answer, attachment, port, ready } from './answer.mjs';

/** botbuilder with restify as in its own samples, without authentication. */
class Bot extends TeamsActivityHandler {
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

const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
const bot = new Bot();
const server = restify.createServer();
server.use(restify.plugins.bodyParser());
server.post('/api/messages', async (request, response) => {
  await adapter.process(request, response, (context) => bot.run(context));
});
server.listen(port, '127.0.0.1', ready);
