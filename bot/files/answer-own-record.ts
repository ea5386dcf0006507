import { privacyCard } from '../../cards/privacy-card.ts';
import { ownRecordFile } from '../../services/privacy/own-record.ts';
import { answerInPlace, answerWithCard } from '../answer.ts';
import type { App } from '../app.ts';
import type { Turn } from '../turn.ts';
import type { Accepted } from './answer-file-consent.ts';
import { uploadFile } from './upload-file.ts';

/** Puts what is stored about the person who accepted into their OneDrive. @returns false where that failed; then it was said */
export async function uploadOwnRecord(
  app: App,
  turn: Turn,
  { uploadUrl }: Accepted['uploadInfo'],
  isAllowed: boolean,
): Promise<boolean> {
  const { text } = await ownRecordFile(app, turn.person);
  if (isAllowed && (await uploadFile(uploadUrl, text, 'application/json'))) return true;
  await answerWithCard(app, turn, privacyCard({ kind: 'notUploaded', text }, turn.reader));
  return false;
}

export async function declineOwnRecord(app: App, turn: Turn): Promise<void> {
  await answerInPlace(app, turn, { card: privacyCard({ kind: 'declined' }, turn.reader), view: null });
}
