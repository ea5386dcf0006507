import { ownRecordOffer } from '../../cards/file-cards.ts';
import type { OwnRecordFile } from '../../services/privacy/own-record.ts';
import type { App } from '../app.ts';
import { takesFiles, type Turn } from '../turn.ts';
import { taken } from './offer-file.ts';

/** Offers a person's own data in their own chat; each time anew. @returns false: no file can be offered here */
export async function offerOwnRecord(
  app: App,
  { place, reader }: Turn,
  { name, text }: OwnRecordFile,
): Promise<boolean> {
  if (!app.messenger.postFile || !takesFiles(app, place)) return false;
  const card = ownRecordOffer(reader, { name, sizeInBytes: Buffer.byteLength(text, 'utf8') });
  return (await taken(app, app.messenger.postFile(place, card, card.content.description))) !== null;
}
