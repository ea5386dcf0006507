import { privacyCard } from '../../cards/privacy-card.ts';
import { ownRecordFile } from '../../services/privacy/own-record.ts';
import { answerWithCard } from '../answer.ts';
import { offerOwnRecord } from '../files/offer-own-record.ts';
import type { RunCommand } from './run-command.ts';

/** `forget me`: says what it means and asks first. A matter of one's own chat. */
export const forgetMeCommand: RunCommand = async (app, turn) => {
  const kind = turn.place.kind === 'personal' ? 'ask' : 'ownChatOnly';
  await answerWithCard(app, turn, privacyCard({ kind }, turn.reader));
};

/** `my data`: everything that is stored about oneself, as a file; as text where Teams takes no files. */
export const myDataCommand: RunCommand = async (app, turn) => {
  const { place, person, reader } = turn;
  if (place.kind !== 'personal')
    return answerWithCard(app, turn, privacyCard({ kind: 'ownChatOnly' }, reader));
  const file = await ownRecordFile(app, person);
  if (await offerOwnRecord(app, turn, file)) return;
  await answerWithCard(app, turn, privacyCard({ kind: 'asText', text: file.text }, reader));
};
