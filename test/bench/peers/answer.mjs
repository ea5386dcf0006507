import { readFileSync } from 'node:fs';

/** What all peers answer: the card that the bot answered, word for word, so that all send the same bytes. */
export const card = JSON.parse(readFileSync(process.env.CARD_FILE ?? '', 'utf8'));
export const answer = { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card };
export const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', content: card };
export const port = Number(process.env.PORT);

export function ready() {
  process.stdout.write(`${JSON.stringify({ msg: 'ready' })}\n`);
}
